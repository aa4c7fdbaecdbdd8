using System.Collections.Concurrent;
using System.Globalization;

namespace Interop.Functions.Demo;

/// <summary>What a receiver took.</summary>
public sealed record RecordedCall(string Key, string Message, int Sequence, string Body, DateTimeOffset At, int Status);

/// <summary>
/// A receiver for trials: a real HTTP server on a free loopback port that keeps what it gets, answers a repeated idempotency key with the first
/// receipt, and can be told to fail first.
/// </summary>
public sealed class RecordingEndpoint : IAsyncDisposable
{
    private readonly ConcurrentQueue<RecordedCall> calls = new();
    private readonly ConcurrentDictionary<string, string> receipts = new();
    private readonly WebApplication app;
    private int failures;

    private RecordingEndpoint(string name, WebApplication app, int failFirst)
    {
        Name = name;
        this.app = app;
        failures = failFirst;
    }

    /// <summary>Who it plays.</summary>
    public string Name { get; }

    /// <summary>Where to POST.</summary>
    public string Address => app.Urls.First() + "/receive";

    /// <summary>What a failing call is answered with. Default 503.</summary>
    public int FailureStatus { get; set; } = 503;

    /// <summary>Every call, in order, failed ones included.</summary>
    public IReadOnlyCollection<RecordedCall> Calls => calls;

    /// <summary>What was taken: one call per idempotency key.</summary>
    public IReadOnlyList<RecordedCall> Taken => [.. calls.Where(c => c.Status == 200).DistinctBy(c => c.Key)];

    /// <summary>Starts one; the first <paramref name="failFirst"/> calls are answered with 503.</summary>
    public static async Task<RecordingEndpoint> StartAsync(string name, int failFirst, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var endpoint = new RecordingEndpoint(name, app, failFirst);
        app.MapPost("/receive", (Delegate)endpoint.ReceiveAsync);
        app.MapGet("/", () => Results.Json(endpoint.Taken));
        await app.StartAsync(cancellationToken);
        return endpoint;
    }

    /// <summary>The next calls fail.</summary>
    public void FailNext(int count) => Interlocked.Exchange(ref failures, count);

    /// <summary>Keeps something that this receiver fetched itself.</summary>
    public void Keep(string key, string message, string body) => calls.Enqueue(new RecordedCall(key, message, 0, body, DateTimeOffset.UtcNow, 200));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task<IResult> ReceiveAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var body = await reader.ReadToEndAsync(http.RequestAborted);
        var key = http.Request.Headers["Idempotency-Key"].ToString();
        var status = Interlocked.Decrement(ref failures) >= 0 ? FailureStatus : 200;
        calls.Enqueue(new RecordedCall(
            key, http.Request.Headers["X-Interop-Message"].ToString(),
            int.Parse(http.Request.Headers["X-Interop-Sequence"].ToString(), CultureInfo.InvariantCulture), body, DateTimeOffset.UtcNow, status));
        if (status != 200)
        {
            return Results.StatusCode(status);
        }

        http.Response.Headers["X-Receipt-Id"] = receipts.GetOrAdd(key, _ => $"R-{receipts.Count + 1}");
        return Results.Ok();
    }
}
