using Interop.Engine.Ports;
using Interop.Store.Crypto;
using Interop.Store.Postgres.Reading;
using Npgsql;

namespace Interop.Store.Postgres.Lanes;

/// <summary>
/// Leases inbound lanes, the ones with the oldest message first. The head is read by a second statement: whoever had the lane before has
/// committed by then, so it is not one that is already done.
/// </summary>
internal sealed class InboundClaims(PostgresDatabase database, BodyReads bodies, LaneRows lanes)
{
    private const string ClaimSql = """
        with free as (select lane from inbound_lane where leased_until is null or leased_until <= $1 order by head limit $4 for update skip locked)
        update inbound_lane l set epoch = nextval('lease_epoch'), leased_until = $2, leased_by = $3 from free where l.lane = free.lane
        returning l.lane, l.epoch, null::text
        """;

    private const string HeadSql = "select " + MessageRows.Columns + """
        , l.lane from unnest($1) l (lane)
        cross join lateral (select * from message x where x.lane = l.lane and x.state = 0 order by x.sequence limit 1) m order by m.sequence
        """;

    private const int LaneColumn = MessageRows.Count;

    public async Task<IReadOnlyList<InboundWork>> LeaseAsync(int limit, CancellationToken cancellationToken)
    {
        var leases = await lanes.ClaimAsync(ClaimSql, lane => LaneName.Inbound(lane), [Parameter.Of(limit)], cancellationToken);
        return leases.Count == 0 ? [] : await lanes.UseAsync(leases, () => ReadHeadsAsync(leases, cancellationToken));
    }

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
