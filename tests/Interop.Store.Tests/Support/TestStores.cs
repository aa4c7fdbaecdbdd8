using Interop.Engine.Ports;

namespace Interop.Store.Tests.Support;

/// <summary>One kind of store under test: where it keeps its data and how it is opened.</summary>
public interface IStoreUnderTest : IAsyncDisposable
{
    /// <summary>Opens the data once more.</summary>
    Task<IOpenStore> OpenAsync(TimeProvider? time = null);
}

/// <summary>An open store, as its ports.</summary>
public interface IOpenStore : IAsyncDisposable
{
    IJournal Journal { get; }
    ILanes Lanes { get; }
    IResources Resources { get; }
    IOutbox Outbox { get; }
    IRegistry Registry { get; }
    ISearch Search { get; }
    IHistory History { get; }
    IAuditTrail Audit { get; }
    IRetention Retention { get; }
}

/// <summary>SQLite in a temporary folder.</summary>
internal sealed class SqliteUnderTest : IStoreUnderTest
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("store-test-").FullName;

    public string Database => Path.Combine(Folder, "interop.db");

    public static SqliteUnderTest Create() => new();

    public async Task<IOpenStore> OpenAsync(TimeProvider? time = null) => new OpenSqlite(await OpenStoreAsync(time));

    public Task<SqliteStore> OpenStoreAsync(TimeProvider? time = null, bool runsWork = true, TimeSpan? busyTimeout = null) =>
        SqliteStore.OpenAsync(
            new SqliteStoreOptions
            {
                Folder = Folder, RunsWork = runsWork, Time = time ?? TimeProvider.System, BusyTimeout = busyTimeout ?? TimeSpan.FromSeconds(20),
            },
            CancellationToken.None);

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private sealed class OpenSqlite(SqliteStore store) : IOpenStore
    {
        public IJournal Journal => store;

        public ILanes Lanes => store;

        public IResources Resources => store;

        public IOutbox Outbox => store;

        public IRegistry Registry => store;

        public ISearch Search => store;

        public IHistory History => store;

        public IAuditTrail Audit => store;

        public IRetention Retention => store;

        public ValueTask DisposeAsync() => store.DisposeAsync();
    }
}

/// <summary>A clock that moves when told.</summary>
internal sealed class ManualTime : TimeProvider
{
    private DateTimeOffset _now = Sample.Noon;

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan by) => _now += by;
}
