using Interop.Functions.Demo;
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
}
