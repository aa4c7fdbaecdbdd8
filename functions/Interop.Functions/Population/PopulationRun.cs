using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Interop.Engine.Delivery;
using Interop.Engine.Ports;
using Interop.Functions.Configuration;
using Interop.Functions.Demo;

namespace Interop.Functions.Population;

/// <summary>A whole engine with all the senders, receivers and billers of a population around it.</summary>
public sealed class PopulationRun : IAsyncDisposable
{
    private const int PatientsAtOnce = 12;

    private readonly SyntheticPopulation population;
    private readonly EngineInstance engine;
    private readonly bool own;
    private readonly RecordingEndpoint pharmacies;
    private readonly RecordingEndpoint homes;
    private readonly Dictionary<(string Kind, string Organisation), HttpClient> senders = [];

    private PopulationRun(SyntheticPopulation population, EngineInstance engine, bool own, RecordingEndpoint pharmacies, RecordingEndpoint homes) =>
        (this.population, this.engine, this.own, this.pharmacies, this.homes) = (population, engine, own, pharmacies, homes);

    /// <summary>What the receivers took.</summary>
    public IEnumerable<RecordedCall> Calls => pharmacies.Calls.Concat(homes.Calls);

    /// <summary>Starts it with an engine of its own.</summary>
    public static async Task<PopulationRun> StartAsync(string folder, LoadedMappings mappings, SyntheticPopulation population, CancellationToken cancellationToken)
    {
        var settings = new InteropSettings { Data = folder, Delivery = new DeliveryPolicy { FirstDelay = TimeSpan.FromMilliseconds(200) } };
        return await StartAsync(await EngineInstance.StartAsync(settings, mappings, cancellationToken), own: true, population, cancellationToken);
    }

    /// <summary>Starts it on an engine that runs, and that goes on afterwards.</summary>
    public static Task<PopulationRun> StartAsync(EngineInstance engine, SyntheticPopulation population, CancellationToken cancellationToken) =>
        StartAsync(engine, own: false, population, cancellationToken);

    /// <summary>Pushes every story, several patients at once and each patient's records one after the other.</summary>
    /// <param name="pushed">Told of each record and its answer.</param>
    public Task PushAsync(IEnumerable<PatientStory> stories, Action<PatientStory, GeneratedRecord, PushAnswer> pushed, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(stories, new ParallelOptions { MaxDegreeOfParallelism = PatientsAtOnce, CancellationToken = cancellationToken }, async (story, stop) =>
        {
            var under = new List<(HttpClient Client, Uri Place)>();
            foreach (var record in story.Records)
            {
                if (record.AfterDelivery)
                {
                    await ArriveAsync(under, stop);
                }

                pushed(story, record, await PushAsync(record, under, stop));
            }
        });

    /// <summary>Waits until nothing is in progress.</summary>
    public Task<bool> SettleAsync(CancellationToken cancellationToken) => engine.SettleAsync(TimeSpan.FromMinutes(10), cancellationToken);

    /// <summary>The books of the population's own senders.</summary>
    public async Task<IReadOnlyList<BookLine>> BooksAsync(CancellationToken cancellationToken)
    {
        var known = senders.Keys.Select(s => s.Organisation).ToHashSet(StringComparer.Ordinal);
        return [.. (await engine.Store.ReadBooksAsync(cancellationToken)).Where(b => own || known.Contains(b.Organisation))];
    }

    /// <summary>Pulls both feeds to their end, as each biller's connector does.</summary>
    public async Task<IReadOnlyList<(string Feed, JsonElement Entry)>> PullAsync(CancellationToken cancellationToken)
    {
        var entries = new List<(string, JsonElement)>();
        foreach (var (feed, organisation) in PopulationPartners.Billers(population.Territory))
        {
            using var client = await engine.ClientAsync(feed, organisation, ["feed"], cancellationToken);
            entries.AddRange((await FeedPull.AllAsync(client, feed, cancellationToken)).Select(i => (feed, i)));
        }

        return entries;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        senders.Values.ToList().ForEach(s => s.Dispose());
        if (own)
        {
            await engine.DisposeAsync();
        }

        await pharmacies.DisposeAsync();
        await homes.DisposeAsync();
    }

    private static async Task<PopulationRun> StartAsync(EngineInstance engine, bool own, SyntheticPopulation population, CancellationToken cancellationToken)
    {
        var pharmacies = await RecordingEndpoint.StartAsync("pharmacies", 0, cancellationToken);
        var homes = await RecordingEndpoint.StartAsync("care homes", 0, cancellationToken);
        var run = new PopulationRun(population, engine, own, pharmacies, homes);
        await run.ConnectAsync(cancellationToken);
        return run;
    }

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        await engine.AddAsync(PopulationPartners.Endpoints(population.Territory, _ => pharmacies.Address, _ => homes.Address), cancellationToken);
        foreach (var sender in PopulationPartners.Senders(population.Territory))
        {
            senders[sender] = await engine.ClientAsync(sender.Kind, sender.Organisation, ["push", "read"], cancellationToken);
        }
    }

    private async Task<PushAnswer> PushAsync(GeneratedRecord record, List<(HttpClient Client, Uri Place)> under, CancellationToken cancellationToken)
    {
        var client = senders[(record.Record.Split('/')[0], record.Sender)];
        using var content = new ByteArrayContent(record.Bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/ingest/{record.Record}") { Content = content };
        request.Headers.TryAddWithoutValidation("Prefer", "wait=60");
        using var response = await client.SendAsync(request, cancellationToken);
        if ((int)response.StatusCode == 202)
        {
            // The engine is busy; the same push again waits on for the same message.
            return await PushAsync(record, under, cancellationToken);
        }

        var answer = PushAnswer.Read(record, response, await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken));
        if (answer.Status == 200 && record.Record == "medissimo/pillbox-plan" && response.Headers.Location is { } place)
        {
            under.Add((client, place));
        }

        return answer;
    }

    /// <summary>Until all that was pushed of the patient's plans has been delivered.</summary>
    private static async Task ArriveAsync(List<(HttpClient Client, Uri Place)> under, CancellationToken cancellationToken)
    {
        foreach (var (client, place) in under)
        {
            while ((await client.GetFromJsonAsync<JsonElement>(place, cancellationToken)).GetProperty("state").GetString() is "received" or "routed")
            {
                await Task.Delay(TimeSpan.FromMilliseconds(40), cancellationToken);
            }
        }
    }
}
