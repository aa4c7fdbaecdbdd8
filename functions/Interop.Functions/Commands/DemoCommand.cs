using System.CommandLine;
using Interop.Engine.Ports;
using Interop.Functions.Configuration;
using Interop.Functions.Demo;
using Spectre.Console;

namespace Interop.Functions.Commands;

/// <summary><c>interop demo</c>: the whole engine at work, on nothing but this binary.</summary>
public static class DemoCommand
{
    /// <summary>The verb.</summary>
    public static Command Build()
    {
        var keep = new Option<bool>("--keep") { Description = "Stay up afterwards, until Ctrl+C" };
        var command = new Command("demo", "Push the sample records through a real engine to real receivers and show what happened") { keep };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var mappings = Cli.LoadMappings(parsed, Cli.Settings(parsed));
            var samples = Sample.Load(mappings.Files);
            var folder = Directory.CreateTempSubdirectory("interop-demo-").FullName;
            await Console.Error.WriteLineAsync($"Starting the engine on SQLite in {folder}, with a pharmacy, two care homes and a billing connector on loopback...");
            bool well;
            await using (var run = await DemoRun.StartAsync(Path.Combine(folder, "data"), mappings, cancellationToken))
            {
                well = await ShowAsync(run, samples, mappings, folder, cancellationToken);
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

    private static async Task<bool> ShowAsync(DemoRun run, IReadOnlyList<Sample> samples, LoadedMappings mappings, string folder, CancellationToken cancellationToken)
    {
        var results = await run.PushAsync(samples, cancellationToken);
        var feeds = await run.PullAsync(cancellationToken);
        var books = await run.BooksAsync(cancellationToken);
        var console = Screen();
        console.Write(DemoReport.Records(results));
        console.Write(DemoReport.Receivers(run.Receivers));
        console.Write(DemoReport.Feeds(feeds));
        console.Write(ReconcileCommand.Table(books));

        var page = Path.Combine(folder, "demo.html");
        await File.WriteAllTextAsync(page, DemoPage.Write(results, run.Receivers), cancellationToken);
        var lineage = Path.Combine(folder, "lineage.html");
        var first = samples[0];
        await File.WriteAllTextAsync(lineage, ExplainHtml.Write(first.Record, MapCommand.Run(MapCommand.Find(mappings, first.Record), first.Body, lineage: true)), cancellationToken);
        Console.WriteLine($"What each receiver got:      {new Uri(page)}");
        Console.WriteLine($"Where each field went:       {new Uri(lineage)}");

        var well = results.All(r => r.AsExpected) && books.All(b => b.Balanced && b.InProgress == 0);
        Console.WriteLine(well ? "All is as it should be." : "Something is not as it should be; look at the red lines above.");
        return well;
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

    /// <summary>The terminal as it is; wide enough for the tables when the output goes to a file.</summary>
    private static IAnsiConsole Screen()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings());
        console.Profile.Width = Console.IsOutputRedirected ? 160 : console.Profile.Width;
        return console;
    }
}
