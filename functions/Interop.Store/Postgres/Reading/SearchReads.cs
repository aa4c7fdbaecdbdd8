using Interop.Engine.Ports;
using Interop.Store.Crypto;
using Npgsql;
using NpgsqlTypes;

namespace Interop.Store.Postgres.Reading;

/// <summary><see cref="ISearch"/>.</summary>
internal sealed class SearchReads(PostgresDatabase database, BodyReads bodies) : ISearch
{
    public async Task<IReadOnlyList<MessageRow>> FindMessagesAsync(MessageFilter filter, int limit, CancellationToken cancellationToken)
    {
        if (filter.FitsNothing)
        {
            return [];
        }

        var (text, values) = MessageSearch.Build(filter, limit);
        return await database.ReadAllAsync(text, values, MessageRows.Read, cancellationToken);
    }

    public async Task<IReadOnlyList<DeliveryRow>> FindDeliveriesAsync(DeliveryFilter filter, int limit, CancellationToken cancellationToken) =>
        await database.ReadAllAsync(
            DeliverySql(filter.State),
            [Parameter.Of(filter.Endpoint), Parameter.Of(filter.Message), Parameter.Of(filter.Reason), Time(filter.From), Time(filter.To), Parameter.Of(limit)],
            DeliveryRows.Read,
            cancellationToken);

    public Task<DeliveryRow?> FindDeliveryAsync(Guid id, CancellationToken cancellationToken) =>
        database.ReadFirstAsync(DeliveryRows.Select + " where d.id = $1", [Parameter.Of(id)], DeliveryRows.Read, cancellationToken);

    public async Task<ReadOnlyMemory<byte>?> ReadPayloadAsync(Guid deliveryId, CancellationToken cancellationToken)
    {
        var found = await database.ReadAllAsync(
            "select payload from delivery where id = $1 and payload is not null", [Parameter.Of(deliveryId)], row => row.GetInt64(0), cancellationToken);
        if (found is [var body])
        {
            return await bodies.ReadKeptAsync(body, new BodyOwner(BodyPurpose.Payload, deliveryId), cancellationToken) is { } payload ? payload : default(ReadOnlyMemory<byte>?);
        }

        // Not a conditional expression: there, null would become an empty memory.
        return null;
    }

    private static NpgsqlParameter Time(DateTimeOffset? time) =>
        time is { } value ? Parameter.Of(value) : new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Bigint, Value = DBNull.Value };

    // The state is part of the text, because an index on some states only is chosen when the statement is planned.
    private static string DeliverySql(DeliveryState state) => $"""
        {DeliveryRows.Select} where d.state = {(int)state} and ($1::text is null or d.endpoint_id = $1) and ($2::text is null or d.message_name = $2)
          and ($3::text is null or d.reason = $3) and ($4::bigint is null or d.created_at >= $4) and ($5::bigint is null or d.created_at < $5)
        order by d.number limit $6
        """;
}
