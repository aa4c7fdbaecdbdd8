namespace Interop.Store.Backup;

/// <summary>
/// Where the two databases keep the same thing differently. Everything else is taken as the catalogue of the database tells it, so that a
/// table or column added later is part of the next backup by itself.
/// </summary>
internal static class SharedForm
{
    /// <summary>There while a restore is not finished; a store that has it does not open.</summary>
    public const string UnfinishedMark = "restore_unfinished";

    // Made anew wherever rows are put: which steps of the schema were applied, and which processes are alive.
    private static readonly string[] OwnTables = ["schema_version", "writer", UnfinishedMark];

    // Who works on a lane is forgotten: the processes of another time do not come back. Whether a lane stands still follows from its deliveries.
    private static readonly string[] OwnColumns =
    [
        "inbound_lane.epoch", "inbound_lane.leased_until", "inbound_lane.leased_by",
        "outbound_lane.epoch", "outbound_lane.leased_until", "outbound_lane.leased_by", "outbound_lane.held",
    ];

    public static bool LeavesOut(string table) => OwnTables.Contains(table, StringComparer.Ordinal) || table.StartsWith("sqlite_", StringComparison.Ordinal);

    public static bool LeavesOut(string table, string column) => OwnColumns.Contains($"{table}.{column}", StringComparer.Ordinal);

    /// <summary>
    /// Another order than that of the primary key, where that scatters new rows over the whole table: ids of resources are hashes, and a
    /// later backup would write every part of the table again. Unique, and an index of both databases has it.
    /// </summary>
    public static IReadOnlyList<string>? OrderOf(string table) => table == "resource_version" ? ["message", "resource_id", "type", "version"] : null;

    /// <summary>False is kept as null, which a unique index of SQLite passes over; PostgreSQL has a partial index for it.</summary>
    public static bool FalseIsNull(string table, string column) => table == "message" && column == "holds_key";

    /// <summary>These have rows in a store that was never used.</summary>
    public static bool StartsFilled(string table) => table is "endpoint_list" or "key_check" or "audit_head";

    /// <summary>Both sides have the same tables and columns; otherwise a <see cref="StoreException"/> that names the first that differs.</summary>
    public static void CheckSame(IReadOnlyList<StoreTable> from, IReadOnlyList<StoreTable> to, int schemaNumber)
    {
        var (here, there) = (from.Select(Describe).ToHashSet(StringComparer.Ordinal), to.Select(Describe).ToHashSet(StringComparer.Ordinal));
        var other = here.Except(there).Concat(there.Except(here)).Order(StringComparer.Ordinal).FirstOrDefault();
        if (other is not null)
        {
            throw new StoreException($"The tables are not those of schema {schemaNumber} as this program knows it: {other}. Use the program that wrote the rows.");
        }
    }

    private static string Describe(StoreTable table) => $"{table.Name} ({string.Join(", ", table.Columns)})";
}
