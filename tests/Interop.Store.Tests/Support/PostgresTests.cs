using Interop.Engine.Ports;

namespace Interop.Store.Tests.Support;

/// <summary>Tests of what only the PostgreSQL store has: several processes, a server that goes away, migrations.</summary>
public abstract class PostgresTests : IAsyncLifetime
{
    private protected static CancellationToken None => CancellationToken.None;

    private protected PostgresUnderTest UnderTest { get; private set; } = null!;

    /// <summary>The test leaves the schema other than it was.</summary>
    protected virtual bool ChangesSchema => false;

    public Task InitializeAsync()
    {
        UnderTest = new PostgresUnderTest { ChangesSchema = ChangesSchema };
        return Task.CompletedTask;
    }

    public Task DisposeAsync() => UnderTest.DisposeAsync().AsTask();

    private protected static async Task StoreAsync(PostgresStore store, ChangeSet set) => Assert.Equal(CommitOutcome.Committed, await store.CommitAsync(set, None));
}
