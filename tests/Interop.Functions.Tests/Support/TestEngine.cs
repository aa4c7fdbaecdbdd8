using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Engine.Delivery;
using Interop.Engine.Ports;
using Interop.Functions.Bench;
using Interop.Functions.Configuration;
using Interop.Functions.Demo;

namespace Interop.Functions.Tests.Support;

/// <summary>An engine in this process over real HTTP, with a pharmacy and two care homes as real receivers.</summary>
internal sealed class TestEngine : IAsyncDisposable
{
    public const string OtherHome = "580008803";

    private readonly TestFolder folder;

    private TestEngine(TestFolder folder, EngineInstance instance, HttpClient sender, RecordingEndpoint pharmacy, RecordingEndpoint home, RecordingEndpoint otherHome) =>
        (this.folder, Instance, Sender, Pharmacy, Home, Second) = (folder, instance, sender, pharmacy, home, otherHome);

    public EngineInstance Instance { get; }

    public string Data => folder.Path;

    /// <summary>Pushes as the pharmacy of <see cref="TrialRecords"/>.</summary>
    public HttpClient Sender { get; }

    public RecordingEndpoint Pharmacy { get; }

    public RecordingEndpoint Home { get; }

    public RecordingEndpoint Second { get; }

    public static async Task<TestEngine> StartAsync(int homeFails = 0, DeliveryPolicy? policy = null, string environment = "test", bool withHome = true, long? maxBody = null, long? maxPending = null, int? maxBacklog = null)
    {
        var settings = new InteropSettings { Environment = environment, Delivery = policy ?? new DeliveryPolicy { FirstDelay = TimeSpan.FromMilliseconds(50), MaxDelay = TimeSpan.FromMilliseconds(100) } };
        settings = maxBody is { } limit ? settings with { MaxBodyBytes = limit } : settings;
        settings = maxPending is { } pending ? settings with { MaxPendingBytes = pending } : settings;
        settings = maxBacklog is { } waiting ? settings with { MaxBacklogPerOrganisation = waiting } : settings;
        var folder = new TestFolder();
        var instance = await EngineInstance.StartAsync(settings with { Data = folder.Path }, TestFolder.Mappings, CancellationToken.None);
        var pharmacy = await RecordingEndpoint.StartAsync("pharmacy", 0, CancellationToken.None);
        var home = await RecordingEndpoint.StartAsync("home", homeFails, CancellationToken.None);
        var second = await RecordingEndpoint.StartAsync("second", 0, CancellationToken.None);
        var endpoints = new List<Endpoint>
        {
            new("pharmacy", "pharmacy-software", $"FINEG|{TrialRecords.Pharmacy}", "http", pharmacy.Address, []),
            new("second", "care-home-software", $"FINEG|{OtherHome}", "http", second.Address, []),
        };
        if (withHome)
        {
            endpoints.Add(new Endpoint("home", "care-home-software", $"FINEG|{TrialRecords.CareHome}", "http", home.Address, []));
        }

        await instance.AddAsync(endpoints, CancellationToken.None);
        var sender = await instance.ClientAsync("medissimo", $"FINEG|{TrialRecords.Pharmacy}", ["push", "read"], CancellationToken.None);
        return new TestEngine(folder, instance, sender, pharmacy, home, second);
    }

    /// <summary>A plan to change before it is pushed.</summary>
    public static JsonNode Plan(int resident = 1, int version = 1, int lines = 1) => JsonNode.Parse(TrialRecords.PillboxPlan(resident, version, lines))!;

    public Task<Answer> PushAsync(JsonNode record, string name = "medissimo/pillbox-plan", HttpClient? sender = null) =>
        PushAsync(Encoding.UTF8.GetBytes(record.ToJsonString()), name, sender);

    public async Task<Answer> PushAsync(byte[] body, string name = "medissimo/pillbox-plan", HttpClient? sender = null, string query = "", string type = "application/json", bool wait = true)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/ingest/{name}{query}") { Content = content };
        if (wait)
        {
            request.Headers.TryAddWithoutValidation("Prefer", "wait=30");
        }

        using var response = await (sender ?? Sender).SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new Answer((int)response.StatusCode, text, response.Headers.Location, response.Headers.Contains("X-Duplicate"));
    }

    public async Task<JsonElement> ViewAsync(Answer answer, HttpClient? sender = null) =>
        JsonDocument.Parse(await (sender ?? Sender).GetStringAsync(answer.Location)).RootElement;

    public async Task SettleAsync() => Assert.True(await Instance.SettleAsync(TimeSpan.FromSeconds(30), CancellationToken.None), "the engine did not settle");

    public async ValueTask DisposeAsync()
    {
        Sender.Dispose();
        await Instance.DisposeAsync();
        await Pharmacy.DisposeAsync();
        await Home.DisposeAsync();
        await Second.DisposeAsync();
        folder.Dispose();
    }
}

/// <summary>What a push was answered.</summary>
internal sealed record Answer(int Status, string Text, Uri? Location, bool Duplicate)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    public IReadOnlyList<JsonElement> Issues => [.. Json.GetProperty("issue").EnumerateArray()];

    /// <summary>The first issue with this code.</summary>
    public JsonElement Issue(string code)
    {
        Assert.Equal("OperationOutcome", Json.GetProperty("resourceType").GetString());
        var found = Issues.Where(i => Code(i) == code).ToList();
        Assert.True(found.Count > 0, $"no {code} in {Text}");
        return found[0];
    }

    public static string? Code(JsonElement issue) => issue.GetProperty("details").GetProperty("coding")[0].GetProperty("code").GetString();
}
