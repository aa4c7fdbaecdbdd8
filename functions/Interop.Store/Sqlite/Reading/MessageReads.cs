using Interop.Engine.Ports;
using Interop.Store.Crypto;

namespace Interop.Store.Sqlite.Reading;

/// <summary>The reading half of <see cref="IJournal"/>.</summary>
internal sealed class MessageReads(SqliteReaders readers, BodyReads bodies) : IMessageReads
{
    public Task<MessageRow?> FindMessageAsync(Guid id, CancellationToken cancellationToken) =>
        readers.ReadAsync(database => MessageRows.ReadAll(database.Prepare(MessageRows.Select + " where id = ?").Bind(id)).FirstOrDefault(), cancellationToken);

    public Task<IReadOnlyList<MessageRow>> FindVersionsAsync(string organisation, string record, KeyedHash recordId, CancellationToken cancellationToken) =>
        readers.ReadAsync<IReadOnlyList<MessageRow>>(
            database => MessageRows.ReadAll(database
                .Prepare(MessageRows.Select + " where organisation = ? and record = ? and record_id = ? and holds_key = 1 order by record_version desc")
                .Bind(organisation).Bind(record).Bind(recordId)),
            cancellationToken);

    public Task<ReadOnlyMemory<byte>> ReadBodyAsync(Guid messageId, CancellationToken cancellationToken) =>
        readers.ReadAsync<ReadOnlyMemory<byte>>(
            database =>
            {
                long body;
                using (var row = database.Prepare("select body from message where id = ?").Bind(messageId))
                {
                    body = row.Step() ? row.Int64(0) : throw new KeyNotFoundException("There is no such message.");
                }

                return bodies.Read(database, body, new BodyOwner(BodyPurpose.Record, messageId));
            },
            cancellationToken);

    public Task<long?> FindHighestRoutedAsync(string organisation, string record, KeyedHash recordId, CancellationToken cancellationToken) =>
        readers.ReadAsync(
            database =>
            {
                using var row = database
                    .Prepare("select max(record_version) from message indexed by message_record_id where record_id = ? and organisation = ? and record = ? and state in (1, 2)")
                    .Bind(recordId).Bind(organisation).Bind(record);
                return row.Step() && !row.IsNull(0) ? row.Int64(0) : (long?)null;
            },
            cancellationToken);

    public Task<IReadOnlyList<BookLine>> ReadBooksAsync(CancellationToken cancellationToken) => readers.ReadSnapshotAsync(BookReads.Read, cancellationToken);
}
