using System.CommandLine;
using Interop.Functions.Bench;
using Interop.Functions.Bench.Fuzz;
using Interop.Functions.Bench.Fhir;
using Interop.Functions.Configuration;
using Spectre.Console;

namespace Interop.Functions.Commands;

/// <summary><c>interop bench</c>: what the engine does on this machine, beside the least that any engine could do.</summary>
public static class BenchCommand
{
    /// <summary>The verb.</summary>
    public static Command Build() => new("bench", "Measure the engine on this machine")
    {
        Pipeline(), DeliveryBenchCommand.Build(), StoreBenchCommand.Build(), SearchBenchCommand.Build(), BackupBenchCommand.Build(),
        Mapping(), Fhir(), FhirStream(), Fuzz(),
        Floor(), FhirStart(), DeliveryBenchCommand.Receiver(),
    };

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

    private static Command Mapping()
    {
        var rounds = new Option<int>("--rounds") { Description = "How often each work takes its turn; the best counts", DefaultValueFactory = _ => 12 };
        var only = new Option<string?>("--only") { Description = "One work: statement, plan, text, pharmacy-software or care-home-software" };
        var json = new Option<bool>("--json") { Description = "Figures as JSON" };
        var command = new Command("mapping", "Records and texts per second on one core, beside parsing and writing the same bytes") { rounds, only, json };
        command.SetAction(parsed =>
        {
            var mappings = Cli.LoadMappings(parsed, Cli.Settings(parsed)).Catalogue;
            var figures = new MappingBench(Math.Max(1, parsed.GetValue(rounds)), Console.Error.WriteLine).Run(mappings, parsed.GetValue(only));
            Show(figures, parsed.GetValue(json));
            return figures.Figures.Any(f => f.Met == false) ? ExitCode.Faults : ExitCode.Done;
        });
        return command;
    }

    private static Command FhirStream()
    {
        var prescriptions = new Option<int>("--prescriptions") { Description = "How many, of about 54 KB each", DefaultValueFactory = _ => 19_000 };
        var keep = new Option<string?>("--keep") { Description = "Keep the Bundle in this file" };
        var command = new Command("fhir-stream", "Validate a Bundle of many prescriptions, entry by entry: time, memory") { prescriptions, keep };
        command.SetAction(parsed => FhirStreamBench.Run(Math.Max(1, parsed.GetValue(prescriptions)), parsed.GetValue(keep), Console.Out));
        return command;
    }

    private static Command Fuzz()
    {
        var inputs = new Option<int>("--inputs") { Description = "How many", DefaultValueFactory = _ => 1_000_000 };
        var seed = new Option<int>("--seed") { Description = "Another seed, other inputs", DefaultValueFactory = _ => 1 };
        var first = new Option<int>("--first") { Description = "Number of the first input", DefaultValueFactory = _ => 0 };
        var save = new Option<string?>("--save") { Description = "Folder for the inputs that did harm" };
        var samples = new Option<string?>("--samples") { Description = "Folder of further resources (*.json) to break" };
        var command = new Command("fuzz", "Read and validate broken resources and expressions: no crash, none longer than 50 ms") { inputs, seed, first, save, samples };
        command.SetAction(parsed =>
        {
            var folder = LoadedMappings.Find(parsed.GetValue(Cli.Mappings) ?? Cli.Settings(parsed).Mappings)
                ?? throw new CliException(ExitCode.Environment, "There is no mappings folder here; give one with --mappings DIR.");
            return FuzzReport.Run(new FuzzTarget(FuzzSamples.Read(folder, parsed.GetValue(samples))), parsed.GetValue(seed), parsed.GetValue(first), parsed.GetValue(inputs), parsed.GetValue(save), Console.Out);
        });
        return command;
    }

    private static Command Fhir()
    {
        var corpus = new Option<string>("--corpus") { Description = "HL7's examples to read and validate: hl7.fhir.r4.examples as .tgz, or a folder" };
        var json = new Option<bool>("--json") { Description = "Figures as JSON" };
        var command = new Command("fhir", "Reading, validating, FHIRPath and start-up, beside a bare JSON parser") { corpus, json };
        command.SetAction(parsed =>
        {
            var figures = new FhirBench(parsed.GetValue(corpus), Console.Error.WriteLine).Run();
            Show(figures, parsed.GetValue(json));
            return figures.Figures.Any(f => f.Met == false) ? ExitCode.Faults : ExitCode.Done;
        });
        return command;
    }

    private static Command FhirStart()
    {
        var command = new Command("fhir-start", "What the first use of FHIR costs in a new process") { Hidden = true };
        command.SetAction(_ =>
        {
            Console.WriteLine(Bench.Fhir.FhirStart.Measure().ToJson());
            return ExitCode.Done;
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

    internal static void Show(BenchFigures figures, bool json)
    {
        if (json)
        {
            Console.WriteLine(figures.ToJson());
            return;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings());
        console.Profile.Width = Math.Max(console.Profile.Width, 130);
        console.Write(figures.ToTable());
        console.WriteLine(figures.Note);
    }
}
