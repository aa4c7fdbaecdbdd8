namespace Interop.Store.Sqlite;

/// <summary>
/// Chooses due outbound lanes. Places are dealt one per endpoint and round, beginning after the endpoint where the last choice ended, so
/// that no endpoint is served at the cost of another.
/// </summary>
internal sealed class OutboundScan(LaneLeases leases)
{
    private readonly LaneDeal _deal = new();
    private int _perEndpoint = int.MaxValue;

    public List<DueLane> Pick(SqliteDatabase database, int limit, int perEndpoint, DateTimeOffset now)
    {
        _perEndpoint = perEndpoint;
        var due = Timestamps.ToMicroseconds(now);
        var first = OutboundLaneReads.DueBefore(database, due);

        // Few lanes are due: these are all of them. More: only going by endpoints tells whom one busy endpoint stands in front of.
        var offers = first.Count < OutboundLaneReads.Window ? _deal.Around(first.Where(IsFree), e => _perEndpoint - leases.CountOf(e)) : OffersByEndpoint(database, due, Math.Min(limit, perEndpoint));
        return _deal.Deal([.. offers.Take(limit)], limit);
    }

    /// <summary>When a lane that could be leased falls due; lanes of an endpoint with all its workers busy wait for a release instead.</summary>
    public DateTimeOffset? NextDue(SqliteDatabase database)
    {
        var first = OutboundLaneReads.DueBefore(database, long.MaxValue);
        var next = first.Where(IsFree).Select(l => (long?)l.Due).FirstOrDefault();
        if (next is null && first.Count == OutboundLaneReads.Window)
        {
            next = OutboundLaneReads.EndpointsAround(database, "").Min(e => leases.CountOf(e.Endpoint) == 0 ? e.Earliest : EarliestFree(database, e.Endpoint));
        }

        return next is { } microseconds ? Timestamps.FromMicroseconds(microseconds) : null;
    }

    private long? EarliestFree(SqliteDatabase database, string endpoint) =>
        OutboundLaneReads.DueAt(database, endpoint, long.MaxValue, leases.CountOf(endpoint) + 1).Where(IsFree).Select(l => (long?)l.Due).FirstOrDefault();

    private bool IsFree(DueLane lane) => leases.CountOf(lane.Endpoint) < _perEndpoint && !leases.IsHeld(LaneName.Outbound(lane.Lane));

    private IEnumerable<List<DueLane>> OffersByEndpoint(SqliteDatabase database, long due, int count)
    {
        foreach (var (endpoint, earliest) in OutboundLaneReads.EndpointsAround(database, _deal.Last))
        {
            var busy = leases.CountOf(endpoint);
            if (earliest > due || busy >= _perEndpoint)
            {
                continue;
            }

            var places = Math.Min(count, _perEndpoint - busy);
            var lanes = OutboundLaneReads.DueAt(database, endpoint, due, places + busy).Where(IsFree).Take(places).ToList();
            if (lanes.Count > 0)
            {
                yield return lanes;
            }
        }
    }
}
