using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Interop.Functions.Demo;

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
/// <param name="Lane">Endpoint and patient.</param>
/// <param name="What">Which version of which record it brought to which endpoint; the same twice is a double.</param>
public sealed record Effect(string Key, int Place, string Message, string Lane, string What, int Sequence, string Body)
{
    /// <summary>Of the body.</summary>
    public string Hash { get; } = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Body)));
}

/// <summary>
/// A partner as partners are: a real HTTP server whose mood changes. Its effects are idempotent by Idempotency-Key, as the contract asks of
/// receivers; it keeps what it would have done, and whether a key ever came with other bytes.
/// </summary>
public sealed class UnreliableReceiver : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Effect> effects = new(StringComparer.Ordinal);
    private readonly HashSet<string> endpoints = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<string> changed = [];
    private readonly WebApplication app;
    private readonly Random random;
    private long calls;

    private UnreliableReceiver(string id, WebApplication app, int seed) => (Id, this.app, random) = (id, app, new Random(seed));

    /// <summary>Id of its endpoint.</summary>
    public string Id { get; }

    /// <summary>Where to POST what an endpoint is owed.</summary>
    public string AddressOf(string endpoint)
    {
        lock (gate)
        {
            endpoints.Add(endpoint);
        }

        return $"{app.Urls.First()}/receive/{endpoint}";
    }

    /// <summary>Whether an endpoint is one of those that it plays.</summary>
    public bool Plays(string endpoint)
    {
        lock (gate)
        {
            return endpoints.Contains(endpoint);
        }
    }

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

    /// <summary>Forgets what it took last, takes it once more under another key, or changes it: a count that finds none of these is worth nothing.</summary>
    internal void Falsify(string how)
    {
        lock (gate)
        {
            // A plan of the population is what the treatments are compared by in the end.
            var taken = effects.Values.OrderBy(e => e.Place).ToList();
            var last = taken.LastOrDefault(e => how != "changed" || e.Body.Contains("\"posologyText\"", StringComparison.Ordinal)) ?? throw new InvalidOperationException("Nothing was taken yet.");
            switch (how)
            {
                case "lost":
                    effects.Remove(last.Key);
                    break;
                case "doubled":
                    var again = Guid.NewGuid().ToString("D");
                    effects[again] = last with { Key = again, Place = effects.Count };
                    break;
                default:
                    foreach (var effect in taken)
                    {
                        effects[effect.Key] = effect with { Body = effect.Body.Replace("\"posologyText\":\"", "\"posologyText\":\"10 x ", StringComparison.Ordinal) };
                    }

                    break;
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
        using var document = JsonDocument.Parse(body);
        var payload = document.RootElement;
        var (key, message) = (http.Request.Headers["Idempotency-Key"].ToString(), http.Request.Headers["X-Interop-Message"].ToString());
        var endpoint = http.Request.Path.Value!.Split('/')[^1];
        var sequence = int.Parse(http.Request.Headers["X-Interop-Sequence"].ToString(), CultureInfo.InvariantCulture);
        var patient = payload.Text("patient", "sourceLocalId") + payload.Text("careHome", "sourceLocalId");
        var record = payload.Text("source", "recordId");
        var what = record.Length == 0 ? key : $"{endpoint} {message} {payload.Text("kind")} {record} v{payload.Text("source", "version")}";
        lock (gate)
        {
            var effect = new Effect(key, effects.Count, message, $"{endpoint} {(patient.Length > 0 ? patient : key)}", what, sequence, System.Text.Encoding.UTF8.GetString(body));
            if (!effects.TryGetValue(key, out var first))
            {
                effects[key] = effect;
            }
            else if (first.Hash != effect.Hash)
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
