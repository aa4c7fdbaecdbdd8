using System.CommandLine;
using Interop.Store;

namespace Interop.Functions.Commands;

/// <summary>The engine's services over the data folder of an engine that may be running beside; nothing is served and no work is done.</summary>
internal sealed class OfflineEngine : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly SqliteStore store;

    private OfflineEngine(WebApplication app, SqliteStore store) => (this.app, this.store) = (app, store);

    public static async Task<OfflineEngine> OpenAsync(ParseResult parsed, string? data, CancellationToken cancellationToken)
    {
        var settings = Cli.Settings(parsed);
        var mappings = Cli.LoadMappings(parsed, settings);
        var store = await Cli.OpenExistingStoreAsync(settings, data, cancellationToken);
        return new OfflineEngine(Server.Build(settings, store, mappings), store);
    }

    public T Service<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await store.DisposeAsync();
    }
}
