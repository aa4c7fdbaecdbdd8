using System.Collections.Concurrent;

namespace Interop.Functions.Bench;

/// <summary>A receiver that records the key of everything it takes, and no more: the demo's keeps bodies, which a long run has no room for.</summary>
public sealed class CountingReceiver : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, byte> taken = new(StringComparer.Ordinal);
    private readonly WebApplication app;
    private long calls;

    private CountingReceiver(WebApplication app) => this.app = app;

    /// <summary>Where to POST.</summary>
    public string Address => app.Urls.First() + "/receive";

    /// <summary>How many different idempotency keys came.</summary>
    public int Taken => taken.Count;

    /// <summary>How many calls came.</summary>
    public long Calls => Interlocked.Read(ref calls);

    /// <summary>Starts one on a free loopback port.</summary>
    public static async Task<CountingReceiver> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new CountingReceiver(app);
        app.Run(receiver.TakeAsync);
        await app.StartAsync(cancellationToken);
        return receiver;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        await http.Request.Body.CopyToAsync(Stream.Null, http.RequestAborted);
        taken.TryAdd(http.Request.Headers["Idempotency-Key"].ToString(), 0);
        Interlocked.Increment(ref calls);
    }
}
