using Interop.Engine.Delivery;
using Interop.Engine.Ports;
using Interop.Functions.Configuration;
using Interop.Store;

namespace Interop.Functions.Bench.Deliveries;

/// <summary>The engine's services in this process over a new store, with the loop that delivers run by hand.</summary>
internal sealed class DeliveryEngine : IAsyncDisposable
{
    private readonly WebApplication app;

    private DeliveryEngine(WebApplication app, IStore store, InteropSettings settings)
    {
        (this.app, Store, Settings) = (app, store, settings);
        Transport = new TimedTransport(app.Services.GetRequiredService<ITransport>());
        Work = new DeliveryWork(store);
        Loop = new DeliveryLoop(
            app.Services.GetRequiredService<IJournal>(), store, store, app.Services.GetRequiredService<Preparation>(), Transport, app.Services.GetRequiredService<DeliverySettings>());
    }

    public IStore Store { get; }

    public InteropSettings Settings { get; }

    public TimedTransport Transport { get; }

    public DeliveryWork Work { get; }

    public DeliveryLoop Loop { get; }

    public static async Task<DeliveryEngine> OpenAsync(InteropSettings settings, LoadedMappings mappings, CancellationToken cancellationToken)
    {
        var store = await ConfiguredStore.OpenAsync(settings, runsWork: true, cancellationToken);
        return new DeliveryEngine(Server.Build(settings with { Urls = "http://127.0.0.1:0" }, store, mappings), store, settings);
    }

    public Task AddAsync(string endpoint, string address, CancellationToken cancellationToken) => Store.CommitAsync(
        new ChangeSet { Endpoints = [new Endpoint(endpoint, "trial-receiver", "SIRET|73282932000074", "http", address, [])] }, cancellationToken);

    /// <summary>What is still owed to it is parked when it comes up.</summary>
    public Task RetireAsync(string endpoint, CancellationToken cancellationToken) => Store.CommitAsync(
        new ChangeSet { Endpoints = [new Endpoint(endpoint, "trial-receiver", "SIRET|73282932000074", "http", "http://127.0.0.1:9/", [], Active: false)] }, cancellationToken);

    /// <summary>Delivers until nothing is owed any more, however often something is put off.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Loop.DrainAsync(int.MaxValue, DateTimeOffset.MaxValue, cancellationToken);
            if (await Store.NextDueAsync(cancellationToken) is not { } due)
            {
                return;
            }

            var wait = due - TimeProvider.System.GetUtcNow();
            await Task.Delay(wait > TimeSpan.FromMilliseconds(5) ? wait : TimeSpan.FromMilliseconds(5), cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await Store.DisposeAsync();
    }
}
