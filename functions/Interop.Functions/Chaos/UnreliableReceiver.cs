using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace Interop.Functions.Chaos;

/// <summary>How a receiver behaves for a while.</summary>
public enum Mood
{
    /// <summary>Takes and answers.</summary>
    Good,

    /// <summary>Takes and answers late.</summary>
    Slow,

    /// <summary>Takes nothing and answers with an error, or breaks the connection.</summary>
    Wrong,

    /// <summary>Takes, and answers as if it had not: the same comes again.</summary>
    Double,

    /// <summary>Never answers, whether it took or not.</summary>
    Silent,
}

/// <summary>What a receiver took: one effect per idempotency key.</summary>
/// <param name="Place">In the order of taking.</param>
public sealed record Effect(string Key, int Place, string Plan, int Version, int Sequence, string Hash);

/// <summary>
/// A partner as partners are: a real HTTP server whose mood changes. Its effects are idempotent by Idempotency-Key, as the contract asks of
/// receivers; it keeps what it would have done, and whether a key ever came with other bytes.
/// </summary>
public sealed class UnreliableReceiver : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Effect> effects = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<string> changed = [];
    private readonly WebApplication app;
    private readonly Random random;
    private long calls;

    private UnreliableReceiver(string id, WebApplication app, int seed) => (Id, this.app, random) = (id, app, new Random(seed));

    /// <summary>Id of its endpoint.</summary>
    public string Id { get; }

    /// <summary>Where to POST.</summary>
    public string Address => app.Urls.First() + "/receive";

    /// <summary>How it behaves now.</summary>
    public Mood Mood { get; set; }

    /// <summary>How many calls came.</summary>
    public long Calls => Interlocked.Read(ref calls);

    /// <summary>Keys that came with two different bodies.</summary>
    public IReadOnlyCollection<string> Changed => changed;

    /// <summary>What it took, in order.</summary>
    public IReadOnlyList<Effect> Effects
    {
        get
        {
            lock (gate)
            {
                return [.. effects.Values.OrderBy(e => e.Place)];
            }
        }
    }

    /// <summary>Starts one on a free loopback port.</summary>
    public static async Task<UnreliableReceiver> StartAsync(string id, int seed, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new UnreliableReceiver(id, app, seed);
        app.Run(receiver.ReceiveAsync);
        await app.StartAsync(cancellationToken);
        return receiver;
    }

    /// <summary>Forgets what it took last, or takes it once more under another key: a count that finds neither is worth nothing.</summary>
    internal void Falsify(bool lose)
    {
        lock (gate)
        {
            var last = effects.Values.MaxBy(e => e.Place) ?? throw new InvalidOperationException("Nothing was taken yet.");
            if (lose)
            {
                effects.Remove(last.Key);
            }
            else
            {
                var again = Guid.NewGuid().ToString("D");
                effects[again] = last with { Key = again, Place = effects.Count };
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        try
        {
            await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException or BadHttpRequestException)
        {
            // The sender was killed in the middle: half a body is no delivery.
            return;
        }

        Interlocked.Increment(ref calls);
        var (mood, chance) = (Mood, Chance());
        if (mood != Mood.Wrong && (mood != Mood.Silent || chance < 0.5))
        {
            Take(http, body.ToArray());
        }

        await AnswerAsync(http, mood, chance);
    }

    private static async Task AnswerAsync(HttpContext http, Mood mood, double chance)
    {
        switch (mood)
        {
            case Mood.Slow:
                await WaitAsync(http, TimeSpan.FromSeconds(0.3 + chance));
                break;
            case Mood.Wrong when chance < 0.3:
                http.Abort();
                break;
            case Mood.Wrong:
                http.Response.StatusCode = chance < 0.6 ? StatusCodes.Status500InternalServerError : StatusCodes.Status429TooManyRequests;
                break;
            case Mood.Double when chance < 0.7:
                http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                break;
            case Mood.Silent:
                await WaitAsync(http, TimeSpan.FromSeconds(20));
                http.Abort();
                break;
        }
    }

    private static async Task WaitAsync(HttpContext http, TimeSpan time)
    {
        try
        {
            await Task.Delay(time, http.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // The sender has given up.
        }
    }

    private void Take(HttpContext http, byte[] body)
    {
        using var payload = JsonDocument.Parse(body);
        var plan = payload.RootElement.GetProperty("plan");
        var key = http.Request.Headers["Idempotency-Key"].ToString();
        var sequence = int.Parse(http.Request.Headers["X-Interop-Sequence"].ToString(), CultureInfo.InvariantCulture);
        var hash = Convert.ToHexStringLower(SHA256.HashData(body));
        lock (gate)
        {
            if (!effects.TryGetValue(key, out var first))
            {
                effects[key] = new Effect(key, effects.Count, plan.GetProperty("id").GetString()!, plan.GetProperty("version").GetInt32(), sequence, hash);
            }
            else if (first.Hash != hash)
            {
                changed.Add(key);
            }
        }
    }

    private double Chance()
    {
        lock (gate)
        {
            return random.NextDouble();
        }
    }
}
