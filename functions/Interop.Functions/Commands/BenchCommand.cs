using System.CommandLine;
using Interop.Functions.Bench;
using Interop.Functions.Configuration;
using Spectre.Console;

namespace Interop.Functions.Commands;

/// <summary><c>interop bench</c>: what the engine does on this machine, beside the least that any engine could do.</summary>
public static class BenchCommand
{
    /// <summary>The verb.</summary>
    public static Command Build() => new("bench", "Measure the engine on this machine") { Pipeline(), Mapping(), Floor() };

    private static Command Pipeline()
    {
        var seconds = new Option<int>("--seconds") { Description = "About how long each part pushes", DefaultValueFactory = _ => 10 };
        var clients = new Option<int>("--clients") { Description = "Clients that push at the same time", DefaultValueFactory = _ => 8 };
        var json = new Option<bool>("--json") { Description = "Figures as JSON" };
        var flat = new Option<bool>("--long") { Description = "Push 100,000 small records too, and watch the memory" };
        var command = new Command("pipeline", "From push to receipt: rates, latency, memory, rows, beside a bare endpoint that only writes") { seconds, clients, json, flat };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var folder = LoadedMappings.Find(parsed.GetValue(Cli.Mappings) ?? Cli.Settings(parsed).Mappings)
                ?? throw new CliException(ExitCode.Environment, "There is no mappings folder here; give one with --mappings DIR.");
            var options = new BenchOptions(Path.GetFullPath(folder), Math.Max(1, parsed.GetValue(seconds)), Math.Max(1, parsed.GetValue(clients)), parsed.GetValue(flat));
            var figures = await new PipelineBench(options, Console.Error.WriteLine).RunAsync(cancellationToken);
            Show(figures, parsed.GetValue(json), BenchFigures.Note);
            return figures.Figures.Any(f => f.Met == false) ? ExitCode.Faults : ExitCode.Done;
        });
        return command;
    }

    private static Command Mapping()
    {
        var rounds = new Option<int>("--rounds") { Description = "How often each work takes its turn; the best counts", DefaultValueFactory = _ => 12 };
        var only = new Option<string?>("--only") { Description = "One work: statement, plan or text" };
        var json = new Option<bool>("--json") { Description = "Figures as JSON" };
        var command = new Command("mapping", "Records and texts per second on one core, beside parsing and writing the same bytes") { rounds, only, json };
        command.SetAction(parsed =>
        {
            var mappings = Cli.LoadMappings(parsed, Cli.Settings(parsed)).Catalogue;
            var figures = new MappingBench(Math.Max(1, parsed.GetValue(rounds)), Console.Error.WriteLine).Run(mappings, parsed.GetValue(only));
            Show(figures, parsed.GetValue(json), MappingBench.Note);
            return figures.Figures.Any(f => f.Met == false) ? ExitCode.Faults : ExitCode.Done;
        });
        return command;
    }

    /// <summary>Started by the measurement, as a process of its own.</summary>
    private static Command Floor()
    {
        var file = new Argument<string>("file");
        var command = new Command("floor", "The bare endpoint that the pipeline is measured beside") { file };
        command.Hidden = true;
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await FloorServer.RunAsync(parsed.GetValue(file)!, cancellationToken);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Show(BenchFigures figures, bool json, string note)
    {
        if (json)
        {
            Console.WriteLine(figures.ToJson());
            return;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings());
        console.Profile.Width = Math.Max(console.Profile.Width, 130);
        console.Write(figures.ToTable());
        console.WriteLine(note);
    }
}
