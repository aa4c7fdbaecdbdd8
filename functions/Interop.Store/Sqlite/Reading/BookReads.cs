using Interop.Engine.Ports;

namespace Interop.Store.Sqlite.Reading;

/// <summary>Books: what the door counted beside what the messages say of themselves.</summary>
internal static class BookReads
{
    private const string StatesSql = """
        select organisation, record, received_at / 86400000000, state, open_deliveries > 0 and open_deliveries = parked_deliveries, count(*)
        from message group by 1, 2, 3, 4, 5
        """;

    public static IReadOnlyList<BookLine> Read(SqliteDatabase database)
    {
        var lines = new SortedDictionary<(string Organisation, string Record, long Day), BookLine>();
        using (var row = database.Prepare("select organisation, record, day, received from received_count"))
        {
            while (row.Step())
            {
                lines[KeyOf(row)] = Empty(row) with { Received = row.Int64(3) };
            }
        }

        using (var row = database.Prepare(StatesSql))
        {
            while (row.Step())
            {
                var key = KeyOf(row);
                lines[key] = Add(lines.GetValueOrDefault(key) ?? Empty(row), (MessageState)row.Int32(3), onlyParked: row.Int64(4) == 1, row.Int64(5));
            }
        }

        return [.. lines.Values];
    }

    private static BookLine Add(BookLine line, MessageState state, bool onlyParked, long count) => state switch
    {
        MessageState.Settled => line with { Settled = line.Settled + count },
        MessageState.Superseded => line with { Superseded = line.Superseded + count },
        MessageState.Cancelled => line with { Cancelled = line.Cancelled + count },
        MessageState.Quarantined => line with { Quarantined = line.Quarantined + count },
        MessageState.Routed when onlyParked => line with { Parked = line.Parked + count },
        _ => line with { InProgress = line.InProgress + count },
    };

    private static (string, string, long) KeyOf(SqliteStatement row) => (row.Text(0), row.Text(1), row.Int64(2));

    private static BookLine Empty(SqliteStatement row) => new(row.Text(0), row.Text(1), Timestamps.Day(row.Int64(2)), 0, 0, 0, 0, 0, 0, 0);
}
