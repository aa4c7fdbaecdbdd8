using Interop.Engine.Ports;
using Interop.Store.Writing;

namespace Interop.Store.Sqlite.Writing;

/// <summary>Appends to the audit chain. The head is read and written once per transaction, not once per row.</summary>
internal sealed class AuditWrites(SqliteDatabase database, ReadOnlyMemory<byte> sealKey)
{
    private (long Sequence, byte[] Hash) _head;
    private (long Sequence, byte[] Hash) _mark;
    private long _loaded;

    /// <summary>At the start of a transaction: another process may have appended since the last one.</summary>
    public void Load()
    {
        using var row = database.Prepare("select sequence, hash from audit_head where id = 1");
        _head = row.Step() ? (row.Int64(0), row.Blob(1).ToArray()) : (0, new byte[AuditChain.HashLength]);
        _loaded = _head.Sequence;
        _mark = _head;
    }

    public void Mark() => _mark = _head;

    /// <summary>Forgets what was appended since the mark: its set was rolled back.</summary>
    public void Rewind() => _head = _mark;

    public void Append(IReadOnlyList<AuditEntry> entries)
    {
        foreach (var entry in entries)
        {
            var sequence = _head.Sequence + 1;
            var hash = AuditChain.Hash(_head.Hash, sequence, entry);
            database.Prepare("insert into audit (sequence, at, actor, organisation, action, target, outcome, hash) values (?, ?, ?, ?, ?, ?, ?, ?)")
                .Bind(sequence).Bind(entry.At).Bind(entry.Actor).Bind(entry.Organisation).Bind(entry.Action).Bind(entry.Target).Bind(entry.Outcome).Bind(hash).Run();
            _head = (sequence, hash);
        }
    }

    public void Save()
    {
        if (_head.Sequence != _loaded)
        {
            database.Prepare("insert into audit_head (id, sequence, hash, seal) values (1, ?, ?, ?) on conflict (id) do update set sequence = excluded.sequence, hash = excluded.hash, seal = excluded.seal")
                .Bind(_head.Sequence).Bind(_head.Hash).Bind(AuditChain.Seal(sealKey.Span, _head.Sequence, _head.Hash)).Run();
        }
    }
}
