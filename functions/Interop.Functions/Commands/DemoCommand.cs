using System.CommandLine;
using Interop.Fhir.Issues;
using Interop.Functions.Configuration;
using Interop.Functions.Demo;
using Interop.Functions.Demo.Story;
using Interop.Functions.Population;
using Spectre.Console;

namespace Interop.Functions.Commands;

/// <summary><c>interop demo</c>: the whole engine at work, on nothing but this binary, told on one screen.</summary>
public static class DemoCommand
{
    private const int Widest = 100;
    private const int TablesWidth = 184;
    private const ulong Seed = 7;
    private const int MostPatients = 1_000;

    /// <summary>The verb.</summary>
    public static Command Build()
    {
        var keep = new Option<bool>("--keep") { Description = "Stay up afterwards, until Ctrl+C" };
        var details = new Option<bool>("--details") { Description = "Also the tables: every record, receiver, act and book" };
        var patients = new Option<int>("--patients") { Description = $"Invented patients to send through the same engine, 0 to {MostPatients}", DefaultValueFactory = _ => 20 };
        var language = new Option<string?>("--language") { Description = "en or fr (default: as LANG says, else en)" };
        language.AcceptOnlyFromAmong("en", "fr");
        patients.Validators.Add(r => GenerateCommand.Within(r, r.GetValue(patients), 0, MostPatients));
        var command = new Command("demo", "Push the sample records through a real engine to real receivers and tell what happened, on one screen") { keep, details, patients, language };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var mappings = Cli.LoadMappings(parsed, Cli.Settings(parsed));
            var words = new StoryWords(StoryWords.From(parsed.GetValue(language)));
            var folder = Directory.CreateTempSubdirectory("interop-demo-").FullName;
            bool well;
            await using (var run = await DemoRun.StartAsync(Path.Combine(folder, "data"), mappings, cancellationToken, words.Language == Language.French ? "fr" : "en"))
            {
                well = await ShowAsync(run, mappings, folder, words, new Wanted(parsed.GetValue(details), parsed.GetValue(patients)), cancellationToken);
                if (parsed.GetValue(keep))
                {
                    await KeepAsync(run, cancellationToken);
                }
            }

            // The two pages stay for reading; the database and its keys do not.
            Directory.Delete(Path.Combine(folder, "data"), recursive: true);
            return well ? ExitCode.Done : ExitCode.Faults;
        });
        return command;
    }

    private static async Task<bool> ShowAsync(DemoRun run, LoadedMappings mappings, string folder, StoryWords words, Wanted wanted, CancellationToken cancellationToken)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = Console.IsOutputRedirected ? AnsiSupport.No : AnsiSupport.Detect });
        var width = Console.IsOutputRedirected ? Widest : Math.Min(Widest, console.Profile.Width);
        console.Profile.Width = Math.Max(console.Profile.Width, Console.IsOutputRedirected ? TablesWidth : 0);
        var screen = new StoryScreen(console, words, width);
        screen.Title(words.Say(
            "interop demo: a pharmacy, two care homes, billing, an engine between them; real HTTP, this machine",
            "interop demo : une pharmacie, deux EHPAD, la facturation, un moteur entre eux ; vrai HTTP, ici même"));

        var samples = Sample.Load(mappings.Files);
        var results = await run.PushAsync(samples, cancellationToken);
        var feeds = await run.PullAsync(cancellationToken);
        var books = await run.BooksAsync(cancellationToken);
        var facts = new StoryFacts(results, run.Receivers, run.Houses, feeds, await run.PatientsAsync(results, cancellationToken), words);
        var story = DemoStory.Tell(facts);
        for (var i = 0; i < story.Count; i++)
        {
            screen.Write(i + 1, story[i]);
        }

        List<StoryLine> ends = [StoryEnd.Books(results, books, words)];
        screen.Write(words.Say("books", "comptes"), ends[0]);
        if (wanted.Patients > 0)
        {
            ends.Add(await PopulationAsync(run, wanted.Patients, words, cancellationToken));
            screen.Write("population", ends[1]);
        }

        if (wanted.Details)
        {
            DemoReport.All(results, run.Receivers, feeds, books).ToList().ForEach(console.Write);
        }

        await WritePagesAsync(screen, words, folder, mappings, samples[0], DemoPage.Write(new DemoPageContent(words, story, ends, results, run.Receivers, feeds, books)), cancellationToken);
        var well = story.Concat(ends).All(l => l.Wrong.Count == 0) && results.All(r => r.AsExpected) && books.All(b => b.Balanced && b.InProgress == 0);
        console.MarkupLine(well
            ? $"[green]{words.Say("All is as it should be.", "Tout est comme il faut.")}[/]"
            : $"[red]{words.Say("Something is not as it should be; look at the red lines above.", "Quelque chose n’est pas comme il faut ; voir les lignes en rouge.")}[/]");
        return well;
    }

    private static async Task<StoryLine> PopulationAsync(DemoRun run, int patients, StoryWords words, CancellationToken cancellationToken)
    {
        var population = new SyntheticPopulation(new PopulationOptions(patients, Seed, Days: 14, FaultsPerMillion: 20_000));
        return StoryEnd.Population(population.Options, await new PopulationTrial(population).RunAsync(run.Engine, cancellationToken), words);
    }

    private static async Task WritePagesAsync(StoryScreen screen, StoryWords words, string folder, LoadedMappings mappings, Sample first, string html, CancellationToken cancellationToken)
    {
        var page = Path.Combine(folder, "demo.html");
        await File.WriteAllTextAsync(page, html, cancellationToken);
        var lineage = Path.Combine(folder, "lineage.html");
        await File.WriteAllTextAsync(lineage, ExplainHtml.Write(first.Record, MapCommand.Run(MapCommand.Find(mappings, first.Record), first.Body, lineage: true)), cancellationToken);
        screen.Write(words.Say("more", "plus"), words.Say($"what each receiver got: {new Uri(page)}", $"ce que chacun a reçu : {new Uri(page)}"));
        screen.Write("", words.Say($"where each field went: {new Uri(lineage)}", $"où est allé chaque champ : {new Uri(lineage)}"));
        screen.Write("", words.Say("tables: --details; a larger population: --patients N, or interop generate --run", "tableaux : --details ; plus de patients : --patients N, ou interop generate --run"));
    }

    private static async Task KeepAsync(DemoRun run, CancellationToken cancellationToken)
    {
        Console.WriteLine($"The engine stays up on {run.Address} until Ctrl+C. Receivers:");
        run.Receivers.ToList().ForEach(r => Console.WriteLine($"  {r.Name}: {r.Address.Replace("/receive", "/", StringComparison.Ordinal)}"));
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Stopped.");
        }
    }

    /// <summary>What the reader asked for.</summary>
    private sealed record Wanted(bool Details, int Patients);
}
