using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Interop.Engine.Delivery;
using Interop.Engine.Ports;
using Interop.Functions.Configuration;
using Interop.Functions.Demo.Story;

namespace Interop.Functions.Demo;

/// <summary>What became of a sample.</summary>
/// <param name="View"><c>GET /messages/{id}</c> after everything had settled.</param>
/// <param name="Outcome">The OperationOutcome of a refusal.</param>
public sealed record DemoResult(Sample Sample, int Status, JsonElement View, JsonElement? Outcome)
{
    private JsonElement? body;

    /// <summary>The record, as it was sent.</summary>
    public JsonElement Body => body ??= JsonElement.Parse(Sample.Body);

    /// <summary>Whether it went as samples.yaml says.</summary>
    public bool AsExpected => Status == Sample.Answer && View.GetProperty("state").GetString() == Sample.Expect;
}

/// <summary>What a billing connector pulled and acknowledged.</summary>
public sealed record PulledFeed(string Feed, string Endpoint, IReadOnlyList<JsonElement> Items);

/// <summary>The demo: a real engine, real receivers on loopback, every sample pushed over HTTP, billing pulled.</summary>
public sealed class DemoRun : IAsyncDisposable
{
    private const string PharmacyOrganisation = "FINEG|540002698";
    private const string HomeA = "FINEG|350005179";
    private const string HomeB = "FINEG|580008803";
    private const string PlatformOrganisation = "SIRET|73282932000074";

    private readonly EngineInstance engine;
    private readonly Dictionary<string, HttpClient> senders = [];

    private DemoRun(EngineInstance engine, IReadOnlyList<RecordingEndpoint> receivers)
    {
        this.engine = engine;
        Receivers = receivers;
        Houses = new Dictionary<string, RecordingEndpoint>
        {
            [Number(PharmacyOrganisation)] = receivers[0], [Number(HomeA)] = receivers[1], [Number(HomeB)] = receivers[2],
        };
    }

    /// <summary>The engine, for more to be sent through it.</summary>
    public EngineInstance Engine => engine;

    /// <summary>Receivers by the FINESS of their organisation.</summary>
    public IReadOnlyDictionary<string, RecordingEndpoint> Houses { get; }

    /// <summary>The receivers: pharmacy software, two care homes, and the billing connector, which pulls and keeps what it pulled.</summary>
    public IReadOnlyList<RecordingEndpoint> Receivers { get; }

    /// <summary>Where the engine listens.</summary>
    public Uri Address => engine.Address;

    /// <summary>Starts engine and receivers; the first care home fails twice before it works.</summary>
    public static async Task<DemoRun> StartAsync(string folder, LoadedMappings mappings, CancellationToken cancellationToken, string language = "en")
    {
        var settings = new InteropSettings { Data = folder, Delivery = new DeliveryPolicy { FirstDelay = TimeSpan.FromMilliseconds(200) } };
        var engine = await EngineInstance.StartAsync(settings, mappings, cancellationToken);
        var pharmacy = await RecordingEndpoint.StartAsync("pharmacy software", 0, cancellationToken);
        var first = await RecordingEndpoint.StartAsync("care home A", 2, cancellationToken);
        var second = await RecordingEndpoint.StartAsync("care home B", 0, cancellationToken);
        var billing = await RecordingEndpoint.StartAsync("billing connector", 0, cancellationToken);
        await engine.AddAsync(
        [
            new Endpoint("pharmacy", "pharmacy-software", PharmacyOrganisation, "http", pharmacy.Address, []),
            new Endpoint("care-home-a", "care-home-software", HomeA, "http", first.Address, []),
            new Endpoint("care-home-b", "care-home-software", HomeB, "http", second.Address, []),
            new Endpoint("stellair", "stellair", PlatformOrganisation, "feed", null, ["RPPS|10000023084", "RPPS|99900064140", "RPPS|10105500465"]),
            new Endpoint("hospital-billing", "hospital-billing", "FINEG|300017985", "feed", null, []),
        ], cancellationToken);
        var run = new DemoRun(engine, [pharmacy, first, second, billing]);
        run.senders["medissimo"] = await engine.ClientAsync("medissimo", PharmacyOrganisation, ["push", "read"], cancellationToken);
        run.senders["omnidoc"] = await engine.ClientAsync("omnidoc", PlatformOrganisation, ["push", "read"], cancellationToken);
        run.senders.Values.ToList().ForEach(s => s.DefaultRequestHeaders.AcceptLanguage.Clear());
        run.senders.Values.ToList().ForEach(s => s.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language));
        return run;
    }

    /// <summary>Pushes the samples in order, waits until all is settled, and looks at each.</summary>
    public async Task<IReadOnlyList<DemoResult>> PushAsync(IReadOnlyList<Sample> samples, CancellationToken cancellationToken)
    {
        var answers = new List<(Sample Sample, int Status, Uri Location, JsonElement? Outcome)>();
        foreach (var sample in samples)
        {
            answers.Add(await PushAsync(sample, cancellationToken));
        }

        await engine.SettleAsync(TimeSpan.FromSeconds(60), cancellationToken);
        var results = new List<DemoResult>();
        foreach (var (sample, status, location, outcome) in answers)
        {
            var view = await Sender(sample).GetFromJsonAsync<JsonElement>(location, cancellationToken);
            results.Add(new DemoResult(sample, status, view, outcome));
        }

        return results;
    }

    /// <summary>Pulls and acknowledges both billing feeds, as the connectors would.</summary>
    public async Task<IReadOnlyList<PulledFeed>> PullAsync(CancellationToken cancellationToken) =>
    [
        await PullAsync("stellair", PlatformOrganisation, cancellationToken),
        await PullAsync("hospital-billing", "FINEG|300017985", cancellationToken),
    ];

    /// <summary>How many Patients the engine finds under the social-security number of each sample that has one.</summary>
    public async Task<IReadOnlyDictionary<string, int>> PatientsAsync(IReadOnlyList<DemoResult> results, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var patient in results.Where(r => r.Sample.Record.StartsWith("medissimo/", StringComparison.Ordinal)).Select(r => r.Body.At("patient")))
        {
            var (number, family) = (patient.Text("nss"), patient.Text("familyName"));
            if (number.Length > 0 && !counts.ContainsKey(number))
            {
                var found = await senders["medissimo"].GetFromJsonAsync<JsonElement>($"/fhir/Patient?family={Uri.EscapeDataString(family)}", cancellationToken);
                counts[number] = found.List("entry").Count(e => e.List("resource", "identifier").Any(i => i.Text("value") == number));
            }
        }

        return counts;
    }

    /// <summary>The books.</summary>
    public Task<IReadOnlyList<BookLine>> BooksAsync(CancellationToken cancellationToken) => engine.Store.ReadBooksAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        senders.Values.ToList().ForEach(s => s.Dispose());
        await engine.DisposeAsync();
        foreach (var receiver in Receivers)
        {
            await receiver.DisposeAsync();
        }
    }

    private async Task<(Sample, int, Uri, JsonElement?)> PushAsync(Sample sample, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(sample.Body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/ingest/{sample.Record}") { Content = content };
        request.Headers.TryAddWithoutValidation("Prefer", "wait=30");
        using var response = await Sender(sample).SendAsync(request, cancellationToken);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return (sample, (int)response.StatusCode, response.Headers.Location ?? new Uri("/", UriKind.Relative), response.IsSuccessStatusCode ? null : body);
    }

    private async Task<PulledFeed> PullAsync(string feed, string organisation, CancellationToken cancellationToken)
    {
        using var client = await engine.ClientAsync(feed, organisation, ["feed"], cancellationToken);
        var page = await client.GetFromJsonAsync<JsonElement>($"/feeds/{feed}", cancellationToken);
        using var acknowledged = await client.PostAsJsonAsync($"/feeds/{feed}/ack", new { cursor = page.GetProperty("next").GetInt64() }, cancellationToken);
        acknowledged.EnsureSuccessStatusCode();
        List<JsonElement> items = [.. page.GetProperty("items").EnumerateArray().Select(i => i.Clone())];
        items.ForEach(i => Receivers[^1].Keep($"{i.GetProperty("itemId")}/{i.GetProperty("version")}", $"{feed}/act", i.GetProperty("item").GetRawText()));
        return new PulledFeed(feed, organisation, items);
    }

    private static string Number(string organisation) => organisation[(organisation.IndexOf('|', StringComparison.Ordinal) + 1)..];

    private HttpClient Sender(Sample sample) => senders[sample.Record.Split('/')[0]];
}
