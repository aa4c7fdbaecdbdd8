namespace Interop.Store.Sqlite;

/// <summary>Outbound lanes with something under way, by time and by endpoint.</summary>
internal static class OutboundLaneReads
{
    /// <summary>How many lanes are looked at in order of time before it is left to the order of endpoints.</summary>
    public const int Window = 256;

    public const string DueBeforeSql = """
        select lane, endpoint_id, next_due from outbound_lane where head is not null and next_due <= ? order by next_due limit ?
        """;

    public const string DueAtSql = """
        select lane, endpoint_id, next_due from outbound_lane where head is not null and endpoint_id = ? and next_due <= ? order by next_due limit ?
        """;

    public const string NextEndpointSql = """
        select endpoint_id, next_due from outbound_lane where head is not null and endpoint_id > ? order by endpoint_id, next_due limit 1
        """;

    public static List<DueLane> DueBefore(SqliteDatabase database, long due) => ReadAll(database.Prepare(DueBeforeSql).Bind(due).Bind(Window));

    public static List<DueLane> DueAt(SqliteDatabase database, string endpoint, long due, int limit) =>
        ReadAll(database.Prepare(DueAtSql).Bind(endpoint).Bind(due).Bind(limit));

    /// <summary>
    /// All endpoints with something under way, once around, beginning after the given one, with the earliest time of each. An endpoint costs
    /// one seek, however many lanes of it wait.
    /// </summary>
    public static IEnumerable<(string Endpoint, long Earliest)> EndpointsAround(SqliteDatabase database, string start)
    {
        for (var next = NextEndpoint(database, start); next is { } found; next = NextEndpoint(database, found.Endpoint))
        {
            yield return found;
        }

        for (var next = NextEndpoint(database, ""); next is { } found && string.CompareOrdinal(found.Endpoint, start) <= 0; next = NextEndpoint(database, found.Endpoint))
        {
            yield return found;
        }
    }

    private static (string Endpoint, long Earliest)? NextEndpoint(SqliteDatabase database, string after)
    {
        using var row = database.Prepare(NextEndpointSql).Bind(after);
        return row.Step() ? (row.Text(0), row.Int64(1)) : null;
    }

    private static List<DueLane> ReadAll(SqliteStatement statement)
    {
        using (statement)
        {
            var lanes = new List<DueLane>();
            while (statement.Step())
            {
                lanes.Add(new DueLane(statement.Blob(0).ToArray(), statement.Text(1), statement.Int64(2)));
            }

            return lanes;
        }
    }
}
