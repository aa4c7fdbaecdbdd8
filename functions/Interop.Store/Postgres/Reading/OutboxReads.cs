using Interop.Engine.Ports;
using Interop.Store.Crypto;
using Npgsql;

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
        select k.place, l.id, l.sequence, l.focus_version, l.payload from unnest($1, $2, $3, $4) with ordinality k (focus, endpoint, type, message, place)
        cross join lateral (select d.id, d.sequence, d.focus_version, d.payload from delivery d
          where d.state = 3 and d.focus_id = k.focus and d.endpoint_id = k.endpoint and d.focus_type = k.type and d.message_name = k.message and d.payload is not null
          order by d.delivered_at desc, d.number desc limit 1) l
        """;

    private const string FeedSql = """
        select i.cursor, i.item_id, i.version, i.state, i.at, i.body, i.message_id from feed f join feed_item i on i.feed = f.number
        where f.name = $1 and f.endpoint_id = $2 and i.cursor > $3 order by i.cursor limit $4
        """;

    private const string EntrySql = """
        select f.name, f.endpoint_id, i.item_id, i.version, i.state, i.at, i.focus_type, i.focus_id, i.focus_version, i.message_id
        from feed f join feed_item i on i.feed = f.number
        """;

    private readonly Gathered<AskedLast, DeliveredPayload> _last = new(asked => FindLastAsync(database, bodies, asked));

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
        var asked = new AskedLast(endpointId, message, focus);
        return (await _last.ReadAsync([asked], cancellationToken)).GetValueOrDefault(asked);
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
        return [.. rows.Select(r => r.Item with { Payload = bodies.Open(sealedBodies.GetValueOrDefault(r.Body), r.Body, new BodyOwner(BodyPurpose.FeedItem, r.Message)) })];
    }

    public async Task<FeedTrace?> FindFeedEntryAsync(string feed, string endpointId, string itemId, CancellationToken cancellationToken) =>
        (await database.ReadAllAsync(
            EntrySql + " where f.name = $1 and f.endpoint_id = $2 and i.item_id = $3 order by i.version desc limit 1",
            [Parameter.Of(feed), Parameter.Of(endpointId), Parameter.Of(itemId)], Entry, cancellationToken)).FirstOrDefault();

    public async Task<IReadOnlyList<FeedTrace>> FindFeedEntriesAsync(Guid messageId, CancellationToken cancellationToken) =>
        await database.ReadAllAsync(EntrySql + " where i.message_id = $1 order by i.at, f.number, i.cursor", [Parameter.Of(messageId)], Entry, cancellationToken);

    public async Task<long> ReadFeedMarkAsync(string feed, string endpointId, CancellationToken cancellationToken) =>
        (await database.ReadAllAsync(
            "select mark from feed where name = $1 and endpoint_id = $2", [Parameter.Of(feed), Parameter.Of(endpointId)], row => row.GetInt64(0), cancellationToken)).FirstOrDefault();

    private static async Task<IReadOnlyDictionary<AskedLast, DeliveredPayload>> FindLastAsync(PostgresDatabase database, BodyReads bodies, IReadOnlyCollection<AskedLast> asked)
    {
        List<AskedLast> keys = [.. asked];
        var rows = await database.ReadAllAsync(
            LastDeliveredSql,
            [Parameter.Of(keys.Select(k => k.Focus.Id)), Parameter.Of(keys.Select(k => k.Endpoint)), Parameter.Of(keys.Select(k => k.Focus.Type)), Parameter.Of(keys.Select(k => k.Message))],
            row => (Asked: keys[(int)row.GetInt64(0) - 1], Id: row.GetGuid(1), Sequence: (int)row.GetInt64(2), Version: row.GetInt32(3), Body: row.GetInt64(4)),
            CancellationToken.None);
        var sealedBodies = await bodies.FetchAsync(rows.Select(r => r.Body), CancellationToken.None);
        return rows.ToDictionary(
            r => r.Asked,
            r => new DeliveredPayload(
                r.Id, r.Sequence, new ResourceVersion(r.Asked.Focus, r.Version), bodies.Open(sealedBodies.GetValueOrDefault(r.Body), r.Body, new BodyOwner(BodyPurpose.Payload, r.Id))));
    }

    private sealed record AskedLast(string Endpoint, string Message, ResourceKey Focus);

    private static FeedTrace Entry(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt32(3), row.GetString(4), row.Time(5),
        new ResourceVersion(new ResourceKey(row.GetString(6), row.GetGuid(7)), row.GetInt32(8)), row.GetGuid(9));
}
