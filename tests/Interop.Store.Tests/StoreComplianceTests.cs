using Interop.Engine.Ports;
using Interop.Store.Tests.Support;
using static Interop.Engine.Ports.CommitOutcome;

namespace Interop.Store.Tests;

/// <summary>What every store has to do, whatever it keeps its rows in. One suite per port derives from this.</summary>
public abstract class StoreComplianceTests : IAsyncLifetime
{
    private IStoreUnderTest _underTest = null!;
    private IOpenStore? _store;

    protected static CancellationToken None => CancellationToken.None;

    protected IJournal Journal => _store!.Journal;

    protected ILanes Lanes => _store!.Lanes;

    protected IResources Resources => _store!.Resources;

    protected IOutbox Outbox => _store!.Outbox;

    protected IRegistry Registry => _store!.Registry;

    protected ISearch Search => _store!.Search;

    protected IHistory History => _store!.History;

    protected IAuditTrail Audit => _store!.Audit;

    protected IRetention Retention => _store!.Retention;

    internal ManualTime Time { get; } = new();

    public async Task InitializeAsync()
    {
        _underTest = Create();
        _store = await _underTest.OpenAsync(Time);
    }

    public async Task DisposeAsync()
    {
        // Without a store the test was skipped before it began.
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }

        await _underTest.DisposeAsync();
    }

    protected abstract IStoreUnderTest Create();

    protected async Task ReopenAsync()
    {
        await _store!.DisposeAsync();
        _store = await _underTest.OpenAsync(Time);
    }

    protected Task<CommitOutcome> CommitAsync(ChangeSet set) => Journal.CommitAsync(set, None);

    protected async Task StoreAsync(ChangeSet set) => Assert.Equal(Committed, await CommitAsync(set));

    protected async Task ConflictsAsync(ChangeSet set) => Assert.Equal(Conflict, await CommitAsync(set));

    protected async Task<NewMessage> ReceiveAsync(string recordId = "r1", long version = 1, string? lane = null, string body = "{}")
    {
        var message = Sample.Message(recordId, version, lane, body);
        await StoreAsync(new ChangeSet { Messages = [message] });
        return message;
    }

    protected async Task<MessageRow> FindAsync(Guid message) => Assert.IsType<MessageRow>(await Journal.FindMessageAsync(message, None));

    /// <summary>A routed message with these deliveries.</summary>
    protected async Task<NewMessage> RouteAsync(params Func<Guid, NewDelivery>[] deliveries)
    {
        var message = await ReceiveAsync(Guid.NewGuid().ToString());
        await StoreAsync(new ChangeSet { MessageChanges = [Sample.Routed(message.Id)], Deliveries = [.. deliveries.Select(d => d(message.Id))] });
        return message;
    }
}
