using Interop.Functions.Chaos;
using Interop.Functions.Configuration;

namespace Interop.Functions.Bench.Deliveries;

/// <summary>Which parts of the measurement to run; all when nothing is said.</summary>
internal enum DeliveryPart
{
    Rate,
    Latency,
    Isolation,
    Start,
}

/// <summary>What deliveries cost: their rate, the time from acceptance to arrival, what a bad endpoint does to the others, and the start of a large store.</summary>
internal sealed class DeliveryBench(DeliveryPart? only, string? onlyStore, Action<string> say)
{
    private const string Note =
        "A delivery: lane leased, resource read and decrypted, payload rendered, payload and attempt on disk, sent by HTTP, receipt, state and audit row on disk, lane given back. "
        + "The receiver is a process of its own and shares the processors, as PostgreSQL does.";

    public async Task<BenchFigures> RunAsync(CancellationToken cancellationToken)
    {
        var load = BenchFigures.LoadAverage();
        var folder = Directory.CreateTempSubdirectory("interop-bench-").FullName;
        var figures = new List<Figure>();
        using var receiver = await ChildProcess.StartAsync(["bench", "receiver"], cancellationToken);
        try
        {
            if (onlyStore is null or "sqlite")
            {
                figures.AddRange(await MeasureAsync(new BenchStore("SQLite", folder, null), receiver.Address, cancellationToken));
            }

            if (onlyStore is null or "postgres" && PrivatePostgres.FindBinaries() is { } binaries)
            {
                await using var cluster = await PrivatePostgres.StartAsync(binaries, cancellationToken);
                figures.AddRange(await MeasureAsync(new BenchStore("PostgreSQL", folder, cluster), receiver.Address, cancellationToken));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return new BenchFigures(null, Environment.ProcessorCount, load, figures) { Note = Note };
    }

    private async Task<List<Figure>> MeasureAsync(BenchStore store, Uri receiver, CancellationToken cancellationToken)
    {
        var mappings = LoadedMappings.Load(Path.Combine(AppContext.BaseDirectory, "Bench", "EqualWork"));
        var figures = new List<Figure>();
        if (only is null or DeliveryPart.Rate)
        {
            say($"{store.Name}: deliveries as fast as they go");
            figures.AddRange(await new RateTrial(store, mappings, receiver, say).RunAsync(cancellationToken));
        }

        if (only is null or DeliveryPart.Latency)
        {
            say($"{store.Name}: records pushed at a fixed rate");
            figures.AddRange(await new LatencyTrial(store, mappings).RunAsync(cancellationToken));
        }

        if (only is null or DeliveryPart.Isolation)
        {
            say($"{store.Name}: beside a bad endpoint");
            figures.AddRange(await new IsolationTrial(store, mappings, receiver, say).RunAsync(cancellationToken));
        }

        if (only is null or DeliveryPart.Start)
        {
            figures.AddRange(await new StartTrial(store, say).RunAsync(cancellationToken));
        }

        return figures;
    }
}
