using System.Data;
using Interop.Engine.Ports;
using Interop.Store.Audit;
using Interop.Store.Postgres.Reading;
using Interop.Store.Writing;
using Npgsql;

namespace Interop.Store.Postgres;

/// <summary><see cref="IRetention"/>: what changes rows takes the head of the trail first, as every writer does.</summary>
internal sealed class Retention(PostgresDatabase database, ReadOnlyMemory<byte> sealKey, TimeProvider time) : IRetention
{
    private const string HeadSql = "select 1 from audit_head where id = 1 for update";

    private const string StartSql = """
        insert into audit_start (id, sequence, hash, seal) values (1, $1, $2, $3)
        on conflict (id) do update set sequence = excluded.sequence, hash = excluded.hash, seal = excluded.seal
        """;

    // Up to the first message that is young: all before the mark are done, whatever a clock did in between.
    private const string ReleaseSql = """
        with mark as (select coalesce((select sequence from retention_mark where name = 'message-keys'), 0) at),
        next as (select m.sequence, m.received_at from message m where m.sequence > (select at from mark) order by m.sequence limit $2),
        done as (select sequence from next where sequence < coalesce((select min(sequence) from next where received_at >= $1), 9223372036854775807)),
        freed as (update message set holds_key = false where sequence = any(array(select sequence from done)) and holds_key),
        moved as (insert into retention_mark (name, sequence) select 'message-keys', max(sequence) from done having count(*) > 0
          on conflict (name) do update set sequence = excluded.sequence)
        select count(*)::integer from done
        """;

    public Task PrepareAuditMonthsAsync(CancellationToken cancellationToken) =>
        database.RetryAsync(
            async () =>
            {
                await using var connection = await database.OpenOwnAsync(cancellationToken);
                await AuditPartitions.PrepareAsync(connection, time.GetUtcNow(), cancellationToken);
                return true;
            },
            cancellationToken);

    public async Task<AuditRetirement?> RetireAuditMonthAsync(int months, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenOwnAsync(cancellationToken);
        AuditMonth? month;
        await using (var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken))
        {
            var frame = await AuditReads.FrameAsync(connection, cancellationToken);
            month = frame.Overdue(months, time.GetUtcNow());
            if (month is null)
            {
                return null;
            }

            var walk = new AuditWalk(frame, null, sealKey.Span);
            await AuditReads.WalkAsync(connection, walk, month.Month, cancellationToken);
            if (!walk.EndsAt(month))
            {
                return new AuditRetirement(month, Left: false);
            }
        }

        // The table is dropped under the head's lock; a reader that is walking along the trail makes it give up and come back later.
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await RunAsync(connection, "set local lock_timeout = '2s'", [], cancellationToken);
        await RunAsync(connection, HeadSql, [], cancellationToken);
        if ((await AuditReads.FrameAsync(connection, cancellationToken)).StartSequence >= month.Last)
        {
            // Another process was faster.
            return null;
        }

        await RunAsync(connection, "drop table " + AuditPartitions.NameOf(month.Month), [], cancellationToken);
        await RunAsync(connection, "delete from audit_partition where month = $1", [Parameter.Of(month.Month)], cancellationToken);
        var hash = Parameter.Bytes(month.Hash);
        await RunAsync(connection, StartSql, [Parameter.Of(month.Last), Parameter.Of(hash), Parameter.Of(AuditChain.StartSeal(sealKey.Span, month.Last, hash))], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new AuditRetirement(month with { State = AuditMonthState.Left }, Left: true);
    }

    public async Task<int> ReleaseKeysAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenOwnAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await RunAsync(connection, HeadSql, [], cancellationToken);
        await using var command = new NpgsqlCommand(ReleaseSql, connection) { Parameters = { Parameter.Of(before), Parameter.Of(limit) } };
        var count = (int)(await command.ExecuteScalarAsync(cancellationToken))!;
        await transaction.CommitAsync(cancellationToken);
        return count;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
