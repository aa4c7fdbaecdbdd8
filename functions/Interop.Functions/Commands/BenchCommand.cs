using System.CommandLine;
using Interop.Functions.Bench;
using Interop.Functions.Configuration;
using Spectre.Console;

namespace Interop.Functions.Commands;

/// <summary><c>interop bench</c>: what the engine does on this machine, beside the least that any engine could do.</summary>
public static class BenchCommand
{
    /// <summary>The verb.</summary>
    public static Command Build() => new("bench", "Measure the engine on this machine") { Pipeline(), Store(), Search(), Floor() };

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
            Show(figures, parsed.GetValue(json));
            return figures.Figures.Any(f => f.Met == false) ? ExitCode.Faults : ExitCode.Done;
        });
        return command;
    }

    private static Command Store()
    {
        var seconds = new Option<double>("--seconds") { Description = "How long each of the rounds takes", DefaultValueFactory = _ => 1.5 };
        var json = new Option<bool>("--json") { Description = "Figures as JSON" };
        var command = new Command("store", "Creates per second on SQLite and PostgreSQL, beside bare inserts of the same rows") { seconds, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var figures = await new StoreBench(Math.Clamp(parsed.GetValue(seconds), 0.1, 60), Console.Error.WriteLine).RunAsync(cancellationToken);
            Show(figures, parsed.GetValue(json));
            return figures.Figures.Any(f => f.Met == false) ? ExitCode.Faults : ExitCode.Done;
        });
        return command;
    }

    private static Command Search()
    {
        var messages = new Option<long>("--messages") { Description = "How many messages to look among", DefaultValueFactory = _ => 1_000_000 };
        var data = new Option<string>("--data") { Description = "Folder of the trial database; loaded when empty and kept", Required = true };
        var json = new Option<bool>("--json") { Description = "Figures as JSON" };
        var command = new Command("search", "Finding messages among very many") { messages, data, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var figures = await new SearchBench(Path.GetFullPath(parsed.GetValue(data)!), Math.Max(1000, parsed.GetValue(messages)), Console.Error.WriteLine).RunAsync(cancellationToken);
            Show(figures, parsed.GetValue(json));
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

    private static void Show(BenchFigures figures, bool json)
    {
        if (json)
        {
            Console.WriteLine(figures.ToJson());
            return;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings());
        console.Profile.Width = Math.Max(console.Profile.Width, 130);
        console.Write(figures.ToTable());
        console.WriteLine(BenchFigures.Note);
    }
}
