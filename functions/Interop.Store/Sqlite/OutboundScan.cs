namespace Interop.Store.Sqlite;

/// <summary>
/// Chooses due outbound lanes. Places are dealt one per endpoint and round, beginning after the endpoint where the last choice ended, so
/// that no endpoint is served at the cost of another.
/// </summary>
internal sealed class OutboundScan(LaneLeases leases)
{
    private string _last = "";
    private int _perEndpoint = int.MaxValue;

    public List<DueLane> Pick(SqliteDatabase database, int limit, int perEndpoint, DateTimeOffset now)
    {
        _perEndpoint = perEndpoint;
        var due = Timestamps.ToMicroseconds(now);
        var first = OutboundLaneReads.DueBefore(database, due);

        // Few lanes are due: these are all of them. More: only going by endpoints tells whom one busy endpoint stands in front of.
        var offers = first.Count < OutboundLaneReads.Window ? OffersOf(first) : OffersByEndpoint(database, due, Math.Min(limit, perEndpoint));
        return Deal([.. offers.Take(limit)], limit);
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

    private IEnumerable<List<DueLane>> OffersOf(List<DueLane> due)
    {
        var start = _last;
        return due.Where(IsFree)
            .GroupBy(l => l.Endpoint, StringComparer.Ordinal)
            .OrderBy(g => string.CompareOrdinal(g.Key, start) <= 0).ThenBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => g.Take(_perEndpoint - leases.CountOf(g.Key)).ToList());
    }

    private IEnumerable<List<DueLane>> OffersByEndpoint(SqliteDatabase database, long due, int count)
    {
        foreach (var (endpoint, earliest) in OutboundLaneReads.EndpointsAround(database, _last))
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

    private List<DueLane> Deal(List<List<DueLane>> offers, int limit)
    {
        var picked = new List<DueLane>();
        for (var round = 0; picked.Count < limit && offers.Exists(o => o.Count > round); round++)
        {
            picked.AddRange(offers.Where(o => o.Count > round).Take(limit - picked.Count).Select(o => o[round]));
        }

        _last = offers.Count > 0 ? offers[^1][0].Endpoint : _last;
        return picked;
    }
}

/// <summary>A lane whose head may be tried from <paramref name="Due"/> on.</summary>
internal readonly record struct DueLane(byte[] Lane, string Endpoint, long Due);
