using System.Diagnostics;
using System.Globalization;
using Interop.Engine.Delivery;
using Interop.Engine.Ports;
using Interop.Functions.Configuration;

namespace Interop.Functions.Bench.Deliveries;

/// <summary>
/// Durable deliveries per second to one endpoint. What is counted as one: its lane leased, its resource read and decrypted, the payload
/// rendered, payload and attempt on disk, sent by HTTP, the receipt, the state and an audit row on disk, the lane given back.
/// </summary>
internal sealed class RateTrial(BenchStore store, LoadedMappings mappings, Uri receiver, Action<string> say)
{
    private const int Rounds = 5;
    private const int Each = 2000;
    private const int WarmUp = 4000;
    private const double FloorSeconds = 0.5;
    private const double Target = 3000;

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellationToken)
    {
        await using var engine = await DeliveryEngine.OpenAsync(await store.NewAsync("rate", cancellationToken), mappings, cancellationToken);
        await engine.AddAsync("near", new Uri(receiver, "/take").AbsoluteUri, cancellationToken);
        var (rates, posts, commits, cpu, database) = (new List<double>(), new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var round = -1; round < Rounds; round++)
        {
            var count = round < 0 ? WarmUp : Each;
            await engine.Work.AddAsync("near", count, cancellationToken);
            var (started, processor, server) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime, store.Processor);
            await engine.DrainAsync(cancellationToken);
            var rate = count / Stopwatch.GetElapsedTime(started).TotalSeconds;
            var each = (Environment.CpuUsage.TotalTime - processor).TotalMicroseconds / count;
            var inDatabase = (store.Processor - server)?.TotalMicroseconds / count;
            var post = await PostsAsync(engine, cancellationToken);
            var commit = BareCommits.Measure(engine.Settings, engine.Transport.LastPayload.Span, FloorSeconds);
            if (round >= 0)
            {
                (rates, posts, commits, cpu, database) = ([.. rates, rate], [.. posts, post], [.. commits, commit], [.. cpu, each], [.. database, inDatabase ?? 0]);
            }
        }

        if (engine.Transport.Confirmed.Count != WarmUp + (Rounds * Each))
        {
            throw new Commands.CliException(Commands.ExitCode.Faults, string.Create(CultureInfo.InvariantCulture, $"{engine.Transport.Confirmed.Count} deliveries were confirmed."));
        }

        say(string.Create(CultureInfo.InvariantCulture, $"{store.Name}: deliveries/s {string.Join(" ", rates.Select(r => $"{r:0}"))}, bare posts {string.Join(" ", posts.Select(r => $"{r:0}"))}"));
        Figure[] own = store.IsSqlite ? [] : [new Figure($"{store.Name}-database-cpu", $"{store.Name}: processor time of the database for each", Median(database), "us")];
        return
        [
            new Figure($"{store.Name}-rate", $"{store.Name}: durable deliveries, median of {Rounds} rounds", Median(rates), "/s", Median(posts), Target),
            new Figure($"{store.Name}-cpu", $"{store.Name}: processor time of the engine's process for each", Median(cpu), "us"),
            .. own,
            new Figure($"{store.Name}-posts", $"{store.Name}: floor, bare HTTP posts of the same bytes", Median(posts), "/s"),
            new Figure($"{store.Name}-commits", $"{store.Name}: floor, bare rows inserted and changed, 32 to a commit", Median(commits), "/s"),
        ];
    }

    /// <summary>The same bytes by the same HTTP client to the same receiver, as many at once, and nothing else.</summary>
    private static async Task<double> PostsAsync(DeliveryEngine engine, CancellationToken cancellationToken)
    {
        var endpoint = (await engine.Store.ListEndpointsAsync(cancellationToken)).Single(e => e.Id == "near");
        using var client = Server.OutboundClient(engine.Settings);
        var transport = new Transports.HttpTransport(client, TimeSpan.FromSeconds(30), TimeProvider.System);
        var (started, payload, delivery) = (Stopwatch.GetTimestamp(), engine.Transport.LastPayload, (await engine.Store.FindDeliveriesAsync(new DeliveryFilter { State = DeliveryState.Delivered }, 1, cancellationToken))[0]);
        var counts = await Task.WhenAll(Enumerable.Range(0, engine.Settings.ParallelPerEndpoint).Select(async _ =>
        {
            var count = 0;
            while (Stopwatch.GetElapsedTime(started).TotalSeconds < FloorSeconds)
            {
                count += (await transport.SendAsync(endpoint, delivery, payload, cancellationToken)).Result == SendResult.Delivered ? 1 : 0;
            }

            return count;
        }));
        return counts.Sum() / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
