using Interop.Engine.Ports;
using Interop.Store.Sqlite;

namespace Interop.Store.Tests.Support;

/// <summary>Tests of what only the SQLite store has: files, keys, processes beside each other.</summary>
public abstract class SqliteTests : IAsyncLifetime
{
    private readonly SqliteUnderTest _underTest = SqliteUnderTest.Create();

    protected static CancellationToken None => CancellationToken.None;

    protected string Folder => _underTest.Folder;

    protected string DatabasePath => _underTest.Database;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _underTest.DisposeAsync().AsTask();

    protected Task<SqliteStore> OpenAsync(bool runsWork = true, TimeSpan? busyTimeout = null, TimeProvider? time = null) =>
        _underTest.OpenStoreAsync(time, runsWork, busyTimeout);

    /// <summary>Changes the file behind the store's back.</summary>
    protected void Tamper(params string[] statements)
    {
        using var database = SqliteDatabase.Open(DatabasePath, TimeSpan.FromSeconds(1));
        foreach (var statement in statements)
        {
            database.Execute(statement);
        }
    }

    protected static async Task StoreAsync(SqliteStore store, ChangeSet set) => Assert.Equal(CommitOutcome.Committed, await store.CommitAsync(set, None));
}
