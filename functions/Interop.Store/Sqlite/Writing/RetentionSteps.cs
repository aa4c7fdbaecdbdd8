using Interop.Engine.Ports;
using Interop.Store.Audit;
using Interop.Store.Sqlite.Reading;
using Interop.Store.Writing;

namespace Interop.Store.Sqlite.Writing;

/// <summary>Clearing away, in steps that the writer takes between its batches: each is a transaction of a few milliseconds.</summary>
internal static class RetentionSteps
{
    /// <summary>Rows of the trail that leave in one step. The chain's beginning moves with them.</summary>
    public const int Stretch = 10_000;

    private const string StartSql = """
        insert into audit_start (id, sequence, hash, seal) values (1, ?, ?, ?)
        on conflict (id) do update set sequence = excluded.sequence, hash = excluded.hash, seal = excluded.seal
        """;

    /// <summary>Takes away the next rows of a month that was verified; false once none is left.</summary>
    public static bool RemoveRows(SqliteDatabase database, long lastOfMonth, ReadOnlySpan<byte> sealKey)
    {
        var first = AuditReads.Frame(database).StartSequence + 1;
        var last = Math.Min(lastOfMonth, first + Stretch - 1);
        byte[] hash;
        using (var row = database.Prepare("select hash from audit where sequence = ?").Bind(last))
        {
            if (last < first || !row.Step())
            {
                return false;
            }

            hash = row.Blob(0).ToArray();
        }

        database.Prepare("delete from audit where sequence <= ?").Bind(last).Run();
        database.Prepare(StartSql).Bind(last).Bind(hash).Bind(AuditChain.StartSeal(sealKey, last, hash)).Run();
        return last < lastOfMonth;
    }

    /// <summary>Whether the rows of a month fit, from the beginning of the chain on.</summary>
    public static bool Verifies(SqliteDatabase database, AuditMonth month, ReadOnlySpan<byte> sealKey)
    {
        var walk = new AuditWalk(AuditReads.Frame(database), null, sealKey);
        AuditReads.Walk(database, walk, long.MinValue, month.Last);
        return walk.EndsAt(month);
    }

    /// <summary>Stops at the first message that is young: all before the mark are done, whatever a clock did in between.</summary>
    public static int ReleaseKeys(SqliteDatabase database, DateTimeOffset before, int limit)
    {
        var (mark, last) = (0L, 0L);
        var count = 0;
        using (var row = database.Prepare("select sequence from retention_mark where name = 'message-keys'"))
        {
            mark = row.Step() ? row.Int64(0) : 0;
        }

        using (var row = database.Prepare("select sequence, received_at from message where sequence > ? order by sequence limit ?").Bind(mark).Bind(limit))
        {
            for (; row.Step() && row.Time(1) < before; count++)
            {
                last = row.Int64(0);
            }
        }

        if (count > 0)
        {
            database.Prepare("update message set holds_key = null where sequence > ? and sequence <= ? and holds_key = 1").Bind(mark).Bind(last).Run();
            database.Prepare("insert into retention_mark (name, sequence) values ('message-keys', ?) on conflict (name) do update set sequence = excluded.sequence")
                .Bind(last).Run();
        }

        return count;
    }
}
