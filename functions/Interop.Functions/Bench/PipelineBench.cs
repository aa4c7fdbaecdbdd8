using System.Diagnostics;
using System.Globalization;

namespace Interop.Functions.Bench;

/// <summary>What to measure.</summary>
/// <param name="Mappings">The product's mappings folder.</param>
/// <param name="Seconds">About how long each part pushes on a machine that meets the targets.</param>
/// <param name="Long">Push 100,000 small records as well and watch the memory.</param>
public sealed record BenchOptions(string Mappings, int Seconds, int Clients, bool Long);

/// <summary>The figures of the whole path: push to 202, to everything delivered, beside the floor.</summary>
public sealed class PipelineBench(BenchOptions options, Action<string> say)
{
    private const double Megabyte = 1024 * 1024;
    private const int LongRecords = 100_000;

    // Until the runtime has compiled the hot methods for good; before that half of the processor time is the compiler's.
    private const int WarmUpPlans = 1_000;
    private const int WarmUpRecords = 5_000;
    private const int WarmUpPatients = 100;
    private const int PatientsPerSecond = 40;
    private readonly List<Figure> figures = [];

    /// <summary>Runs every part.</summary>
    public async Task<BenchFigures> RunAsync(CancellationToken cancellationToken)
    {
        var load = BenchFigures.LoadAverage();
        await MeasurePlansAsync(cancellationToken);
        await MeasureEqualWorkAsync(cancellationToken);
        await MeasurePopulationAsync(cancellationToken);
        return new BenchFigures(options.Clients, Environment.ProcessorCount, load, figures);
    }

    private async Task MeasurePlansAsync(CancellationToken cancellationToken)
    {
        var (plan, small) = (RecordTemplate.Plan(12), RecordTemplate.Plan(1));
        var (planFloor, smallFloor) = (await FloorAsync(plan, cancellationToken), await FloorAsync(small, cancellationToken));
        await using var engine = await StartPlansAsync(cancellationToken);
        var trial = new EngineTrial(engine, "/ingest/medissimo/pillbox-plan", options.Clients);
        var rows = await trial.RowsAsync(plan, cancellationToken);
        say("warming up");
        await trial.FullSpeedAsync(plan, WarmUpPlans, cancellationToken);

        say($"12-line plans ({plan.Length} bytes)");
        var plans = await trial.FullSpeedAsync(plan, 400 * options.Seconds, cancellationToken);
        Add(plans, "plan", "12-line plans", planFloor, 400);
        say(string.Create(CultureInfo.InvariantCulture, $"latency at {plans.Settled / 2:0} plans/s"));
        var paced = await trial.PacedAsync(plan, plans.Settled / 2, TimeSpan.FromSeconds(options.Seconds), cancellationToken);
        figures.Add(new Figure("plan-p50", "push to 202 at half that load, p50", paced.Percentile(0.5), "ms"));
        figures.Add(new Figure("plan-p99", "push to 202 at half that load, p99", paced.Percentile(0.99), "ms", Target: 50, AtMost: true));

        say($"small records ({small.Length} bytes)");
        Add(await trial.FullSpeedAsync(small, 1000 * options.Seconds, cancellationToken), "small", "1-line plans", smallFloor, 1000);
        if (options.Long)
        {
            await MeasureFlatnessAsync(trial, engine, small, cancellationToken);
        }

        figures.Add(new Figure("memory-peak", "peak working set of the engine", engine.Process.WorkingSet.Peak / Megabyte, "MB", Target: 400, AtMost: true));
        figures.Add(new Figure("plan-rows", "rows of one 12-line plan, two deliveries", rows, "rows", Target: 60, AtMost: true));
    }

    private async Task MeasureEqualWorkAsync(CancellationToken cancellationToken)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Bench", "EqualWork");
        var record = new RecordTemplate(await File.ReadAllBytesAsync(Path.Combine(folder, "record.json"), cancellationToken), 987654);
        var floor = await FloorAsync(record, cancellationToken);
        var receiver = new Endpoint("receiver", "trial-receiver", "SIRET|73282932000074", "http", null, []);
        await using var engine = await TrialEngine.StartAsync(folder, "trial-sender", "SIRET|73282932000074", [receiver], cancellationToken);
        var trial = new EngineTrial(engine, "/ingest/trial-sender/medication", options.Clients);
        say("warming up");
        await trial.FullSpeedAsync(record, WarmUpRecords, cancellationToken);
        say($"equal work: one {record.Length}-byte record, one MedicationStatement, one push");
        Add(await trial.FullSpeedAsync(record, 2500 * options.Seconds, cancellationToken), "equal", "equal work", floor, 2500);
        figures.Add(new Figure("equal-memory-peak", "peak working set, equal work", engine.Process.WorkingSet.Peak / Megabyte, "MB", Target: 400, AtMost: true));
    }

    private async Task MeasurePopulationAsync(CancellationToken cancellationToken)
    {
        var work = new PopulationWork(WarmUpPatients + (PatientsPerSecond * options.Seconds));
        var (warm, pushes) = (work.Of(0, WarmUpPatients), work.Of(WarmUpPatients, int.MaxValue));
        var mean = (int)pushes.Average(p => p.Body.Length);
        var floor = await FloorAsync(mean, number => pushes[number % pushes.Count].Body, cancellationToken);
        await using var engine = await TrialEngine.StartAsync(options.Mappings, work, cancellationToken);
        say("warming up");
        await new LoadRun(engine.Client, number => warm[number], options.Clients).FullSpeedAsync(warm.Count, cancellationToken);
        await engine.SettleAsync(warm.Count, cancellationToken);

        say($"population: {pushes.Count} records of {pushes.Select(p => p.Path).Distinct().Count()} kinds, {mean} bytes on average");
        var clock = Stopwatch.StartNew();
        var processor = engine.Process.Processor;
        var load = await new LoadRun(engine.Client, number => pushes[number], options.Clients).FullSpeedAsync(pushes.Count, cancellationToken);
        await engine.SettleAsync(warm.Count + pushes.Count, cancellationToken);
        var result = new TrialResult(load, load.Answers / clock.Elapsed.TotalSeconds, (engine.Process.Processor - processor).TotalMilliseconds / load.Answers);
        Add(result, "population", "population's records", floor, target: null);
    }

    /// <summary>Memory after each tenth; that the last is no larger than the third says that nothing is kept per record.</summary>
    private async Task MeasureFlatnessAsync(EngineTrial trial, TrialEngine engine, RecordTemplate small, CancellationToken cancellationToken)
    {
        var held = new List<double>();
        for (var tenth = 1; tenth <= 10; tenth++)
        {
            await trial.FullSpeedAsync(small, LongRecords / 10, cancellationToken);
            held.Add(engine.Process.WorkingSet.Now / Megabyte);
            say(string.Create(CultureInfo.InvariantCulture, $"{tenth * LongRecords / 10} records: {held[^1]:0} MB"));
        }

        figures.Add(new Figure("memory-third", "working set after 30,000 small records", held[2], "MB"));
        figures.Add(new Figure("memory-last", "working set after 100,000 small records", held[^1], "MB", Target: held[2] * 1.1, AtMost: true));
    }

    private Task<double> FloorAsync(RecordTemplate template, CancellationToken cancellationToken) => FloorAsync(template.Length, template.Make, cancellationToken);

    private async Task<double> FloorAsync(int bytes, Func<int, byte[]> record, CancellationToken cancellationToken)
    {
        say($"floor, {bytes} bytes");
        var folder = Directory.CreateTempSubdirectory("interop-floor-").FullName;
        using var floor = await ChildProcess.StartAsync(["bench", "floor", Path.Combine(folder, "bodies")], cancellationToken);
        using var client = TrialEngine.Pusher(floor.Address, "none");
        var load = new LoadRun(client, "/", record, options.Clients);
        await load.FullSpeedAsync(1000, cancellationToken);
        var result = await load.FullSpeedAsync(1000 * options.Seconds, cancellationToken);
        Directory.Delete(folder, recursive: true);
        return result.PerSecond;
    }

    private Task<TrialEngine> StartPlansAsync(CancellationToken cancellationToken) => TrialEngine.StartAsync(
        options.Mappings, "medissimo", $"FINEG|{TrialRecords.Pharmacy}",
        [
            new Endpoint("pharmacy", "pharmacy-software", $"FINEG|{TrialRecords.Pharmacy}", "http", null, []),
            new Endpoint("care-home", "care-home-software", $"FINEG|{TrialRecords.CareHome}", "http", null, []),
        ],
        cancellationToken);

    private void Add(TrialResult result, string id, string what, double floor, double? target)
    {
        figures.Add(new Figure($"{id}-floor", $"{what}: floor", floor, "/s"));
        figures.Add(new Figure($"{id}-acknowledged", $"{what}: acknowledged", result.Acknowledged.PerSecond, "/s", floor));
        figures.Add(new Figure($"{id}-settled", $"{what}: settled, deliveries included", result.Settled, "/s", floor, target));
        figures.Add(new Figure($"{id}-processor", $"{what}: engine's processor time each", result.ProcessorMilliseconds, "ms"));
    }
}
