using System.Collections.Concurrent;
using System.Globalization;
using Interop.Engine.Delivery;
using Interop.Functions.Configuration;
using Interop.Functions.Transports;

namespace Interop.Functions.Bench.Deliveries;

/// <summary>
/// Four good endpoints and a fifth, all owed the same: how much later the good ones are served, at the 99th percentile, when the fifth answers
/// after five seconds or is not there at all. Pairs of runs, with and without, in turn.
/// </summary>
internal sealed class IsolationTrial(BenchStore store, LoadedMappings mappings, Uri receiver, Action<string> say)
{
    private const int Pairs = 5;
    private const double SecondsEach = 1.5;
    private const double Target = 1.25;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);
    private static readonly string[] Good = ["good-1", "good-2", "good-3", "good-4"];

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellationToken)
    {
        var settings = await store.NewAsync("isolation", cancellationToken) with
        {
            Delivery = new DeliveryPolicy { FirstDelay = TimeSpan.FromMilliseconds(100), MaxDelay = TimeSpan.FromSeconds(1) },
            Guards = new GuardSettings { FirstBreak = TimeSpan.FromMilliseconds(500), MaxBreak = TimeSpan.FromSeconds(1) },
        };
        await using var engine = await DeliveryEngine.OpenAsync(settings, mappings, cancellationToken);
        var well = new Uri(receiver, "/take").AbsoluteUri;
        foreach (var id in Good)
        {
            await engine.AddAsync(id, well, cancellationToken);
        }

        await RunAsync(engine, "warm-up", well, cancellationToken);
        var ratios = new List<double>();
        var without = new List<double>();
        for (var pair = 0; pair < Pairs; pair++)
        {
            // A port where nobody listens, and one that answers when it is too late to matter.
            var bad = pair % 2 == 0 ? new Uri(receiver, "/slow").AbsoluteUri : "http://127.0.0.1:9/";
            var alone = await RunAsync(engine, $"fifth-{pair}", well, cancellationToken);
            var beside = await RunAsync(engine, $"bad-{pair}", bad, cancellationToken);
            ratios.Add(beside / alone);
            without.Add(alone);
        }

        say(string.Create(CultureInfo.InvariantCulture, $"{store.Name}: p99 beside a slow or dead endpoint, times that without: {string.Join(" ", ratios.Select(r => r.ToString("0.00", CultureInfo.InvariantCulture)))}"));
        return
        [
            new Figure($"{store.Name}-good-p99", $"{store.Name}: p99 of four endpoints, 400/s, median", Median(without), "ms"),
            new Figure($"{store.Name}-isolation", $"{store.Name}: the same beside a slow or dead endpoint, times that, median of {Pairs} pairs", Median(ratios), "x", Target: Target, AtMost: true),
        ];
    }

    /// <summary>The 99th percentile of the good endpoints, in milliseconds from the commit's begin to the receiver's answer.</summary>
    private static async Task<double> RunAsync(DeliveryEngine engine, string fifth, string address, CancellationToken cancellationToken)
    {
        await engine.AddAsync(fifth, address, cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var loop = KeepAsync(engine, stop.Token);
        var begun = new ConcurrentDictionary<Guid, long>();
        var (commits, started) = (new List<Task>(), TimeProvider.System.GetTimestamp());
        for (var i = 0; i * Tick.TotalSeconds < SecondsEach; i++)
        {
            var early = (i * Tick) - TimeProvider.System.GetElapsedTime(started);
            await Task.Delay(early > TimeSpan.Zero ? early : TimeSpan.Zero, cancellationToken);
            commits.Add(AddAsync(engine, fifth, begun, cancellationToken));
        }

        await Task.WhenAll(commits);
        while (begun.Keys.Any(id => !engine.Transport.Confirmed.ContainsKey(id)))
        {
            await Task.Delay(Tick, cancellationToken);
        }

        await stop.CancelAsync();
        await loop;

        // What is still owed to a bad endpoint would burden the next run.
        await engine.RetireAsync(fifth, cancellationToken);
        await engine.DrainAsync(cancellationToken);
        var times = begun.Select(b => TimeProvider.System.GetElapsedTime(b.Value, engine.Transport.Confirmed[b.Key]).TotalMilliseconds).Order().ToList();
        return times[times.Count * 99 / 100];
    }

    private static async Task AddAsync(DeliveryEngine engine, string fifth, ConcurrentDictionary<Guid, long> begun, CancellationToken cancellationToken)
    {
        var now = TimeProvider.System.GetTimestamp();
        var ids = await engine.Work.AddAsync([.. Good, fifth], cancellationToken);
        foreach (var id in ids.Take(Good.Length))
        {
            begun[id] = now;
        }
    }

    private static async Task KeepAsync(DeliveryEngine engine, CancellationToken stop)
    {
        try
        {
            for (var mark = 0L; ; mark = await engine.Store.WaitAsync(mark, TimeSpan.FromMilliseconds(50), stop))
            {
                await engine.Loop.DrainAsync(int.MaxValue, DateTimeOffset.MaxValue, stop);
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
