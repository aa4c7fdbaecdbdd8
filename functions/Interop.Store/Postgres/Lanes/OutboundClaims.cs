using Interop.Engine.Ports;
using Interop.Store.Crypto;
using Interop.Store.Postgres.Reading;
using Npgsql;

namespace Interop.Store.Postgres.Lanes;

/// <summary>
/// Leases outbound lanes that are due, dealt between endpoints. An endpoint has at most so many workers of each process; what other processes
/// hold is not counted.
/// </summary>
internal sealed class OutboundClaims(PostgresDatabase database, BodyReads bodies, LaneRows lanes, HeldLanes held, TimeProvider time)
{
    /// <summary>How many lanes are looked at in order of time before it is left to the order of endpoints.</summary>
    private const int Window = 256;

    private const int MaxRounds = 4;

    private const string IsFree = "head is not null and next_due <= $1 and (leased_until is null or leased_until <= $2) and endpoint_id <> all($3)";

    private const string DueSql = "select lane, endpoint_id, next_due from outbound_lane where " + IsFree + " order by next_due limit $4";

    // One seek finds the next endpoint, however many lanes of it wait.
    private const string EndpointsSql = """
        with recursive e as (
          (select endpoint_id from outbound_lane where head is not null order by endpoint_id limit 1)
          union all
          select (select o.endpoint_id from outbound_lane o where o.head is not null and o.endpoint_id > e.endpoint_id order by o.endpoint_id limit 1)
          from e where e.endpoint_id is not null)
        select l.lane, e.endpoint_id, l.next_due from e cross join lateral
          (select o.lane, o.next_due from outbound_lane o where o.endpoint_id = e.endpoint_id and
        """ + " " + IsFree + " order by o.next_due limit $4) l where e.endpoint_id is not null";

    private const string ClaimSql = """
        with free as (select lane from outbound_lane where lane = any($4) and head is not null and (leased_until is null or leased_until <= $1) for update skip locked)
        update outbound_lane l set epoch = nextval('lease_epoch'), leased_until = $2, leased_by = $3 from free where l.lane = free.lane
        returning l.lane, l.epoch, l.endpoint_id
        """;

    private const string HeadSql = "select " + DeliveryRows.Columns + """
         from unnest($1) l (lane)
        cross join lateral (select * from delivery x where x.lane = l.lane and x.state in (0, 1, 2) order by x.sequence limit 1) d
        join message m on m.sequence = d.message
        """;

    private readonly LaneDeal _deal = new();
    private int _perEndpoint = int.MaxValue;

    public async Task<IReadOnlyList<OutboundWork>> LeaseAsync(int limit, int perEndpoint, DateTimeOffset now, CancellationToken cancellationToken)
    {
        _perEndpoint = perEndpoint;
        held.DropExpired();
        for (var round = 0; round < MaxRounds; round++)
        {
            var picked = await PickAsync(limit, now, cancellationToken);
            if (picked.Count == 0)
            {
                break;
            }

            // Another process may have been faster with all of them; then there may still be others.
            var leases = await lanes.ClaimAsync(ClaimSql, lane => LaneName.Outbound(lane), [Parameter.Of(picked.Select(l => l.Lane))], cancellationToken);
            if (leases.Count > 0)
            {
                return await lanes.UseAsync(leases, () => ReadHeadsAsync(leases, now, cancellationToken));
            }
        }

        return [];
    }

    /// <summary>When a lane that could be leased falls due; lanes of an endpoint with all its workers busy wait for a release instead.</summary>
    public async Task<DateTimeOffset?> NextDueAsync(CancellationToken cancellationToken)
    {
        var full = held.Full(_perEndpoint);
        var next = await DueAsync(full.Length == 0 ? DueSql : EndpointsSql, long.MaxValue, full, 1, cancellationToken);
        return next.Count == 0 ? null : Timestamps.FromMicroseconds(next.Min(l => l.Due));
    }

    private async Task<List<DueLane>> PickAsync(int limit, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (due, full) = (Timestamps.ToMicroseconds(now), held.Full(_perEndpoint));
        var first = await DueAsync(DueSql, due, full, Window, cancellationToken);

        // Few lanes are due: these are all of them. More: only going by endpoints tells whom one busy endpoint stands in front of.
        var offered = first.Count < Window ? first : await DueAsync(EndpointsSql, due, full, Math.Min(limit, _perEndpoint), cancellationToken);
        return _deal.Deal([.. _deal.Around(offered, e => Math.Max(1, _perEndpoint - held.CountOf(e))).Take(limit)], limit);
    }

    private Task<List<DueLane>> DueAsync(string sql, long due, string[] full, int limit, CancellationToken cancellationToken) =>
        lanes.LookAsync(
            sql,
            [Parameter.Of(due), Parameter.Of(time.GetUtcNow()), Parameter.Of(full), Parameter.Of(limit)],
            row => new DueLane(row.Bytes(0), row.GetString(1), row.GetInt64(2)),
            cancellationToken);

    private async Task<IReadOnlyList<OutboundWork>> ReadHeadsAsync(Dictionary<string, LaneLease> leases, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var heads = await database.ReadAllAsync(HeadSql, [Parameter.Of(leases.Values.Select(LaneName.Lane))], ReadHead, cancellationToken);
        var due = heads.Where(h => (h.Delivery.NextAttemptAt ?? h.Delivery.CreatedAt) <= now).ToList();
        var sealedBodies = await bodies.FetchAsync(due.Select(h => h.Payload).OfType<long>(), cancellationToken);
        var work = new FoundWork<OutboundWork>();
        foreach (var (delivery, payload) in due)
        {
            leases.Remove(LaneName.Outbound(delivery.Lane.Bytes.Span), out var lease);
            work.Add(() => new OutboundWork(lease!, delivery, Open(sealedBodies, payload, delivery.Id)));
        }

        await lanes.ReleaseAllAsync(leases.Values);
        return work.Done();
    }

    private ReadOnlyMemory<byte>? Open(IReadOnlyDictionary<long, StoredBody> sealedBodies, long? payload, Guid delivery)
    {
        if (payload is { } body)
        {
            return bodies.Open(sealedBodies.GetValueOrDefault(body), body, new BodyOwner(BodyPurpose.Payload, delivery));
        }

        // Not a conditional expression: there, null would become an empty memory.
        return null;
    }

    private static (DeliveryRow Delivery, long? Payload) ReadHead(NpgsqlDataReader row) => (DeliveryRows.Read(row), row.Int64OrNull(DeliveryRows.PayloadColumn));
}
