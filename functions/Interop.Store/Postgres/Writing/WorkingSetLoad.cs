using Interop.Engine.Ports;
using Interop.Store.Audit;
using Interop.Store.Writing;
using Npgsql;

namespace Interop.Store.Postgres.Writing;

/// <summary>
/// Begins the transaction, locks the audit head and reads what the change sets will look at: one round trip for all of them. Whoever holds
/// the head is the only writer of change sets; lane rows are locked too, in the order of their names, because workers lease and release
/// them without the head.
/// </summary>
internal sealed class WorkingSetLoad
{
    // A month that has no partition yet waits: rows go on in the one before.
    private const string HeadSql = """
        select sequence, hash, month, greatest(month, coalesce((select max(a.month) from audit_partition a where a.month <= $1), 0)) from audit_head where id = 1 for update
        """;

    private const string LastSql =
        "select coalesce((select max(sequence) from message), 0), coalesce((select max(number) from delivery), 0), coalesce((select max(number) from feed), 0)";

    // One list of lanes: with "or lane in (select ...)" the table would be read whole with every commit.
    private const string InboundSql = """
        select lane, epoch, leased_until is not null from inbound_lane
        where lane = any($1 || array(select lane from message where id = any($2))) order by lane for update
        """;

    private const string OutboundSql = """
        select lane, epoch, leased_until is not null, endpoint_id, last_sequence from outbound_lane
        where lane = any($1 || array(select lane from delivery where id = any($2))) order by lane for update
        """;

    private const string MessagesSql = """
        select id, sequence, state, lane, open_deliveries, parked_deliveries, routed_at, settled_at, organisation, record, record_id, record_version, holds_key
        from message where id = any($1) or sequence = any(array(select message from delivery where id = any($2)))
        """;

    private const string KeysSql = """
        select k.organisation, k.record, k.record_id, k.record_version from unnest($1, $2, $3, $4) k (organisation, record, record_id, record_version)
        where exists (select 1 from message m where m.organisation = k.organisation and m.record = k.record and m.record_id = k.record_id
          and m.record_version = k.record_version and m.holds_key)
        """;

    private const string VersionsSql = """
        select k.type, k.id, v.version from unnest($1, $2) k (type, id) cross join lateral
          (select version from resource_version r where r.resource_id = k.id and r.type = k.type order by version desc limit 1) v
        """;

    private const string SearchSql = "select s.type, s.resource_id, s.search_key from unnest($1, $2) k (type, id) join search_key s on s.resource_id = k.id and s.type = k.type";

    private const string DeliveriesSql = """
        select d.id, d.number, d.message, m.id, d.state, d.lane, d.endpoint_id is not null, d.reason, d.attempts, d.attempt_started_at, d.next_attempt_at,
          d.delivered_at, d.payload is not null, d.holds_lane
        from delivery d join message m on m.sequence = d.message where d.id = any($1)
        """;

    private const string FeedsSql =
        "select f.number, f.name, f.endpoint_id, f.last_cursor, f.mark, f.marked_at from unnest($1, $2) k (name, endpoint_id) join feed f on f.name = k.name and f.endpoint_id = k.endpoint_id";

    private const string FeedItemsSql = """
        select f.number, k.item_id, v.version from unnest($1, $2, $3) k (name, endpoint_id, item_id)
        join feed f on f.name = k.name and f.endpoint_id = k.endpoint_id cross join lateral
          (select version from feed_item i where i.feed = f.number and i.item_id = k.item_id order by version desc limit 1) v
        """;

    private readonly NpgsqlBatch _batch;
    private readonly WorkingSet _rows = new();
    private readonly List<Action<NpgsqlDataReader>> _results = [];

    private WorkingSetLoad(NpgsqlBatch batch) => _batch = batch;

    public static async Task<WorkingSet> RunAsync(NpgsqlConnection connection, IReadOnlyList<PreparedChanges> changes, DateTimeOffset now)
    {
        await using var batch = new NpgsqlBatch(connection);
        var load = new WorkingSetLoad(batch);
        load.Plan([.. changes.Select(c => c.Set)], now);
        await load.ReadAsync();
        return load._rows;
    }

    private void Plan(IReadOnlyList<ChangeSet> sets, DateTimeOffset now)
    {
        _batch.BatchCommands.Add(new NpgsqlBatchCommand("begin"));
        Add(HeadSql, [Parameter.Of(AuditCalendar.MonthOf(now))], row =>
        {
            _rows.StoredHead = (row.GetInt64(0), row.Bytes(1));
            _rows.Month = (row.GetInt32(2), row.GetInt32(3));
        });
        Add(LastSql, [], row =>
        {
            _rows.LastMessage.Load(row.GetInt64(0));
            _rows.LastDelivery.Load(row.GetInt64(1));
            _rows.LastFeed.Load(row.GetInt64(2));
        });
        PlanLanes(sets);
        PlanMessages(sets);
        PlanResources(sets);
        PlanFeeds(sets);
    }

    private void PlanLanes(IReadOnlyList<ChangeSet> sets)
    {
        var leases = sets.Select(s => s.Lease).OfType<LaneLease>().ToList();
        var inbound = leases.Where(l => !LaneName.IsOutbound(l)).Select(LaneName.Lane).Concat(sets.SelectMany(s => s.Messages).Select(m => Parameter.Bytes(m.Lane)));
        var messages = sets.SelectMany(s => s.MessageChanges).Select(c => c.Id);
        Add(InboundSql, [Parameter.Of(inbound), Parameter.Of(messages)], row => Lease(row, LaneName.Inbound(row.Bytes(0))));

        var outbound = leases.Where(LaneName.IsOutbound).Select(LaneName.Lane)
            .Concat(sets.SelectMany(s => s.Deliveries).Where(d => d.EndpointId is not null).Select(d => Parameter.Bytes(d.Lane))).ToList();
        var deliveries = sets.SelectMany(s => s.DeliveryChanges).Select(c => c.Id).ToList();
        if (outbound.Count > 0 || deliveries.Count > 0)
        {
            Add(OutboundSql, [Parameter.Of(outbound), Parameter.Of(deliveries)], row =>
            {
                Lease(row, LaneName.Outbound(row.Bytes(0)));
                _rows.Outbound.Load(row.Hash(0), new OutboundEntry(row.Hash(0), row.GetString(3), row.GetInt64(4)));
            });
        }
    }

    private void PlanMessages(IReadOnlyList<ChangeSet> sets)
    {
        var deliveries = sets.SelectMany(s => s.DeliveryChanges).Select(c => c.Id).Concat(sets.SelectMany(s => s.Deliveries).Select(d => d.Id)).Distinct().ToList();
        var messages = sets.SelectMany(s => s.Messages).Select(m => m.Id)
            .Concat(sets.SelectMany(s => s.MessageChanges).Select(c => c.Id))
            .Concat(sets.SelectMany(s => s.Deliveries).Select(d => d.MessageId))
            .Concat(sets.Select(s => s.ProducedBy).OfType<Guid>()).Distinct().ToList();
        if (messages.Count > 0 || deliveries.Count > 0)
        {
            Add(MessagesSql, [Parameter.Of(messages), Parameter.Of(deliveries)], LoadMessage);
        }

        if (deliveries.Count > 0)
        {
            Add(DeliveriesSql, [Parameter.Of(deliveries)], LoadDelivery);
        }

        var keys = sets.SelectMany(s => s.Messages).Where(m => m.HoldsKey).Select(m => m.Key).OfType<MessageKey>().Distinct().ToList();
        if (keys.Count > 0)
        {
            Add(
                KeysSql,
                [Parameter.Of(keys.Select(k => k.Organisation)), Parameter.Of(keys.Select(k => k.Record)), Parameter.Of(keys.Select(k => k.RecordId)), Parameter.Of(keys.Select(k => k.Version))],
                row => _rows.Keys.Load(new MessageKey(row.GetString(0), row.GetString(1), row.Hash(2), row.GetInt64(3)), new KeyEntry(Held: true)));
        }
    }

    private void PlanResources(IReadOnlyList<ChangeSet> sets)
    {
        var keys = sets.SelectMany(s => s.Resources).Select(r => r.Key).Distinct().ToList();
        if (keys.Count > 0)
        {
            Add(
                VersionsSql,
                [Parameter.Of(keys.Select(k => k.Type)), Parameter.Of(keys.Select(k => k.Id))],
                row => _rows.Versions.Load(new ResourceKey(row.GetString(0), row.GetGuid(1)), new VersionEntry(row.GetInt32(2))));
        }

        var changed = sets.SelectMany(s => s.Resources).Where(r => r.ExpectedVersion > 0).Select(r => r.Key).Distinct().ToList();
        if (changed.Count > 0)
        {
            Add(SearchSql, [Parameter.Of(changed.Select(k => k.Type)), Parameter.Of(changed.Select(k => k.Id))], LoadSearchKey);
        }

        var identifiers = sets.SelectMany(s => s.Identities).Select(i => i.Identifier).Distinct().ToList();
        if (identifiers.Count > 0)
        {
            Add("select identifier from identity where identifier = any($1)", [Parameter.Of(identifiers)], row => _rows.Identities.Load(row.Hash(0), new IdentityEntry(row.Hash(0), null)));
        }
    }

    private void PlanFeeds(IReadOnlyList<ChangeSet> sets)
    {
        var items = sets.SelectMany(s => s.FeedItems).Select(i => (i.Feed, i.EndpointId, i.ItemId)).Distinct().ToList();
        var feeds = items.Select(i => (i.Feed, i.EndpointId)).Concat(sets.SelectMany(s => s.FeedMarks).Select(m => (m.Feed, m.EndpointId))).Distinct().ToList();
        if (feeds.Count > 0)
        {
            Add(FeedsSql, [Parameter.Of(feeds.Select(f => f.Feed)), Parameter.Of(feeds.Select(f => f.EndpointId))], row => _rows.Feeds.Load(
                (row.GetString(1), row.GetString(2)),
                new FeedEntry(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetInt64(4), row.TimeOrNull(5))));
        }

        if (items.Count > 0)
        {
            Add(
                FeedItemsSql,
                [Parameter.Of(items.Select(i => i.Feed)), Parameter.Of(items.Select(i => i.EndpointId)), Parameter.Of(items.Select(i => i.ItemId))],
                row => _rows.FeedItems.Load((row.GetInt64(0), row.GetString(1)), new VersionEntry(row.GetInt32(2))));
        }
    }

    private void Lease(NpgsqlDataReader row, string lane)
    {
        if (row.GetBoolean(2))
        {
            _rows.Leases[lane] = row.GetInt64(1);
        }
    }

    private void LoadMessage(NpgsqlDataReader row) => _rows.Messages.Load(row.GetGuid(0), new MessageEntry
    {
        Id = row.GetGuid(0),
        Sequence = row.GetInt64(1),
        State = (MessageState)row.GetInt32(2),
        Lane = row.Hash(3),
        Open = row.GetInt32(4),
        Parked = row.GetInt32(5),
        RoutedAt = row.TimeOrNull(6),
        SettledAt = row.TimeOrNull(7),
        Holds = row.GetBoolean(12) && !row.IsDBNull(10) ? new MessageKey(row.GetString(8), row.GetString(9), row.Hash(10), row.GetInt64(11)) : null,
    });

    private void LoadDelivery(NpgsqlDataReader row) => _rows.Deliveries.Load(row.GetGuid(0), new DeliveryEntry
    {
        Id = row.GetGuid(0),
        Number = row.GetInt64(1),
        Message = row.GetInt64(2),
        MessageId = row.GetGuid(3),
        State = (DeliveryState)row.GetInt32(4),
        Lane = row.Hash(5),
        HasEndpoint = row.GetBoolean(6),
        Reason = row.TextOrNull(7),
        Attempts = row.GetInt32(8),
        AttemptStartedAt = row.TimeOrNull(9),
        NextAttemptAt = row.TimeOrNull(10),
        DeliveredAt = row.TimeOrNull(11),
        HasPayload = row.GetBoolean(12),
        HoldsLane = row.GetBoolean(13),
    });

    private void LoadSearchKey(NpgsqlDataReader row)
    {
        var key = new ResourceKey(row.GetString(0), row.GetGuid(1));
        var stored = _rows.Search.Find(key)?.Stored as HashSet<KeyedHash> ?? [];
        stored.Add(row.Hash(2));
        _rows.Search.Load(key, new SearchEntry(key, stored, stored));
    }

    private void Add(string sql, NpgsqlParameter[] parameters, Action<NpgsqlDataReader> result)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddRange(parameters);
        _batch.BatchCommands.Add(command);
        _results.Add(result);
    }

    private async Task ReadAsync()
    {
        // Statements without rows (begin) are passed over by the reader.
        await using var row = await _batch.ExecuteReaderAsync();
        foreach (var result in _results)
        {
            while (await row.ReadAsync())
            {
                result(row);
            }

            await row.NextResultAsync();
        }

        if (_rows.StoredHead.Hash is null)
        {
            throw new StoreException("The head of the audit trail is missing from the database; restore it from a backup.");
        }
    }
}
