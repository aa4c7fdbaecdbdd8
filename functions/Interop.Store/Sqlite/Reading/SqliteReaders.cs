using System.Collections.Concurrent;

namespace Interop.Store.Sqlite.Reading;

/// <summary>
/// Connections for reading; each is used by one caller at a time. Reads run on the thread of their caller: most take less time than
/// handing them to another thread would. In WAL mode they neither wait for the writer nor hold it up.
/// </summary>
internal sealed class SqliteReaders(Func<SqliteDatabase> open, int count) : IAsyncDisposable
{
    private readonly SemaphoreSlim _places = new(count);
    private readonly ConcurrentBag<SqliteDatabase> _idle = [];

    public async Task<T> ReadAsync<T>(Func<SqliteDatabase, T> read, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        try
        {
            var database = _idle.TryTake(out var idle) ? idle : open();
            try
            {
                return read(database);
            }
            finally
            {
                _idle.Add(database);
            }
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>All statements of the read see the same state.</summary>
    public Task<T> ReadSnapshotAsync<T>(Func<SqliteDatabase, T> read, CancellationToken cancellationToken) =>
        ReadAsync(
            database =>
            {
                database.Prepare("begin").Run();
                try
                {
                    return read(database);
                }
                finally
                {
                    database.Prepare("commit").Run();
                }
            },
            cancellationToken);

    /// <summary>Waits for the reads that are under way.</summary>
    public async ValueTask DisposeAsync()
    {
        for (var i = 0; i < count; i++)
        {
            await _places.WaitAsync();
        }

        foreach (var database in _idle)
        {
            database.Dispose();
        }

        _places.Dispose();
    }
}
