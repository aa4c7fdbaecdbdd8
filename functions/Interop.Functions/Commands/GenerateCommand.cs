using System.CommandLine;
using Interop.Functions.Population;
using Spectre.Console;

namespace Interop.Functions.Commands;

/// <summary><c>interop generate</c>: a synthetic population, to be looked at, pushed elsewhere, or sent through a whole engine and checked.</summary>
public static class GenerateCommand
{
    private const int MaxDays = 90;

    /// <summary>The verb.</summary>
    public static Command Build()
    {
        var patients = new Option<int>("--patients") { Description = "How many patients; about 15 records each", DefaultValueFactory = _ => 100 };
        var seed = new Option<ulong>("--seed") { Description = "Another seed, another population; the same seed gives the same bytes", DefaultValueFactory = _ => 1 };
        var days = new Option<int>("--days") { Description = $"Days from 16 November 2026 over which treatments change, 2 to {MaxDays}", DefaultValueFactory = _ => 14 };
        var faults = new Option<decimal>("--faults") { Description = "Share of records made faulty on purpose, 0 to 1; each with the issue and the place that must be told", DefaultValueFactory = _ => 0.02m };
        var output = new Option<string>("--out") { Description = "Folder for NDJSON files that curl can push (one per sender and kind of record) and manifest.json; - writes every record, in the order of sending, on standard output", DefaultValueFactory = _ => "-" };
        var run = new Option<bool>("--run") { Description = "Send it through a whole engine (SQLite, receivers on loopback) and compare answers, books, treatments and acts to bill with an account of its own" };
        patients.Validators.Add(r => Within(r, r.GetValue(patients), 1, 100_000));
        days.Validators.Add(r => Within(r, r.GetValue(days), 2, MaxDays));
        faults.Validators.Add(r => Within(r, r.GetValue(faults), 0, 1));
        var command = new Command("generate", "Make a synthetic French population: coherent records of every kind, no real person, with faults that are known") { patients, seed, days, faults, output, run };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new PopulationOptions(parsed.GetValue(patients), parsed.GetValue(seed), parsed.GetValue(days), (int)(parsed.GetValue(faults) * 1_000_000));
            var population = new SyntheticPopulation(options);
            if (parsed.GetValue(run))
            {
                return await RunAsync(parsed, population, cancellationToken);
            }

            if (parsed.GetValue(output) is { } folder and not "-")
            {
                var (written, first) = PopulationFiles.Write(population, Path.GetFullPath(folder));
                var route = first[(first.IndexOf('/', StringComparison.Ordinal) + 1)..^".ndjson".Length];
                Console.WriteLine($"{written} records of {options.Patients} patients and manifest.json are in {Path.GetFullPath(folder)}.");
                Console.WriteLine("Each file is a batch; manifest.json says in which order, with whose credential, and what must come of the faulty ones:");
                Console.WriteLine($"  curl -H \"Authorization: Bearer $TOKEN\" -H \"Content-Type: application/x-ndjson\" --data-binary @{Path.Combine(Path.GetFullPath(folder), first)} http://127.0.0.1:5080/ingest/{route}");
                return ExitCode.Done;
            }

            await using var all = new StreamWriter(Console.OpenStandardOutput()) { NewLine = "\n" };
            PopulationFiles.WriteAll(population, all);
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>A fault unless a value is within its limits.</summary>
    internal static void Within<T>(System.CommandLine.Parsing.OptionResult result, T value, T low, T high)
        where T : IComparable<T>
    {
        if (value.CompareTo(low) < 0 || value.CompareTo(high) > 0)
        {
            result.AddError($"{result.Option.Name} is from {low} to {high}.");
        }
    }

    private static async Task<int> RunAsync(ParseResult parsed, SyntheticPopulation population, CancellationToken cancellationToken)
    {
        var mappings = Cli.LoadMappings(parsed, Cli.Settings(parsed));
        var folder = Directory.CreateTempSubdirectory("interop-population-").FullName;
        var patients = population.Options.Patients;
        var started = TimeProvider.System.GetTimestamp();
        await Console.Error.WriteLineAsync($"Sending {patients} patients through an engine on SQLite in {folder}...");
        try
        {
            var verdict = await new PopulationTrial(population).RunAsync(Path.Combine(folder, "data"), mappings, done =>
            {
                if (done * 10 / patients > (done - 1) * 10 / patients)
                {
                    Console.Error.WriteLine($"  {done} of {patients} patients, {TimeProvider.System.GetElapsedTime(started).TotalSeconds:0} s");
                }
            }, cancellationToken);
            var console = AnsiConsole.Create(new AnsiConsoleSettings());
            console.Profile.Width = Console.IsOutputRedirected ? 160 : console.Profile.Width;
            PopulationReport.Tables(verdict).ToList().ForEach(console.Write);
            PopulationReport.Words(verdict).ToList().ForEach(Console.WriteLine);
            return verdict.Differences.Count == 0 ? ExitCode.Done : ExitCode.Faults;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
