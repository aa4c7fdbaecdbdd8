using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Interop.Functions.Population;

namespace Interop.Functions.Chaos;

/// <summary>
/// The partners of a synthetic population: every kind of record, a patient's records one after the other, each with the same bytes until it is
/// answered with what became of it. Some are faulty on purpose. They go round the processes.
/// </summary>
public sealed class StoryPusher
{
    private const int Clients = 6;
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<Guid, string> messages = new();
    private readonly IReadOnlyList<Uri> engines;
    private readonly IReadOnlyDictionary<(string Kind, string Organisation), string> tokens;
    private readonly double perSecond;
    private readonly IEnumerator<PatientStory> stories;
    private long tries;
    private int paced = -1;

    /// <summary>Pushers of a population, at so many records per second.</summary>
    /// <param name="tokens">Of each sender.</param>
    public StoryPusher(SyntheticPopulation population, IReadOnlyList<Uri> engines, IReadOnlyDictionary<(string Kind, string Organisation), string> tokens, double perSecond)
    {
        (this.engines, this.tokens, this.perSecond) = (engines, tokens, perSecond);
        stories = population.Stories().GetEnumerator();
        Account = new PopulationAccount(population.Territory);
    }

    /// <summary>What must come of what was pushed.</summary>
    public PopulationAccount Account { get; }

    /// <summary>Every message that a record became, and the record.</summary>
    public IReadOnlyDictionary<Guid, string> Messages => messages;

    /// <summary>Requests made.</summary>
    public long Tries => Interlocked.Read(ref tries);

    /// <summary>Pushes until told to stop; every story that was begun is told to its end, then without waiting.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var client = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(2) }) { Timeout = TimeSpan.FromSeconds(40) };
        var started = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            while (!stop.IsCancellationRequested && Next() is { } story)
            {
                await TellAsync(client, story, started, stop);
            }
        }));
    }

    /// <summary>A record that comes twice with different bytes is a new message each time it is sent, so nothing can be said of how many there are.</summary>
    private PatientStory? Next()
    {
        lock (stories)
        {
            return stories.MoveNext() ? stories.Current with { Records = [.. stories.Current.Records.Where(r => r.Expected != Outcome.Conflict)] } : null;
        }
    }

    private async Task TellAsync(HttpClient client, PatientStory story, long started, CancellationToken stop)
    {
        var under = new List<(GeneratedRecord Record, string Place)>();
        foreach (var record in story.Records)
        {
            await PaceAsync(started, stop);
            if (record.AfterDelivery)
            {
                await ArriveAsync(client, under);
            }

            var (answer, place) = await PushAsync(client, record);
            if (answer.Status == 200)
            {
                under.Add((record, place));
            }

            Account.Note(story, record, answer);
        }
    }

    private async Task PaceAsync(long started, CancellationToken stop)
    {
        var early = TimeSpan.FromSeconds(Interlocked.Increment(ref paced) / perSecond) - TimeProvider.System.GetElapsedTime(started);
        if (early > TimeSpan.Zero && !stop.IsCancellationRequested)
        {
            await Task.WhenAny(Task.Delay(early, CancellationToken.None), Task.Delay(Timeout.Infinite, stop));
        }
    }

    private async Task<(PushAnswer Answer, string Place)> PushAsync(HttpClient client, GeneratedRecord record)
    {
        for (var attempt = 0; ; attempt++)
        {
            Interlocked.Increment(ref tries);
            using var content = new ByteArrayContent(record.Bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            using var request = Request(HttpMethod.Post, record, $"/ingest/{record.Record}", attempt);
            request.Content = content;
            request.Headers.TryAddWithoutValidation("Prefer", "wait=10");
            var (status, answer, place) = await SendAsync(client, request, record);
            if (status is not (0 or 202 or 429 or >= 500))
            {
                return (answer!, place);
            }

            await Task.Delay(Again);
        }
    }

    /// <summary>Until all that was pushed of the patient has been delivered.</summary>
    private async Task ArriveAsync(HttpClient client, List<(GeneratedRecord Record, string Place)> under)
    {
        foreach (var (record, place) in under)
        {
            for (var attempt = 0; await IsUnderWayAsync(client, record, place, attempt); attempt++)
            {
                await Task.Delay(Again);
            }
        }
    }

    private async Task<bool> IsUnderWayAsync(HttpClient client, GeneratedRecord record, string place, int attempt)
    {
        using var request = Request(HttpMethod.Get, record, place, attempt);
        try
        {
            using var response = await client.SendAsync(request);
            return !response.IsSuccessStatusCode || (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("state").GetString() is "received" or "routed";
        }
        catch (Exception fault) when (IsNoAnswer(fault))
        {
            return true;
        }
    }

    private HttpRequestMessage Request(HttpMethod method, GeneratedRecord record, string path, int attempt)
    {
        var request = new HttpRequestMessage(method, new Uri(engines[(record.Patient + attempt) % engines.Count], path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens[(record.Record.Split('/')[0], record.Sender)]);
        return request;
    }

    /// <summary>Status 0: no answer. Whether it was taken shows when the same is sent again.</summary>
    private async Task<(int Status, PushAnswer? Answer, string Place)> SendAsync(HttpClient client, HttpRequestMessage request, GeneratedRecord record)
    {
        try
        {
            using var response = await client.SendAsync(request);
            var status = (int)response.StatusCode;
            var place = response.Headers.Location?.OriginalString ?? "";
            if (Guid.TryParse(place.Split('/')[^1], out var id))
            {
                messages[id] = $"{record.Record} {record.RecordId} v{record.Version}";
            }

            return (status, status is 202 or 429 or >= 500 ? null : PushAnswer.Read(record, response, await response.Content.ReadFromJsonAsync<JsonElement>()), place);
        }
        catch (Exception fault) when (IsNoAnswer(fault))
        {
            return (0, null, "");
        }
    }

    private static bool IsNoAnswer(Exception fault) => fault is HttpRequestException or IOException or OperationCanceledException or JsonException;
}
