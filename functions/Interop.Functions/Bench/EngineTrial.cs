using System.Diagnostics;

namespace Interop.Functions.Bench;

/// <summary>Full speed through the engine, from the first push to the last settled record.</summary>
/// <param name="Acknowledged">What the clients saw.</param>
/// <param name="Settled">Records per second, everything delivered and booked.</param>
/// <param name="ProcessorMilliseconds">The engine's processor time per record; other programs on the machine do not change it much.</param>
public sealed record TrialResult(LoadResult Acknowledged, double Settled, double ProcessorMilliseconds);

/// <summary>Pushes records of one template through one engine; numbers go on from run to run.</summary>
public sealed class EngineTrial(TrialEngine engine, string path, int clients)
{
    private int records;

    /// <summary>Full speed, so many records, until all is settled.</summary>
    public async Task<TrialResult> FullSpeedAsync(RecordTemplate template, int count, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var processor = engine.Process.Processor;
        var load = await Load(template).FullSpeedAsync(count, cancellationToken);
        await SettleAsync(load, cancellationToken);
        return new TrialResult(load, load.Answers / clock.Elapsed.TotalSeconds, (engine.Process.Processor - processor).TotalMilliseconds / load.Answers);
    }

    /// <summary>At a fixed rate.</summary>
    public async Task<LoadResult> PacedAsync(RecordTemplate template, double perSecond, TimeSpan duration, CancellationToken cancellationToken)
    {
        var load = await Load(template).PacedAsync(perSecond, duration, cancellationToken);
        await SettleAsync(load, cancellationToken);
        return load;
    }

    /// <summary>Rows that one record leaves in the database, deliveries and all.</summary>
    public async Task<long> RowsAsync(RecordTemplate template, CancellationToken cancellationToken)
    {
        var before = engine.Rows;
        await FullSpeedAsync(template, 1, cancellationToken);
        return engine.Rows - before;
    }

    private LoadRun Load(RecordTemplate template) => new(engine.Client, path, template.Make, clients) { From = records };

    private async Task SettleAsync(LoadResult load, CancellationToken cancellationToken)
    {
        records += load.Answers;
        await engine.SettleAsync(records, records * engine.Receivers.Count, cancellationToken);
    }
}
