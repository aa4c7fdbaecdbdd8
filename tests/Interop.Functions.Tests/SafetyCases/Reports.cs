using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Engine.Ports;
using Interop.Functions.Bench;
using Interop.Functions.Demo;
using Interop.Functions.Tests.Support;

namespace Interop.Functions.Tests.SafetyCases;

/// <summary>An engine with a tele-expertise platform before it, three receivers of reports and a billing connector behind it.</summary>
internal sealed class Reports : IAsyncDisposable
{
    public const string Base = "urn:interop:omnidoc:73282932000074";
    public const string Request = "TE-2026-118822";
    public const string ReportId = "1.2.250.1.9999.1.118822";
    private const string Cases = "mappings/omnidoc/tele-expertise-report/cases/";

    private Reports(TestEngine engine, HttpClient platform, HttpClient connector, RecordingEndpoint pharmacy) =>
        (Engine, Platform, Connector, Pharmacy) = (engine, platform, connector, pharmacy);

    public TestEngine Engine { get; }

    public HttpClient Platform { get; }

    /// <summary>Pulls the Stellair feed for both practitioners.</summary>
    public HttpClient Connector { get; }

    /// <summary>The pharmacy that the report names; the care homes are <see cref="TestEngine.Home"/> and <see cref="TestEngine.Second"/>.</summary>
    public RecordingEndpoint Pharmacy { get; }

    public IReadOnlyList<RecordingEndpoint> Receivers => [Engine.Home, Engine.Second, Pharmacy];

    public static async Task<Reports> StartAsync()
    {
        var engine = await TestEngine.StartAsync();
        var pharmacy = await RecordingEndpoint.StartAsync("named pharmacy", 0, CancellationToken.None);
        await engine.Instance.AddAsync(
        [
            new Endpoint("named", "pharmacy-software", "FINEG|540002698", "http", pharmacy.Address, []),
            new Endpoint("stellair", "stellair", "SIRET|82103405000129", "feed", null, ["RPPS|10000023084", "RPPS|99900064140", "RPPS|10105500465"]),
        ], CancellationToken.None);
        var platform = await engine.Instance.ClientAsync("omnidoc", "SIRET|73282932000074", ["push", "read"], CancellationToken.None);
        var connector = await engine.Instance.ClientAsync("stellair", "SIRET|82103405000129", ["feed"], CancellationToken.None);
        return new Reports(engine, platform, connector, pharmacy);
    }

    /// <summary>A case of the product's own, with both care homes and the pharmacy as recipients.</summary>
    public static JsonNode Case(string file)
    {
        var report = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, Cases + file)))!;
        report["recipients"]?.AsArray().Add(new JsonObject
        {
            ["role"] = "care-home",
            ["organisation"] = new JsonObject { ["finessGeo"] = TrialRecords.CareHome, ["name"] = "EHPAD Les Tilleuls" },
            ["chosenBy"] = new JsonObject { ["rpps"] = "10000023084" },
        });
        return report;
    }

    public static JsonNode First() => Case("123-safety-23-v1.in.json");

    public static JsonNode Second() => Case("123-safety-23-v2.in.json");

    public static JsonNode Cancel(string reason)
    {
        var cancel = Case("011-cancel.in.json");
        cancel["cancelReason"] = reason;
        return cancel;
    }

    /// <summary>Pushes and waits until all is delivered.</summary>
    public async Task<Answer> PushAsync(JsonNode report)
    {
        var answer = await Engine.PushAsync(report, "omnidoc/tele-expertise-report", Platform);
        await Engine.SettleAsync();
        return answer;
    }

    public Task<JsonElement> PullAsync(string query = "") => Connector.GetFromJsonAsync<JsonElement>("/feeds/stellair" + query);

    public async Task<JsonElement> DocumentAsync() => await Engine.FindAsync("DocumentReference", Base + ":report", ReportId, Platform);

    public async ValueTask DisposeAsync()
    {
        Platform.Dispose();
        Connector.Dispose();
        await Engine.DisposeAsync();
        await Pharmacy.DisposeAsync();
    }
}
