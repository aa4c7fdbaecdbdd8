using Interop.Engine.Ports;
using Interop.Store.Crypto;

namespace Interop.Store.Postgres.Reading;

/// <summary>The reading half of <see cref="IJournal"/>.</summary>
internal sealed class MessageReads(PostgresDatabase database, BodyReads bodies) : IMessageReads
{
    private const string VersionsSql =
        MessageRows.Select + " where m.organisation = $1 and m.record = $2 and m.record_id = $3 and m.holds_key order by m.record_version desc";

    public Task<MessageRow?> FindMessageAsync(Guid id, CancellationToken cancellationToken) =>
        database.ReadFirstAsync(MessageRows.Select + " where m.id = $1", [Parameter.Of(id)], MessageRows.Read, cancellationToken);

    public async Task<IReadOnlyList<MessageRow>> FindVersionsAsync(string organisation, string record, KeyedHash recordId, CancellationToken cancellationToken) =>
        await database.ReadAllAsync(VersionsSql, [Parameter.Of(organisation), Parameter.Of(record), Parameter.Of(recordId)], MessageRows.Read, cancellationToken);

    public async Task<ReadOnlyMemory<byte>> ReadBodyAsync(Guid messageId, CancellationToken cancellationToken)
    {
        var found = await database.ReadAllAsync("select body from message where id = $1", [Parameter.Of(messageId)], row => row.GetInt64(0), cancellationToken);
        return found is [var body]
            ? await bodies.ReadAsync(body, new BodyOwner(BodyPurpose.Record, messageId), cancellationToken)
            : throw new KeyNotFoundException("There is no such message.");
    }

    public async Task<long?> FindHighestRoutedAsync(string organisation, string record, KeyedHash recordId, CancellationToken cancellationToken)
    {
        var found = await database.ReadAllAsync(
            "select max(record_version) from message where record_id = $1 and organisation = $2 and record = $3 and state in (1, 2)",
            [Parameter.Of(recordId), Parameter.Of(organisation), Parameter.Of(record)],
            row => row.Int64OrNull(0),
            cancellationToken);
        return found[0];
    }

    public Task<IReadOnlyList<BookLine>> ReadBooksAsync(CancellationToken cancellationToken) => BookReads.ReadAsync(database, cancellationToken);
}
