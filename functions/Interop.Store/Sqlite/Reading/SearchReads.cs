using Interop.Engine.Ports;
using Interop.Store.Crypto;

namespace Interop.Store.Sqlite.Reading;

/// <summary><see cref="ISearch"/>.</summary>
internal sealed class SearchReads(SqliteReaders readers, BodyReads bodies) : ISearch
{
    public Task<IReadOnlyList<MessageRow>> FindMessagesAsync(MessageFilter filter, int limit, CancellationToken cancellationToken) =>
        filter.FitsNothing ? Task.FromResult<IReadOnlyList<MessageRow>>([]) : readers.ReadSnapshotAsync<IReadOnlyList<MessageRow>>(
            database =>
            {
                var (text, bind) = MessageSearch.Build(filter, MessageSearch.RangeOf(database, filter), limit);
                return MessageRows.ReadAll(bind(database.Prepare(text)));
            },
            cancellationToken);

    public Task<IReadOnlyList<DeliveryRow>> FindDeliveriesAsync(DeliveryFilter filter, int limit, CancellationToken cancellationToken) =>
        readers.ReadAsync<IReadOnlyList<DeliveryRow>>(
            database => DeliveryRows.ReadAll(database.Prepare(DeliverySql(filter.State))
                .Bind(filter.Endpoint).Bind(filter.Message).Bind(filter.Reason).Bind(filter.From).Bind(filter.To).Bind(limit)),
            cancellationToken);

    public Task<DeliveryRow?> FindDeliveryAsync(Guid id, CancellationToken cancellationToken) =>
        readers.ReadAsync(database => DeliveryRows.ReadAll(database.Prepare(DeliveryRows.Select + " where d.id = ?").Bind(id)).FirstOrDefault(), cancellationToken);

    public Task<ReadOnlyMemory<byte>?> ReadPayloadAsync(Guid deliveryId, CancellationToken cancellationToken) =>
        readers.ReadAsync(
            database =>
            {
                long body;
                using (var row = database.Prepare("select payload from delivery where id = ? and payload is not null").Bind(deliveryId))
                {
                    if (!row.Step())
                    {
                        return (ReadOnlyMemory<byte>?)null;
                    }

                    body = row.Int64(0);
                }

                return bodies.ReadKept(database, body, new BodyOwner(BodyPurpose.Payload, deliveryId)) is { } payload ? payload : default(ReadOnlyMemory<byte>?);
            },
            cancellationToken);

    // The state is part of the text, because an index on some states only is chosen when the statement is prepared.
    private static string DeliverySql(DeliveryState state) => $"""
        {DeliveryRows.Select} where d.state = {(int)state} and (?1 is null or d.endpoint_id = ?1) and (?2 is null or d.message_name = ?2)
          and (?3 is null or d.reason = ?3) and (?4 is null or d.created_at >= ?4) and (?5 is null or d.created_at < ?5)
        order by d.number limit ?6
        """;
}
