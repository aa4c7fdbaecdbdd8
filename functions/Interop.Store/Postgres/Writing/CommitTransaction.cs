using Interop.Engine.Ports;
using Npgsql;

namespace Interop.Store.Postgres.Writing;

/// <summary>
/// One transaction over a batch of change sets, on a connection of its own. When the answer to the commit is lost, the writer's row tells
/// whether it took place: it carries the id of the last commit and is written by the same transaction.
/// </summary>
internal sealed class CommitTransaction(PostgresDatabase database, long writer, ReadOnlyMemory<byte> auditKey, TimeProvider time) : IAsyncDisposable
{
    private NpgsqlConnection? _connection;
    private CommitMark? _doubtful;

    /// <summary>Runs until it is known what became of it; throws what <see cref="PostgresDatabase.IsPassing"/> knows when it may be run again.</summary>
    public async Task<bool> RunAsync(IReadOnlyList<Pending> batch)
    {
        try
        {
            var connection = _connection ??= await database.OpenOwnAsync(CancellationToken.None);
            if (_doubtful is { } doubtful && await TookPlaceAsync(connection, doubtful))
            {
                _doubtful = null;
                return true;
            }

            _doubtful = null;
            await RunAsync(connection, batch);
            return true;
        }
        catch
        {
            await DropAsync();
            throw;
        }
    }

    /// <summary>The batch is given up: what was doubtful about it is no concern of the next one.</summary>
    public void Forget() => _doubtful = null;

    public ValueTask DisposeAsync() => DropAsync();

    private async Task RunAsync(NpgsqlConnection connection, IReadOnlyList<Pending> batch)
    {
        var rows = await WorkingSetLoad.RunAsync(connection, [.. batch.Select(p => p.Changes)], time.GetUtcNow());
        foreach (var pending in batch)
        {
            Apply(rows, pending);
        }

        if (!batch.Any(p => p.Outcome == CommitOutcome.Committed))
        {
            await using var rollback = new NpgsqlCommand("rollback", connection);
            await rollback.ExecuteNonQueryAsync();
            return;
        }

        var mark = new CommitMark(writer, Guid.NewGuid(), time.GetUtcNow(), batch.Any(p => p.Outcome == CommitOutcome.Committed && p.Changes.AddsWork));
        try
        {
            await WorkingSetSave.RunAsync(connection, rows, mark, auditKey);
        }
        catch (Exception fault) when (PostgresDatabase.IsPassing(fault))
        {
            _doubtful = mark;
            throw;
        }
    }

    private static void Apply(WorkingSet rows, Pending pending)
    {
        (pending.Outcome, pending.Fault) = (CommitOutcome.Conflict, null);
        try
        {
            pending.Outcome = new SetApplier(rows, pending.Changes).Apply() ? CommitOutcome.Committed : CommitOutcome.Conflict;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // A set that breaks the contract of the port is its caller's fault, told to that caller; the others of the batch go on.
            pending.Fault = e;
        }

        if (pending is { Outcome: CommitOutcome.Committed, Fault: null })
        {
            rows.Accept();
        }
        else
        {
            rows.Discard();
        }
    }

    /// <summary>Waits for the lost transaction to end, by the lock that it held if it still runs, and looks whether it left its mark.</summary>
    private static async Task<bool> TookPlaceAsync(NpgsqlConnection connection, CommitMark mark)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand("begin"),
                new NpgsqlBatchCommand("select 1 from audit_head where id = 1 for update"),
                new NpgsqlBatchCommand("select last_commit from writer where id = $1") { Parameters = { Parameter.Of(mark.Writer) } },
                new NpgsqlBatchCommand("rollback"),
            },
        };
        await using var row = await batch.ExecuteReaderAsync();
        await row.NextResultAsync();
        return await row.ReadAsync() && row.GuidOrNull(0) == mark.Id;
    }

    private async ValueTask DropAsync()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            await connection.DisposeAsync();
        }
    }
}
