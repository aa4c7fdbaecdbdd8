using System.Net.Http.Headers;
using Interop.Engine.Ports;
using Interop.Functions.Commands;
using Interop.Functions.Configuration;
using Interop.Store;

namespace Interop.Functions.Demo;

/// <summary>A whole engine on a free loopback port over its own data folder, for the demo, the measurements and the tests.</summary>
public sealed class EngineInstance : IAsyncDisposable
{
    private readonly WebApplication app;

    private EngineInstance(WebApplication app, IStore store)
    {
        this.app = app;
        Store = store;
        Address = new Uri(app.Urls.First());
    }

    /// <summary>Its store.</summary>
    public IStore Store { get; }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Its services.</summary>
    public IServiceProvider Services => app.Services;

    /// <summary>Starts one.</summary>
    public static async Task<EngineInstance> StartAsync(InteropSettings settings, LoadedMappings mappings, CancellationToken cancellationToken)
    {
        var store = await ConfiguredStore.OpenAsync(settings, runsWork: true, cancellationToken);
        var app = Server.Build(settings with { Urls = "http://127.0.0.1:0" }, store, mappings);
        await app.StartAsync(cancellationToken);
        return new EngineInstance(app, store);
    }

    /// <summary>What it answers to: <c>GET /fhir/{type}</c>; constraints on parameters left out.</summary>
    public IEnumerable<string> Routes => app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(e => e.Metadata.GetMetadata<HttpMethodMetadata>() is not null)
        .SelectMany(e => e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(m => $"{m} {e.RoutePattern.RawText!.Replace(":guid", "", StringComparison.Ordinal)}"));

    /// <summary>Adds endpoints.</summary>
    public Task AddAsync(IReadOnlyList<Endpoint> endpoints, CancellationToken cancellationToken) =>
        Store.CommitAsync(new ChangeSet { Endpoints = endpoints }, cancellationToken);

    /// <summary>Makes a credential and a client that carries it.</summary>
    public async Task<HttpClient> ClientAsync(string kind, string organisation, IReadOnlyList<string> roles, CancellationToken cancellationToken)
    {
        var (credential, token) = CredentialsCommand.Create($"{kind} {organisation}", kind, organisation, roles, TimeProvider.System);
        await Store.CommitAsync(new ChangeSet { Credentials = [credential] }, cancellationToken);
        var client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromMinutes(2) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");
        return client;
    }

    /// <summary>Waits until nothing is in progress any more; false when it takes longer than allowed.</summary>
    public async Task<bool> SettleAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        while ((await Store.ReadBooksAsync(cancellationToken)).Any(b => b.InProgress > 0))
        {
            if (TimeProvider.System.GetElapsedTime(started) > limit)
            {
                return false;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
        }

        return true;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        await Store.DisposeAsync();
    }
}
