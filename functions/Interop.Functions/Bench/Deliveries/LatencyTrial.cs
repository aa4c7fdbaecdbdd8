using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using Interop.Functions.Configuration;
using Interop.Functions.Demo;

namespace Interop.Functions.Bench.Deliveries;

/// <summary>
/// From the moment a record is due to be pushed until its delivery arrives, at a fixed rate: acceptance, mapping, storing, routing, rendering
/// and the send, with the engine's own loops. The sender and the receiver are in the engine's process.
/// </summary>
internal sealed class LatencyTrial(BenchStore store, LoadedMappings mappings)
{
    private const double PerSecond = 500;
    private const double Seconds = 4;
    private const int WarmUp = 1500;
    private const double Target = 30;

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellationToken)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Bench", "EqualWork");
        var record = new RecordTemplate(await File.ReadAllBytesAsync(Path.Combine(folder, "record.json"), cancellationToken), 987654);
        var arrived = new ConcurrentDictionary<int, long>();
        await using var receiver = Receiver(arrived);
        await receiver.StartAsync(cancellationToken);
        await using var engine = await EngineInstance.StartAsync(await store.NewAsync("latency", cancellationToken), mappings, cancellationToken);
        await engine.AddAsync([new Endpoint("near", "trial-receiver", "SIRET|73282932000074", "http", receiver.Urls.First() + "/take", [])], cancellationToken);
        using var client = await engine.ClientAsync("trial-sender", "SIRET|73282932000074", ["push"], cancellationToken);
        await PushAsync(client, record, 0, WarmUp, cancellationToken);
        await engine.SettleAsync(TimeSpan.FromMinutes(1), cancellationToken);
        var due = await PushAsync(client, record, WarmUp, (int)(PerSecond * Seconds), cancellationToken);
        if (!await engine.SettleAsync(TimeSpan.FromMinutes(1), cancellationToken))
        {
            throw new Commands.CliException(Commands.ExitCode.Faults, "What was pushed at that rate had not arrived a minute later: the machine is too busy to measure on.");
        }

        var times = due.Select((d, i) => TimeProvider.System.GetElapsedTime(d, arrived[WarmUp + i]).TotalMilliseconds).Order().ToList();
        return
        [
            new Figure($"{store.Name}-p50", $"{store.Name}: push to arrival at {PerSecond:0}/s, p50", times[times.Count / 2], "ms", Target: Target, AtMost: true),
            new Figure($"{store.Name}-p99", $"{store.Name}: push to arrival at {PerSecond:0}/s, p99", times[times.Count * 99 / 100], "ms"),
        ];
    }

    /// <summary>Pushes at the rate, whatever the answers do; when each was due.</summary>
    private static async Task<long[]> PushAsync(HttpClient client, RecordTemplate record, int first, int count, CancellationToken cancellationToken)
    {
        var (due, pushes, started) = (new long[count], new List<Task>(count), TimeProvider.System.GetTimestamp());
        for (var i = 0; i < count; i++)
        {
            var early = TimeSpan.FromSeconds(i / PerSecond) - TimeProvider.System.GetElapsedTime(started);
            if (early > TimeSpan.FromMilliseconds(1))
            {
                await Task.Delay(early, cancellationToken);
            }

            due[i] = started + (long)(i / PerSecond * TimeProvider.System.TimestampFrequency);
            pushes.Add(PushAsync(client, record.Make(first + i), cancellationToken));
        }

        await Task.WhenAll(pushes);
        return due;
    }

    private static async Task PushAsync(HttpClient client, byte[] body, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var answer = await client.PostAsync("/ingest/trial-sender/medication", content, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    private static WebApplication Receiver(ConcurrentDictionary<int, long> arrived)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(async http =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body, http.RequestAborted);
            var bytes = body.GetBuffer().AsSpan(0, (int)body.Length);
            var at = bytes.IndexOf("MED-"u8) + 4;
            arrived.TryAdd(int.Parse(bytes.Slice(at, 6), CultureInfo.InvariantCulture), TimeProvider.System.GetTimestamp());
        });
        return app;
    }
}
