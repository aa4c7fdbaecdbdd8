using Interop.Engine.Ports;
using Interop.Store.Keys;
using Interop.Store.Sqlite;

namespace Interop.Store.Tests.Support;

/// <summary>One kind of store under test: where it keeps its data and how it is opened.</summary>
public interface IStoreUnderTest : IAsyncDisposable
{
    /// <summary>Folder of the keys.</summary>
    string Keys { get; }

    /// <summary>Changes the database behind the store's back.</summary>
    Task ExecuteAsync(string sql);

    /// <summary>The first column of all rows, as text; bytes in hexadecimal.</summary>
    Task<IReadOnlyList<string>> AskAllAsync(string sql);

    /// <summary>Every file that the database consists of.</summary>
    Task<IReadOnlyList<string>> FilesAsync();

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
    KeyDesk KeyDesk { get; }
    IAuditTrail Audit { get; }
    IRetention Retention { get; }
}

/// <summary>SQLite in a temporary folder.</summary>
internal sealed class SqliteUnderTest : IStoreUnderTest
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("store-test-").FullName;

    public string Database => Path.Combine(Folder, "interop.db");

    public string Keys => Path.Combine(Folder, "keys");

    public static SqliteUnderTest Create() => new();

    public Task ExecuteAsync(string sql)
    {
        using var database = SqliteDatabase.Open(Database, TimeSpan.FromSeconds(10));
        database.Execute(sql);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<string>> AskAllAsync(string sql)
    {
        using var database = SqliteDatabase.Open(Database, TimeSpan.FromSeconds(10));
        using var row = database.Prepare(sql);
        var values = new List<string>();
        while (row.Step())
        {
            values.Add(row.IsBlob(0) ? Convert.ToHexStringLower(row.Blob(0)) : row.TextOrNull(0) ?? "");
        }

        return Task.FromResult<IReadOnlyList<string>>(values);
    }

    public Task<IReadOnlyList<string>> FilesAsync() => Task.FromResult<IReadOnlyList<string>>(Directory.GetFiles(Folder, "interop.db*"));

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

        public KeyDesk KeyDesk => store.KeyDesk;

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
