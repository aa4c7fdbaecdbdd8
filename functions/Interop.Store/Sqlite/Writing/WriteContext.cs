using Interop.Engine.Ports;
using Interop.Store.Crypto;
using Interop.Store.Writing;

namespace Interop.Store.Sqlite.Writing;

/// <summary>One change set being applied.</summary>
internal sealed class WriteContext(SqliteDatabase database, KeyWrites keys, PreparedChanges changes)
{
    private readonly Dictionary<Guid, long> _sequences = [];

    public SqliteDatabase Database => database;

    public PreparedChanges Changes => changes;

    public ChangeSet Set => changes.Set;

    public DeliveryTally Tally { get; } = new(changes.Set.Deliveries);

    public void Remember(Guid message, long sequence) => _sequences[message] = sequence;

    /// <summary>The row number of a message, null when there is no such message.</summary>
    public long? SequenceOf(Guid message)
    {
        if (!_sequences.TryGetValue(message, out var sequence))
        {
            using var statement = database.Prepare("select sequence from message where id = ?").Bind(message);
            if (!statement.Step())
            {
                return null;
            }

            _sequences[message] = sequence = statement.Int64(0);
        }

        return sequence;
    }

    public KeyWrites Keys => keys;

    public void Insert(SealedBody body) => keys.Insert(body, body.Patient);
}
