using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Interop.Functions.Configuration;
using Interop.Functions.Demo;

namespace Interop.Functions.Tests.Support;

/// <summary>An engine over a copy of <c>FormatMappings</c>: a kind for each wire format, whose records become Patients that nobody is sent.</summary>
internal sealed class FormatEngine : IAsyncDisposable
{
    private readonly TestFolder data = new();
    private readonly TestFolder folder;

    private FormatEngine(TestFolder folder) => this.folder = folder;

    public EngineInstance Instance { get; private set; } = null!;

    public string Mappings => folder.Path;

    public string Data => data.Path;

    public static async Task<FormatEngine> StartAsync(TimeSpan? poll = null)
    {
        var engine = new FormatEngine(Copy());
        var settings = new InteropSettings { Data = engine.data.Path, MappingsPoll = poll ?? TimeSpan.Zero };
        engine.Instance = await EngineInstance.StartAsync(settings, LoadedMappings.Load(engine.Mappings), CancellationToken.None);
        return engine;
    }

    /// <summary>A copy of the mappings that a test may change.</summary>
    public static TestFolder Copy()
    {
        var copy = new TestFolder();
        var source = Path.Combine(AppContext.BaseDirectory, "FormatMappings");
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(copy.Path, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return copy;
    }

    public Task<HttpClient> ClientAsync(string kind) => Instance.ClientAsync(kind, "FINEG|540002698", ["push", "read", "operate"], CancellationToken.None);

    public static async Task<Answer> PushAsync(HttpClient client, string record, string type, string body, Encoding? encoding = null, bool wait = true, string query = "")
    {
        using var content = new ByteArrayContent((encoding ?? Encoding.UTF8).GetBytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/ingest/{record}{query}") { Content = content };
        if (wait)
        {
            request.Headers.TryAddWithoutValidation("Prefer", "wait=30");
        }

        using var response = await client.SendAsync(request);
        return new Answer((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.Location, response.Headers.Contains("X-Duplicate"));
    }

    public static async Task<JsonElement> ViewAsync(HttpClient client, Uri? location) => JsonDocument.Parse(await client.GetStringAsync(location)).RootElement;

    public async ValueTask DisposeAsync()
    {
        await Instance.DisposeAsync();
        data.Dispose();
        folder.Dispose();
    }
}
