using Interop.Engine.Ports;
using Interop.Store.Crypto;

namespace Interop.Store.Sqlite.Reading;

/// <summary><see cref="IOutbox"/>.</summary>
internal sealed class OutboxReads(SqliteReaders readers, BodyReads bodies) : IOutbox
{
    private const string AttemptsSql = """
        select a.number, a.started_at, a.ended_at, a.outcome, a.status, a.receipt from attempt a where a.delivery = (select number from delivery where id = ?1)
        union all
        select attempts, attempt_started_at, null, null, null, null from delivery where id = ?1 and attempt_started_at is not null
        order by 1
        """;

    private const string LastDeliveredSql = """
        select id, sequence, focus_version, payload from delivery
        where state = 3 and focus_id = ? and endpoint_id = ? and focus_type = ? and message_name = ? and payload is not null
        order by delivered_at desc, number desc limit 1
        """;

    private const string FeedSql = """
        select i.cursor, i.item_id, i.version, i.state, i.at, i.body, i.message_id from feed f join feed_item i on i.feed = f.number
        where f.name = ? and f.endpoint_id = ? and i.cursor > ? order by i.cursor limit ?
        """;

    private const string EntrySql = """
        select f.name, f.endpoint_id, i.item_id, i.version, i.state, i.at, i.focus_type, i.focus_id, i.focus_version, i.message_id
        from feed f join feed_item i on i.feed = f.number
        """;

    public Task<IReadOnlyList<DeliveryRow>> FindDeliveriesAsync(Guid messageId, CancellationToken cancellationToken) =>
        readers.ReadAsync<IReadOnlyList<DeliveryRow>>(
            database => DeliveryRows.ReadAll(database.Prepare(DeliveryRows.Select + " where m.id = ? order by d.number").Bind(messageId)), cancellationToken);

    public Task<IReadOnlyList<AttemptRow>> FindAttemptsAsync(Guid deliveryId, CancellationToken cancellationToken) =>
        readers.ReadAsync<IReadOnlyList<AttemptRow>>(
            database =>
            {
                using var row = database.Prepare(AttemptsSql).Bind(deliveryId);
                var attempts = new List<AttemptRow>();
                while (row.Step())
                {
                    attempts.Add(new AttemptRow(
                        row.Int32(0), row.Time(1), row.TimeOrNull(2), row.TextOrNull(3), row.IsNull(4) ? null : row.Int32(4), row.TextOrNull(5)));
                }

                return attempts;
            },
            cancellationToken);

    public Task<DeliveredPayload?> FindLastDeliveredAsync(string endpointId, string message, ResourceKey focus, CancellationToken cancellationToken) =>
        readers.ReadAsync(
            database =>
            {
                (Guid Id, int Sequence, int Version, long Body) found;
                using (var row = database.Prepare(LastDeliveredSql).Bind(focus.Id).Bind(endpointId).Bind(focus.Type).Bind(message))
                {
                    if (!row.Step())
                    {
                        return null;
                    }

                    found = (row.Guid(0), row.Int32(1), row.Int32(2), row.Int64(3));
                }

                var payload = bodies.Read(database, found.Body, new BodyOwner(BodyPurpose.Payload, found.Id));
                return new DeliveredPayload(found.Id, found.Sequence, new ResourceVersion(focus, found.Version), payload);
            },
            cancellationToken);

    public Task<IReadOnlyList<DeliveryRow>> FindByFocusAsync(ResourceKey focus, CancellationToken cancellationToken) =>
        readers.ReadAsync<IReadOnlyList<DeliveryRow>>(
            database => DeliveryRows.ReadAll(
                database.Prepare(DeliveryRows.Select + " where d.focus_id = ? and d.focus_type = ? order by d.number").Bind(focus.Id).Bind(focus.Type)),
            cancellationToken);

    public Task<IReadOnlyList<FeedItemRow>> ReadFeedAsync(string feed, string endpointId, long after, int limit, CancellationToken cancellationToken) =>
        readers.ReadSnapshotAsync<IReadOnlyList<FeedItemRow>>(
            database =>
            {
                var items = new List<FeedItemRow>();
                using var row = database.Prepare(FeedSql).Bind(feed).Bind(endpointId).Bind(after).Bind(limit);
                while (row.Step())
                {
                    var payload = bodies.Read(database, row.Int64(5), new BodyOwner(BodyPurpose.FeedItem, row.Guid(6)));
                    items.Add(new FeedItemRow(row.Int64(0), row.Text(1), row.Int32(2), row.Text(3), payload, row.Time(4)));
                }

                return items;
            },
            cancellationToken);

    public Task<FeedTrace?> FindFeedEntryAsync(string feed, string endpointId, string itemId, CancellationToken cancellationToken) =>
        readers.ReadAsync(
            database =>
            {
                using var row = database.Prepare(EntrySql + " where f.name = ? and f.endpoint_id = ? and i.item_id = ? order by i.version desc limit 1")
                    .Bind(feed).Bind(endpointId).Bind(itemId);
                return row.Step() ? Entry(row) : null;
            },
            cancellationToken);

    public Task<IReadOnlyList<FeedTrace>> FindFeedEntriesAsync(Guid messageId, CancellationToken cancellationToken) =>
        readers.ReadAsync<IReadOnlyList<FeedTrace>>(
            database =>
            {
                var entries = new List<FeedTrace>();
                using var row = database.Prepare(EntrySql + " where i.message_id = ? order by i.at, f.number, i.cursor").Bind(messageId);
                while (row.Step())
                {
                    entries.Add(Entry(row));
                }

                return entries;
            },
            cancellationToken);

    public Task<long> ReadFeedMarkAsync(string feed, string endpointId, CancellationToken cancellationToken) =>
        readers.ReadAsync(
            database =>
            {
                using var row = database.Prepare("select mark from feed where name = ? and endpoint_id = ?").Bind(feed).Bind(endpointId);
                return row.Step() ? row.Int64(0) : 0;
            },
            cancellationToken);

    private static FeedTrace Entry(SqliteStatement row) => new(
        row.Text(0), row.Text(1), row.Text(2), row.Int32(3), row.Text(4), row.Time(5),
        new ResourceVersion(new ResourceKey(row.Text(6), row.Guid(7)), row.Int32(8)), row.Guid(9));
}
