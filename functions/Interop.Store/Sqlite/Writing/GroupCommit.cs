using System.Collections.Concurrent;
using Interop.Engine.Ports;
using Interop.Store.Crypto;
using Interop.Store.Writing;

namespace Interop.Store.Sqlite.Writing;

/// <summary>
/// The one writer: a thread that takes whatever change sets are waiting, applies them in one transaction with a savepoint each, and
/// answers all of them after the one commit, which SQLite (WAL, synchronous=FULL) ends with an fsync.
/// </summary>
internal sealed class GroupCommit : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    private readonly SqliteDatabase _database;
    private readonly ChangeSetWriter _writer;
    private readonly AuditWrites _audit;
    private readonly KeyWrites _keys;
    private readonly WorkSignal _signal;
    private readonly Checkpoints _checkpoints;
    private readonly int _batchLimit;
    private readonly SemaphoreSlim _places;
    private readonly BlockingCollection<Pending> _queue = [];
    private readonly bool _looksForOthers;
    private long _dataVersion;
    private long _looked;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public GroupCommit(SqliteDatabase database, Checkpoints checkpoints, LaneLeases leases, WorkSignal signal, BodyCipher cipher, ReadOnlyMemory<byte> auditKey, SqliteStoreOptions options)
    {
        _checkpoints = checkpoints;
        _database = database;
        _audit = new AuditWrites(database, auditKey, options.Time);
        _keys = new KeyWrites(database, cipher, options.Time);
        _writer = new ChangeSetWriter(database, _keys, _audit, leases);
        _signal = signal;
        _batchLimit = options.BatchLimit;
        _looksForOthers = options.RunsWork;
        _dataVersion = Read("pragma data_version", r => r.Int64(0));
        _places = new SemaphoreSlim(options.QueueLimit);
        new Thread(Run) { IsBackground = true, Name = "store-writer" }.Start();
    }

    public long RowsWritten => _database.TotalChanges;

    /// <summary>Transactions begun, each with one fsync at most.</summary>
    public long Transactions { get; private set; }

    /// <summary>Once queued a set is not withdrawn: whether it was applied must be known.</summary>
    public async Task<CommitOutcome> CommitAsync(PreparedChanges changes, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        try
        {
            var pending = new Pending(changes, null);
            _queue.Add(pending, CancellationToken.None);
            return await pending.Done.Task;
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>Runs a short piece of work in a transaction of its own, between batches: the one writer never waits for itself.</summary>
    public async Task<T> RunAsync<T>(Func<SqliteDatabase, T> work, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        try
        {
            T? result = default;
            var pending = new Pending(null, database => result = work(database));
            _queue.Add(pending, CancellationToken.None);
            await pending.Done.Task;
            return result!;
        }
        finally
        {
            _places.Release();
        }
    }

    public void LimitPages(int pages) => _database.Execute(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"pragma max_page_count = {pages}"));

    public (string Journal, long Synchronous, long SecureDelete) DurabilitySettings() =>
        (Read("pragma journal_mode", r => r.Text(0)), Read("pragma synchronous", r => r.Int64(0)), Read("pragma secure_delete", r => r.Int64(0)));

    public async ValueTask DisposeAsync()
    {
        _queue.CompleteAdding();
        await _ended.Task;
        await _checkpoints.DisposeAsync();
        _database.Dispose();
        _queue.Dispose();
        _places.Dispose();
    }

    private T Read<T>(string sql, Func<SqliteStatement, T> read)
    {
        using var row = _database.Prepare(sql);
        row.Step();
        return read(row);
    }

    private void Run()
    {
        var batch = new List<Pending>(_batchLimit);
        while (!_queue.IsCompleted)
        {
            LookForOthers();
            if (!_queue.TryTake(out var first, LookEvery))
            {
                continue;
            }

            batch.Add(first);
            while (batch.Count < _batchLimit && _queue.TryTake(out var next))
            {
                batch.Add(next);
            }

            batch.Where(p => p.Work is not null).ToList().ForEach(Work);
            batch.RemoveAll(p => p.Work is not null);
            Commit(batch);
            batch.Clear();
        }

        _ended.SetResult();
    }

    private void Work(Pending pending)
    {
        try
        {
            _database.Prepare("begin immediate").Run();
            pending.Work!(_database);
            _database.Prepare("commit").Run();
            _checkpoints.Written();
            pending.Complete();
        }
        catch (SqliteException e)
        {
            Fail([pending], e);
        }
    }

    /// <summary>
    /// Another process, a replay on the command line, may have added work and can tell nobody. SQLite's data_version changes on this connection
    /// when somebody else has committed, and reading it costs no more than a look at shared memory.
    /// </summary>
    private void LookForOthers()
    {
        var now = Environment.TickCount64;
        if (!_looksForOthers || now - _looked < LookEvery.TotalMilliseconds)
        {
            return;
        }

        _looked = now;
        try
        {
            var version = Read("pragma data_version", r => r.Int64(0));
            if (version != _dataVersion)
            {
                _dataVersion = version;
                _signal.Raise();
            }
        }
        catch (SqliteException)
        {
            // Locked or failing: the next look tells, and commits are told what is wrong.
        }
    }

    private void Commit(List<Pending> batch)
    {
        if (batch.Count == 0)
        {
            return;
        }

        try
        {
            Transactions++;
            _database.Prepare("begin immediate").Run();
            _audit.Load();
            _keys.Load();
            foreach (var pending in batch)
            {
                Apply(pending);
            }

            _audit.Save();
            _database.Prepare("commit").Run();
        }
        catch (SqliteException e)
        {
            Fail(batch, e);
            return;
        }

        _checkpoints.Written();
        if (batch.Any(p => p.Outcome == CommitOutcome.Committed && p.Changes!.AddsWork))
        {
            _signal.Raise();
        }

        foreach (var pending in batch)
        {
            pending.Complete();
        }
    }

    private void Apply(Pending pending)
    {
        _database.Prepare("savepoint change_set").Run();
        _audit.Mark();
        try
        {
            pending.Outcome = _writer.Apply(pending.Changes!) ? CommitOutcome.Committed : CommitOutcome.Conflict;
        }
        catch (SqliteException e) when (e.IsDuplicate)
        {
            pending.Outcome = CommitOutcome.Conflict;
        }
        catch (Exception e) when (e is not SqliteException { IsConstraint: false })
        {
            // A set that breaks the contract of the port is its caller's fault, told to that caller; the others of the batch go on.
            pending.Fault = e;
        }

        if (pending.Outcome != CommitOutcome.Committed || pending.Fault is not null)
        {
            _audit.Rewind();
            _keys.Forget();
            _database.Prepare("rollback to change_set").Run();
        }

        _database.Prepare("release change_set").Run();
    }

    // Disk full, locked by another process, I/O error: nothing of the batch is on disk, and every caller has to know.
    private void Fail(List<Pending> batch, SqliteException fault)
    {
        if (_database.InTransaction)
        {
            try
            {
                _database.Prepare("rollback").Run();
            }
            catch (SqliteException)
            {
                // SQLite has ended the transaction itself; the next begin says so if it has not.
            }
        }

        foreach (var pending in batch)
        {
            pending.Fault = fault;
            pending.Complete();
        }
    }

    /// <summary>Either a change set or a piece of work.</summary>
    private sealed class Pending(PreparedChanges? changes, Action<SqliteDatabase>? work)
    {
        public PreparedChanges? Changes => changes;

        public Action<SqliteDatabase>? Work => work;

        public TaskCompletionSource<CommitOutcome> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public CommitOutcome Outcome { get; set; } = CommitOutcome.Conflict;

        public Exception? Fault { get; set; }

        public void Complete()
        {
            if (Fault is null)
            {
                Done.SetResult(Outcome);
            }
            else
            {
                Done.SetException(Fault);
            }
        }
    }
}
