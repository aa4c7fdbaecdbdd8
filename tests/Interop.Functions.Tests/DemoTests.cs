using Interop.Fhir.Issues;
using Interop.Functions.Demo;
using Interop.Functions.Demo.Story;
using Interop.Functions.Population;
using Interop.Functions.Tests.Support;

namespace Interop.Functions.Tests;

/// <summary>The demo itself.</summary>
public sealed class DemoTests
{
    [Fact]
    public async Task The_demo_ends_as_samples_yaml_says_and_its_books_balance()
    {
        using var folder = new TestFolder();
        await using var run = await DemoRun.StartAsync(folder.Path, TestFolder.Mappings, CancellationToken.None);
        var results = await run.PushAsync(Sample.Load(TestFolder.Mappings.Files), CancellationToken.None);
        Assert.All(results, r => Assert.True(r.AsExpected, $"{r.Sample.File}: {r.Status} {r.View} {r.Outcome}"));
        Assert.All(await run.BooksAsync(CancellationToken.None), b => Assert.True(b.Balanced && b.InProgress == 0, b.ToString()));

        var faulty = results.Single(r => r.Status == 422).Outcome!.Value.GetProperty("issue")[0];
        Assert.StartsWith("$.lines[", faulty.GetProperty("location")[0].GetString(), StringComparison.Ordinal);
        var (_, homeA, homeB) = (run.Receivers[0], run.Receivers[1], run.Receivers[2]);
        Assert.Equal([503, 503], homeA.Calls.Where(c => c.Status != 200).Select(c => c.Status));
        Assert.Contains(homeA.Taken, c => c.Body.Contains("PLN-000412", StringComparison.Ordinal));
        Assert.Contains(homeB.Taken, c => c.Body.Contains("PLN-000412", StringComparison.Ordinal));

        var feeds = await run.PullAsync(CancellationToken.None);
        Assert.Contains(feeds.Single(f => f.Feed == "stellair").Items, i => i.GetProperty("state").GetString() == "blocked");
        Assert.Contains(feeds.Single(f => f.Feed == "hospital-billing").Items, i => i.GetProperty("state").GetString() == "billable");
        Assert.All(await run.PullAsync(CancellationToken.None), f => Assert.Empty(f.Items));
    }

    [Fact]
    public async Task Its_story_is_told_from_what_happened_and_a_population_comes_after_it()
    {
        using var folder = new TestFolder();
        await using var run = await DemoRun.StartAsync(folder.Path, TestFolder.Mappings, CancellationToken.None);
        var results = await run.PushAsync(Sample.Load(TestFolder.Mappings.Files), CancellationToken.None);
        var feeds = await run.PullAsync(CancellationToken.None);
        var story = await TellAsync(run, results, feeds, Language.English);
        Assert.Equal(14, story.Count);
        Assert.All(story, l => Assert.True(l.Wrong.Count == 0, $"{l.Text} {string.Join("; ", l.Wrong)}"));
        Assert.Contains("5 lines, 2 of them outside the pillbox: the pharmacy got it; care home A refused 2 times and then took it", story[0].Text, StringComparison.Ordinal);
        Assert.Contains("$.lines[0].steps[0].doses[1].unit A dose has a number but no unit.", story[2].Text, StringComparison.Ordinal);
        Assert.Equal([StoryMark.Delivered, StoryMark.HeldBack, StoryMark.Corrected, StoryMark.Replaced, StoryMark.ToBill, StoryMark.Alert, StoryMark.Withdrawn], story.Select(l => l.Mark).Distinct());
        Assert.All(story.SelectMany(l => StoryScreen.Wrap(l.Text, 64)), row => Assert.InRange(row.Length, 1, 64));
        Assert.Contains("ne l’a reçu", (await TellAsync(run, results, feeds, Language.French))[2].Text, StringComparison.Ordinal);
        Assert.Empty(StoryEnd.Books(results, await run.BooksAsync(CancellationToken.None), new StoryWords(Language.English)).Wrong);

        var population = new SyntheticPopulation(new PopulationOptions(4, 7, 14, 20_000));
        var verdict = await new PopulationTrial(population).RunAsync(run.Engine, CancellationToken.None);
        Assert.Empty(StoryEnd.Population(population.Options, verdict, new StoryWords(Language.English)).Wrong);
        Assert.True(verdict.Plans > 0 && verdict.Books.Sum(b => b.Received) > 40, "next to nothing went through the engine");
    }

    [Fact]
    public async Task A_sentence_that_is_not_true_any_more_says_so()
    {
        using var folder = new TestFolder();
        await using var run = await DemoRun.StartAsync(folder.Path, TestFolder.Mappings, CancellationToken.None);
        run.Receivers[2].FailureStatus = 400;
        run.Receivers[2].FailNext(1);
        var results = await run.PushAsync(Sample.Load(TestFolder.Mappings.Files), CancellationToken.None);
        var story = await TellAsync(run, results, await run.PullAsync(CancellationToken.None), Language.English);
        Assert.Empty(story[0].Wrong);
        Assert.Contains("it had to reach care home B and the pharmacy, and reached the pharmacy", story[1].Wrong);
        Assert.NotEmpty(StoryEnd.Books(results, await run.BooksAsync(CancellationToken.None), new StoryWords(Language.English)).Wrong);
    }

    [Theory]
    [InlineData("fr", Language.French)]
    [InlineData("fr_FR.UTF-8", Language.French)]
    [InlineData("C.UTF-8", Language.English)]
    public void The_language_is_that_of_the_terminal(string locale, Language language) => Assert.Equal(language, StoryWords.From(locale));

    private static async Task<IReadOnlyList<StoryLine>> TellAsync(DemoRun run, IReadOnlyList<DemoResult> results, IReadOnlyList<PulledFeed> feeds, Language language) =>
        DemoStory.Tell(new StoryFacts(results, run.Receivers, run.Houses, feeds, await run.PatientsAsync(results, CancellationToken.None), new StoryWords(language)));
}
