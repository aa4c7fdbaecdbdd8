using System.Threading.Channels;
using Interop.Engine.Ports;
using Interop.Store.Writing;
using Npgsql;

namespace Interop.Store.Postgres.Writing;

/// <summary>
/// The one writer of this process: takes whatever change sets are waiting, applies them in one transaction and answers all of them after its
/// commit. The transaction begins by locking the audit head, so that of all processes one commits at a time: sequences, cursors and the
/// chain follow the order of commits, and nothing that was read can change before it is written.
/// </summary>
internal sealed class CommitQueue : IAsyncDisposable
{
    private const int LargestBatch = 64 * 1024 * 1024;

    private readonly PostgresDatabase _database;
    private readonly CommitTransaction _transaction;
    private readonly WorkSignal _signal;
    private readonly PostgresStoreOptions _options;
    private readonly Channel<Pending> _queue;
    private readonly Task _running;

    public CommitQueue(PostgresDatabase database, CommitTransaction transaction, WorkSignal signal, PostgresStoreOptions options)
    {
        (_database, _transaction, _signal, _options) = (database, transaction, signal, options);
        _queue = Channel.CreateBounded<Pending>(options.QueueLimit);
        _running = RunAsync();
    }

    /// <summary>Transactions committed.</summary>
    public long Transactions { get; private set; }

    /// <summary>Once queued a set is not withdrawn: whether it was applied must be known.</summary>
    public async Task<CommitOutcome> CommitAsync(PreparedChanges changes, CancellationToken cancellationToken)
    {
        var pending = new Pending(changes);
        await _queue.Writer.WriteAsync(pending, cancellationToken);
        return await pending.Done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _running;
        await _transaction.DisposeAsync();
    }

    private async Task RunAsync()
    {
        var batch = new List<Pending>(_options.BatchLimit);
        while (await _queue.Reader.WaitToReadAsync())
        {
            var size = 0L;
            while (batch.Count < _options.BatchLimit && size < LargestBatch && _queue.Reader.TryRead(out var next))
            {
                batch.Add(next);
                size += next.Changes.Size;
            }

            await CommitAsync(batch);
            batch.ForEach(p => p.Complete());
            batch.Clear();
        }
    }

    private async Task CommitAsync(List<Pending> batch)
    {
        try
        {
            await _database.RetryAsync(() => _transaction.RunAsync(batch), CancellationToken.None);
        }
        catch (PostgresException fault) when (batch.Count > 1 && !IsFull(fault))
        {
            // The rows of one set are at fault (a value that the database does not take): alone, each is told what is its own.
            foreach (var pending in batch)
            {
                await CommitAsync([pending]);
            }

            return;
        }
        catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            // Everything that could clash was looked up under the lock, but for ids that are left to chance.
            batch[0].Outcome = CommitOutcome.Conflict;
            return;
        }
        catch (Exception fault)
        {
            _transaction.Forget();
            Fail(batch, fault is PostgresException { } full && IsFull(full) ? new StoreException($"The database {_database.Name} is full.", full) { IsTransient = true } : fault);
            return;
        }

        Transactions++;
        if (batch.Any(p => p.Outcome == CommitOutcome.Committed && p.Changes.AddsWork))
        {
            _signal.Raise();
        }
    }

    private static void Fail(List<Pending> batch, Exception fault)
    {
        foreach (var pending in batch)
        {
            pending.Fault = fault;
        }
    }

    private static bool IsFull(PostgresException fault) => fault.SqlState.StartsWith("53", StringComparison.Ordinal);
}

/// <summary>A change set that waits for its commit.</summary>
internal sealed class Pending(PreparedChanges changes)
{
    public PreparedChanges Changes => changes;

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
