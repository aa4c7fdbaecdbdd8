using Interop.Engine.Ports;
using Interop.Store.Crypto;
using Interop.Store.Postgres.Reading;
using Npgsql;

namespace Interop.Store.Postgres.Lanes;

/// <summary>
/// Leases inbound lanes, in turn from each organisation, the oldest message of it first. The head is read by a second statement: whoever had the lane before has
/// committed by then, so it is not one that is already done.
/// </summary>
internal sealed class InboundClaims(PostgresDatabase database, BodyReads bodies, LaneRows lanes, TimeProvider time)
{
    /// <summary>How many lanes are looked at in order of arrival before it is left to the order of organisations.</summary>
    private const int Window = 256;

    private const int MaxRounds = 4;

    private const string OldestSql = "select lane, organisation, head from inbound_lane where leased_until is null or leased_until <= $1 order by head limit $2";

    // One seek finds the next organisation, however many lanes of it wait.
    private const string OrganisationsSql = """
        with recursive o as (
          (select organisation from inbound_lane order by organisation limit 1)
          union all
          select (select i.organisation from inbound_lane i where i.organisation > o.organisation order by i.organisation limit 1)
          from o where o.organisation is not null)
        select l.lane, o.organisation, l.head from o cross join lateral
          (select i.lane, i.head from inbound_lane i where i.organisation = o.organisation and (i.leased_until is null or i.leased_until <= $1) order by i.head limit $2) l
        where o.organisation is not null
        """;

    private const string ClaimSql = """
        with free as (select lane from inbound_lane where lane = any($4) and (leased_until is null or leased_until <= $1) for update skip locked)
        update inbound_lane l set epoch = nextval('lease_epoch'), leased_until = $2, leased_by = $3 from free where l.lane = free.lane
        returning l.lane, l.epoch, null::text
        """;

    private const string HeadSql = "select " + MessageRows.Columns + """
        , l.lane from unnest($1) l (lane)
        cross join lateral (select * from message x where x.lane = l.lane and x.state = 0 order by x.sequence limit 1) m order by m.sequence
        """;

    private const int LaneColumn = MessageRows.Count;

    private readonly LaneDeal _deal = new();

    public async Task<IReadOnlyList<InboundWork>> LeaseAsync(int limit, CancellationToken cancellationToken)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            var picked = await PickAsync(limit, cancellationToken);
            if (picked.Count == 0)
            {
                break;
            }

            // Somebody else may have been faster with all of them; then there may still be others.
            var leases = await lanes.ClaimAsync(ClaimSql, lane => LaneName.Inbound(lane), [Parameter.Of(picked.Select(l => l.Lane))], cancellationToken);
            if (leases.Count > 0)
            {
                return await lanes.UseAsync(leases, () => ReadHeadsAsync(leases, cancellationToken));
            }
        }

        return [];
    }

    /// <summary>Messages that wait, by organisation.</summary>
    public async Task<IReadOnlyDictionary<string, long>> CountWaitingAsync(CancellationToken cancellationToken) =>
        (await database.ReadAllAsync(
            "select organisation, count(*) from message where state = 0 group by organisation", [], row => (Organisation: row.GetString(0), Count: row.GetInt64(1)), cancellationToken))
        .ToDictionary(r => r.Organisation, r => r.Count, StringComparer.Ordinal);

    private async Task<List<DueLane>> PickAsync(int limit, CancellationToken cancellationToken)
    {
        var first = await WaitingAsync(OldestSql, Window, cancellationToken);
        var offered = first.Count < Window ? first : await WaitingAsync(OrganisationsSql, limit, cancellationToken);
        lock (_deal)
        {
            return _deal.Deal([.. _deal.Around(offered, _ => limit).Take(limit)], limit);
        }
    }

    private Task<List<DueLane>> WaitingAsync(string sql, int limit, CancellationToken cancellationToken) => lanes.LookAsync(
        sql, [Parameter.Of(time.GetUtcNow()), Parameter.Of(limit)], row => new DueLane(row.Bytes(0), row.GetString(1), row.GetInt64(2)), cancellationToken);

    private async Task<IReadOnlyList<InboundWork>> ReadHeadsAsync(Dictionary<string, LaneLease> leases, CancellationToken cancellationToken)
    {
        var heads = await database.ReadAllAsync(HeadSql, [Parameter.Of(leases.Values.Select(LaneName.Lane))], ReadHead, cancellationToken);
        var sealedBodies = await bodies.FetchAsync(heads.Select(h => h.Body), cancellationToken);
        var work = new FoundWork<InboundWork>();
        foreach (var (message, body, lane) in heads)
        {
            leases.Remove(lane, out var lease);
            work.Add(() => new InboundWork(lease!, message, bodies.Open(sealedBodies.GetValueOrDefault(body), body, new BodyOwner(BodyPurpose.Record, message.Id))));
        }

        await lanes.ReleaseAllAsync(leases.Values);
        return work.Done();
    }

    private static (MessageRow Message, long Body, string Lane) ReadHead(NpgsqlDataReader row) =>
        (MessageRows.Read(row), row.GetInt64(MessageRows.BodyColumn), LaneName.Inbound(row.Bytes(LaneColumn)));
}
