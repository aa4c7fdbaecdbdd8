using Interop.Engine.Ports;
using Interop.Store.Crypto;

namespace Interop.Store.Postgres.Reading;

/// <summary><see cref="IOutbox"/>.</summary>
internal sealed class OutboxReads(PostgresDatabase database, BodyReads bodies) : IOutbox
{
    private const string AttemptsSql = """
        select a.number, a.started_at, a.ended_at, a.outcome, a.status, a.receipt from attempt a where a.delivery = (select number from delivery where id = $1)
        union all
        select attempts, attempt_started_at, null, null, null, null from delivery where id = $1 and attempt_started_at is not null
        order by 1
        """;

    private const string LastDeliveredSql = """
        select id, sequence, focus_version, payload from delivery
        where state = 3 and focus_id = $1 and endpoint_id = $2 and focus_type = $3 and message_name = $4 and payload is not null
        order by delivered_at desc, number desc limit 1
        """;

    private const string FeedSql = """
        select i.cursor, i.item_id, i.version, i.state, i.at, i.body, i.message_id from feed f join feed_item i on i.feed = f.number
        where f.name = $1 and f.endpoint_id = $2 and i.cursor > $3 order by i.cursor limit $4
        """;

    private const string InFeedSql = "select 1 from feed f join feed_item i on i.feed = f.number where f.name = $1 and f.endpoint_id = $2 and i.item_id = $3 limit 1";

    public async Task<IReadOnlyList<DeliveryRow>> FindDeliveriesAsync(Guid messageId, CancellationToken cancellationToken) =>
        await database.ReadAllAsync(DeliveryRows.Select + " where m.id = $1 order by d.number", [Parameter.Of(messageId)], DeliveryRows.Read, cancellationToken);

    public async Task<IReadOnlyList<AttemptRow>> FindAttemptsAsync(Guid deliveryId, CancellationToken cancellationToken) =>
        await database.ReadAllAsync(
            AttemptsSql,
            [Parameter.Of(deliveryId)],
            row => new AttemptRow(row.GetInt32(0), row.Time(1), row.TimeOrNull(2), row.TextOrNull(3), row.Int32OrNull(4), row.TextOrNull(5)),
            cancellationToken);

    public async Task<DeliveredPayload?> FindLastDeliveredAsync(string endpointId, string message, ResourceKey focus, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAllAsync(
            LastDeliveredSql,
            [Parameter.Of(focus.Id), Parameter.Of(endpointId), Parameter.Of(focus.Type), Parameter.Of(message)],
            row => (Id: row.GetGuid(0), Sequence: (int)row.GetInt64(1), Version: row.GetInt32(2), Body: row.GetInt64(3)),
            cancellationToken);
        if (rows is not [var found])
        {
            return null;
        }

        return await bodies.ReadKeptAsync(found.Body, new BodyOwner(BodyPurpose.Payload, found.Id), cancellationToken) is not { } payload ? null : new DeliveredPayload(found.Id, found.Sequence, new ResourceVersion(focus, found.Version), payload);
    }

    public async Task<IReadOnlyList<DeliveryRow>> FindByFocusAsync(ResourceKey focus, CancellationToken cancellationToken) =>
        await database.ReadAllAsync(
            DeliveryRows.Select + " where d.focus_id = $1 and d.focus_type = $2 order by d.number", [Parameter.Of(focus.Id), Parameter.Of(focus.Type)], DeliveryRows.Read, cancellationToken);

    public async Task<IReadOnlyList<FeedItemRow>> ReadFeedAsync(string feed, string endpointId, long after, int limit, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAllAsync(
            FeedSql,
            [Parameter.Of(feed), Parameter.Of(endpointId), Parameter.Of(after), Parameter.Of(limit)],
            row => (Item: new FeedItemRow(row.GetInt64(0), row.GetString(1), row.GetInt32(2), row.GetString(3), default, row.Time(4)), Body: row.GetInt64(5), Message: row.GetGuid(6)),
            cancellationToken);
        var sealedBodies = await bodies.FetchAsync(rows.Select(r => r.Body), cancellationToken);
        return
        [
            .. rows.Select(r => bodies.OpenKept(sealedBodies.GetValueOrDefault(r.Body), r.Body, new BodyOwner(BodyPurpose.FeedItem, r.Message)) is { } payload ? r.Item with { Payload = payload } : null)
                .OfType<FeedItemRow>(),
        ];
    }

    public async Task<bool> IsInFeedAsync(string feed, string endpointId, string itemId, CancellationToken cancellationToken) =>
        (await database.ReadAllAsync(InFeedSql, [Parameter.Of(feed), Parameter.Of(endpointId), Parameter.Of(itemId)], _ => true, cancellationToken)).Count > 0;

    public async Task<long> ReadFeedMarkAsync(string feed, string endpointId, CancellationToken cancellationToken) =>
        (await database.ReadAllAsync(
            "select mark from feed where name = $1 and endpoint_id = $2", [Parameter.Of(feed), Parameter.Of(endpointId)], row => row.GetInt64(0), cancellationToken)).FirstOrDefault();
}
