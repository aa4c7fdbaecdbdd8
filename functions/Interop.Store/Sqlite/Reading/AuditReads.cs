using System.Security.Cryptography;
using Interop.Engine.Ports;
using Interop.Store.Writing;

namespace Interop.Store.Sqlite.Reading;

/// <summary>Walks the audit chain.</summary>
internal static class AuditReads
{
    /// <summary>The first sequence that does not fit: changed, missing, out of its place, cut off at the end, or sealed by somebody else.</summary>
    public static long? FindBreak(SqliteDatabase database, ReadOnlySpan<byte> sealKey)
    {
        var hash = new byte[AuditChain.HashLength];
        var sequence = 0L;
        using (var row = database.Prepare("select sequence, at, actor, organisation, action, target, outcome, hash from audit order by sequence"))
        {
            while (row.Step())
            {
                sequence++;
                hash = AuditChain.Hash(hash, sequence, new AuditEntry(row.Time(1), row.Text(2), row.Text(3), row.Text(4), row.Text(5), row.Text(6)));
                if (row.Int64(0) != sequence || !row.Blob(7).SequenceEqual(hash))
                {
                    return sequence;
                }
            }
        }

        return FitsHead(database, sealKey, sequence, hash);
    }

    private static long? FitsHead(SqliteDatabase database, ReadOnlySpan<byte> sealKey, long sequence, byte[] hash)
    {
        using var row = database.Prepare("select sequence, hash, seal from audit_head where id = 1");
        if (!row.Step())
        {
            return sequence == 0 ? null : sequence;
        }

        var head = row.Int64(0);
        var seal = AuditChain.Seal(sealKey, head, row.Blob(1));
        if (head > sequence)
        {
            return sequence + 1;
        }

        return head == sequence && row.Blob(1).SequenceEqual(hash) && CryptographicOperations.FixedTimeEquals(seal, row.Blob(2)) ? null : head;
    }
}
