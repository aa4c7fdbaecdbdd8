using Interop.Engine.Ports;
using Interop.Store.Crypto;
using Interop.Store.Writing;

namespace Interop.Store.Sqlite.Writing;

/// <summary>One change set being applied.</summary>
internal sealed class WriteContext(SqliteDatabase database, PreparedChanges changes)
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

    public void Insert(SealedBody body) =>
        database.Prepare("insert into body (id, key_id, wrapped_key, packing, content) values (?, ?, ?, ?, ?)")
            .Bind(body.Id).Bind(body.KeyId).Bind(body.WrappedKey).Bind(body.Packing).Bind(body.Content).Run();
}
