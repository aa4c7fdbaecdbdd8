namespace Interop.Store.Sqlite;

/// <summary>
/// Chooses waiting inbound lanes, the one with the oldest message first, in turn from each organisation, beginning after the one where the last
/// choice ended: whoever pushed a hundred thousand records has one turn in each round, like everybody else.
/// </summary>
internal sealed class InboundScan(LaneLeases leases)
{
    private readonly Lock _gate = new();
    private readonly LaneDeal _deal = new();

    public List<DueLane> Pick(SqliteDatabase database, int limit)
    {
        lock (_gate)
        {
            return _deal.Deal([.. Offers(database, limit).Take(limit)], limit);
        }
    }

    /// <summary>Messages that wait, by organisation.</summary>
    public static IReadOnlyDictionary<string, long> CountWaiting(SqliteDatabase database)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        using var row = database.Prepare("select organisation, count(*) from message indexed by message_waiting where state = 0 group by organisation");
        while (row.Step())
        {
            counts[row.Text(0)] = row.Int64(1);
        }

        return counts;
    }

    private IEnumerable<List<DueLane>> Offers(SqliteDatabase database, int limit)
    {
        foreach (var organisation in OrganisationsAround(database, _deal.Last))
        {
            var lanes = new List<DueLane>();
            using var row = database.Prepare("select lane, head from inbound_lane where organisation = ? order by head").Bind(organisation);
            while (lanes.Count < limit && row.Step())
            {
                var lane = row.Blob(0).ToArray();
                if (!leases.IsHeld(LaneName.Inbound(lane)))
                {
                    lanes.Add(new DueLane(lane, organisation, row.Int64(1)));
                }
            }

            if (lanes.Count > 0)
            {
                yield return lanes;
            }
        }
    }

    /// <summary>All with something waiting, once around; each costs one seek.</summary>
    private static IEnumerable<string> OrganisationsAround(SqliteDatabase database, string start)
    {
        for (var next = Next(database, start); next is not null; next = Next(database, next))
        {
            yield return next;
        }

        // An empty name stands for lanes of an older version, and sorts before all.
        for (var next = First(database); next is not null && string.CompareOrdinal(next, start) <= 0; next = Next(database, next))
        {
            yield return next;
        }
    }

    private static string? Next(SqliteDatabase database, string after)
    {
        using var row = database.Prepare("select organisation from inbound_lane where organisation > ? order by organisation limit 1").Bind(after);
        return row.Step() ? row.Text(0) : null;
    }

    private static string? First(SqliteDatabase database)
    {
        using var row = database.Prepare("select organisation from inbound_lane order by organisation limit 1");
        return row.Step() ? row.Text(0) : null;
    }
}
