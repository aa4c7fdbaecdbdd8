namespace Interop.Store.Sqlite;

/// <summary>
/// Finds due outbound lanes by stepping from endpoint to endpoint over the index (endpoint, due): an endpoint costs one seek however many
/// lanes of it wait or are not due. Each scan starts after the endpoint where the last one ended, and places are dealt one per endpoint
/// and round, so that no endpoint is served at the cost of another.
/// </summary>
internal sealed class OutboundScan(LaneLeases leases)
{
    private const string NextEndpointSql = """
        select endpoint_id, next_due from outbound_lane where head is not null and endpoint_id > ? order by endpoint_id, next_due limit 1
        """;

    private const string LanesSql = """
        select lane, next_due from outbound_lane where head is not null and endpoint_id = ? and next_due <= ? order by next_due limit ?
        """;

    private string _last = "";
    private int _perEndpoint = int.MaxValue;

    public List<(byte[] Lane, string Endpoint)> Pick(SqliteDatabase database, int limit, int perEndpoint, DateTimeOffset now)
    {
        _perEndpoint = perEndpoint;
        var due = Timestamps.ToMicroseconds(now);
        var offers = new List<(string Endpoint, List<byte[]> Lanes)>();
        foreach (var (endpoint, earliest) in EndpointsFrom(database, _last))
        {
            if (offers.Count == limit)
            {
                break;
            }

            var places = perEndpoint - leases.CountOf(endpoint);
            if (earliest <= due && places > 0 && FreeLanes(database, endpoint, due, Math.Min(places, limit)) is { Count: > 0 } lanes)
            {
                offers.Add((endpoint, [.. lanes.Select(l => l.Lane)]));
                _last = endpoint;
            }
        }

        return Deal(offers, limit);
    }

    /// <summary>When a lane that could be leased falls due; lanes of an endpoint with all its workers busy wait for a release instead.</summary>
    public DateTimeOffset? NextDue(SqliteDatabase database)
    {
        long? next = null;
        foreach (var (endpoint, earliest) in EndpointsFrom(database, ""))
        {
            var busy = leases.CountOf(endpoint);
            var due = busy == 0 ? earliest : busy >= _perEndpoint ? null : FreeLanes(database, endpoint, long.MaxValue, 1).Select(l => (long?)l.Due).FirstOrDefault();
            next = due < next || next is null ? due ?? next : next;
        }

        return next is { } microseconds ? Timestamps.FromMicroseconds(microseconds) : null;
    }

    // All endpoints with something under way, once around, beginning after the given one.
    private static IEnumerable<(string Endpoint, long? Earliest)> EndpointsFrom(SqliteDatabase database, string start)
    {
        var (position, wrapped) = (start, start.Length == 0);
        while (true)
        {
            var next = NextEndpoint(database, position);
            if (next is { } found && (!wrapped || start.Length == 0 || string.CompareOrdinal(found.Endpoint, start) <= 0))
            {
                yield return (found.Endpoint, found.Earliest);
                position = found.Endpoint;
            }
            else if (next is null && !wrapped)
            {
                (position, wrapped) = ("", true);
            }
            else
            {
                yield break;
            }
        }
    }

    private static (string Endpoint, long Earliest)? NextEndpoint(SqliteDatabase database, string after)
    {
        using var row = database.Prepare(NextEndpointSql).Bind(after);
        return row.Step() ? (row.Text(0), row.Int64(1)) : null;
    }

    private List<(byte[] Lane, long Due)> FreeLanes(SqliteDatabase database, string endpoint, long due, int count)
    {
        var lanes = new List<(byte[] Lane, long Due)>();
        using var row = database.Prepare(LanesSql).Bind(endpoint).Bind(due).Bind((long)count + leases.CountOf(endpoint));
        while (lanes.Count < count && row.Step())
        {
            var lane = row.Blob(0).ToArray();
            if (!leases.IsHeld(LaneName.Outbound(lane)))
            {
                lanes.Add((lane, row.Int64(1)));
            }
        }

        return lanes;
    }

    private static List<(byte[] Lane, string Endpoint)> Deal(List<(string Endpoint, List<byte[]> Lanes)> offers, int limit)
    {
        var picked = new List<(byte[] Lane, string Endpoint)>();
        for (var round = 0; picked.Count < limit && offers.Exists(o => o.Lanes.Count > round); round++)
        {
            picked.AddRange(offers.Where(o => o.Lanes.Count > round).Take(limit - picked.Count).Select(o => (o.Lanes[round], o.Endpoint)));
        }

        return picked;
    }
}
