using System.Data;
using System.Security.Cryptography;
using Interop.Engine.Ports;
using Interop.Store.Writing;
using Npgsql;

namespace Interop.Store.Postgres.Reading;

/// <summary>Walks the audit chain.</summary>
internal static class AuditReads
{
    private const string RowsSql = "select sequence, at, actor, organisation, action, target, outcome, hash from audit order by sequence";

    /// <summary>The first sequence that does not fit: changed, missing, out of its place, cut off at the end, or sealed by somebody else.</summary>
    public static Task<long?> FindBreakAsync(PostgresDatabase database, ReadOnlyMemory<byte> sealKey, CancellationToken cancellationToken) =>
        database.RetryAsync(
            async () =>
            {
                // Head and rows of one moment: read apart, rows appended in between would look like a break.
                await using var connection = await database.OpenOwnAsync(cancellationToken);
                await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
                var head = await ReadHeadAsync(connection, cancellationToken);
                await using var command = new NpgsqlCommand(RowsSql, connection) { CommandTimeout = 0 };
                await using var row = await command.ExecuteReaderAsync(cancellationToken);
                return await WalkAsync(row, head, sealKey, cancellationToken);
            },
            cancellationToken);

    private static async Task<Head?> ReadHeadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select sequence, hash, seal from audit_head where id = 1", connection);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken) ? new Head(row.GetInt64(0), row.Bytes(1), row.Bytes(2)) : null;
    }

    private static async Task<long?> WalkAsync(NpgsqlDataReader row, Head? head, ReadOnlyMemory<byte> sealKey, CancellationToken cancellationToken)
    {
        var (sequence, hash) = (0L, new byte[AuditChain.HashLength]);
        while (await row.ReadAsync(cancellationToken))
        {
            sequence++;
            hash = AuditChain.Hash(hash, sequence, new AuditEntry(row.Time(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), row.GetString(6)));
            if (row.GetInt64(0) != sequence || !row.Bytes(7).AsSpan().SequenceEqual(hash))
            {
                return sequence;
            }
        }

        return FitsHead(head, sealKey.Span, sequence, hash);
    }

    private static long? FitsHead(Head? head, ReadOnlySpan<byte> sealKey, long sequence, byte[] hash)
    {
        if (head is null || head.Sequence > sequence)
        {
            return head is null && sequence > 0 ? sequence : sequence + 1;
        }

        var expected = AuditChain.Seal(sealKey, head.Sequence, head.Hash);
        return head.Sequence == sequence && head.Hash.AsSpan().SequenceEqual(hash) && CryptographicOperations.FixedTimeEquals(expected, head.Seal) ? null : head.Sequence;
    }

    private sealed record Head(long Sequence, byte[] Hash, byte[] Seal);
}
