using Interop.Store.Audit;
using Interop.Store.Writing;

namespace Interop.Store.Sqlite.Writing;

/// <summary>Appends to the audit chain. The head is read and written once per transaction, not once per row.</summary>
internal sealed class AuditWrites(SqliteDatabase database, ReadOnlyMemory<byte> sealKey, TimeProvider time)
{
    private const string InsertSql = """
        insert into audit (sequence, at, actor, organisation, action, target, outcome, hash, month) values (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """;

    private const string HeadSql = """
        insert into audit_head (id, sequence, hash, seal, month) values (1, ?, ?, ?, ?)
        on conflict (id) do update set sequence = excluded.sequence, hash = excluded.hash, seal = excluded.seal, month = excluded.month
        """;

    private (long Sequence, byte[] Hash) _head;
    private (long Sequence, byte[] Hash) _mark;
    private (long Sequence, byte[] Hash, int Month) _loaded;
    private int _month;

    /// <summary>At the start of a transaction: another process may have appended since the last one.</summary>
    public void Load()
    {
        using var row = database.Prepare("select sequence, hash, month from audit_head where id = 1");
        _loaded = row.Step() ? (row.Int64(0), row.Blob(1).ToArray(), row.Int32(2)) : (0, new byte[AuditChain.HashLength], 0);

        // A clock that is set back does not open a month again.
        _month = Math.Max(_loaded.Month, AuditCalendar.MonthOf(time.GetUtcNow()));
        _head = (_loaded.Sequence, _loaded.Hash);
        _mark = _head;
    }

    public void Mark() => _mark = _head;

    /// <summary>Forgets what was appended since the mark: its set was rolled back.</summary>
    public void Rewind() => _head = _mark;

    public void Append(WriteContext context)
    {
        foreach (var entry in context.Set.Audit)
        {
            var sequence = _head.Sequence + 1;
            var hash = AuditChain.Hash(_head.Hash, sequence, entry);
            database.Prepare(InsertSql)
                .Bind(sequence).Bind(entry.At).Bind(entry.Actor).Bind(entry.Organisation).Bind(entry.Action).Bind(entry.Target).Bind(entry.Outcome).Bind(hash).Bind(_month).Run();
            _head = (sequence, hash);
        }
    }

    public void Save()
    {
        if (_head.Sequence == _loaded.Sequence)
        {
            return;
        }

        if (_loaded.Sequence > 0 && _loaded.Month < _month)
        {
            var (sequence, hash, month) = _loaded;
            database.Prepare("insert into audit_month (month, last_sequence, hash, seal) values (?, ?, ?, ?)")
                .Bind(month).Bind(sequence).Bind(hash).Bind(AuditChain.MonthSeal(sealKey.Span, month, sequence, hash)).Run();
        }

        database.Prepare(HeadSql)
            .Bind(_head.Sequence).Bind(_head.Hash).Bind(AuditChain.Seal(sealKey.Span, _head.Sequence, _head.Hash)).Bind(_month).Run();
    }
}
