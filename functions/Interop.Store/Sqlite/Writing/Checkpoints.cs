namespace Interop.Store.Sqlite.Writing;

/// <summary>
/// Copies the write-ahead log into the database beside the writer, a little at a time. Left to the writer alone, the copy would fall into
/// one commit every 16,000 pages, and every caller of that commit would wait for it; so little is left over that the writer's own
/// checkpoint, which starts the log afresh, is short.
/// </summary>
internal sealed class Checkpoints : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly SqliteDatabase _database;
    private readonly AutoResetEvent _written = new(false);
    private readonly ManualResetEvent _stop = new(false);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Checkpoints(SqliteDatabase database)
    {
        _database = database;
        new Thread(Run) { IsBackground = true, Name = "store-checkpoints" }.Start();
    }

    /// <summary>After a commit.</summary>
    public void Written() => _written.Set();

    public async ValueTask DisposeAsync()
    {
        _stop.Set();
        await _ended.Task;
        _database.Dispose();
        _written.Dispose();
        _stop.Dispose();
    }

    private void Run()
    {
        while (WaitHandle.WaitAny([_stop, _written]) != 0 && !_stop.WaitOne(Pause))
        {
            try
            {
                using var row = _database.Prepare("pragma wal_checkpoint(passive)");
                row.Step();
            }
            catch (SqliteException)
            {
                // Nothing is lost: the log keeps the pages, and the writer meets the same fault where callers are told of it.
            }
        }

        _ended.SetResult();
    }
}
