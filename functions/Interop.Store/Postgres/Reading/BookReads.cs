using Interop.Engine.Ports;
using Npgsql;

namespace Interop.Store.Postgres.Reading;

/// <summary>Books: what the door counted beside what the messages say of themselves, in one statement and so of one moment.</summary>
internal static class BookReads
{
    // State -1 stands for the count at the door.
    private const string Sql = """
        select organisation collate "C", record collate "C", day, -1, false, received from received_count
        union all
        select organisation, record, received_at / 86400000000, state, open_deliveries > 0 and open_deliveries = parked_deliveries, count(*)
        from message group by 1, 2, 3, 4, 5
        """;

    public static async Task<IReadOnlyList<BookLine>> ReadAsync(PostgresDatabase database, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAllAsync(Sql, [], Read, cancellationToken);
        var lines = rows.GroupBy(r => r.Partner).OrderBy(g => g.Key.Organisation, StringComparer.Ordinal).ThenBy(g => g.Key.Record, StringComparer.Ordinal).ThenBy(g => g.Key.Day);
        return [.. lines.Select(g => g.Aggregate(Empty(g.Key), Add))];
    }

    private static BookLine Add(BookLine line, Count count) => (MessageState)count.State switch
    {
        (MessageState)(-1) => line with { Received = line.Received + count.Messages },
        MessageState.Settled => line with { Settled = line.Settled + count.Messages },
        MessageState.Superseded => line with { Superseded = line.Superseded + count.Messages },
        MessageState.Cancelled => line with { Cancelled = line.Cancelled + count.Messages },
        MessageState.Quarantined => line with { Quarantined = line.Quarantined + count.Messages },
        MessageState.Routed when count.OnlyParked => line with { Parked = line.Parked + count.Messages },
        _ => line with { InProgress = line.InProgress + count.Messages },
    };

    private static BookLine Empty(Partner partner) => new(partner.Organisation, partner.Record, Timestamps.Day(partner.Day), 0, 0, 0, 0, 0, 0, 0);

    private static Count Read(NpgsqlDataReader row) =>
        new(new Partner(row.GetString(0), row.GetString(1), row.GetInt64(2)), row.GetInt32(3), row.GetBoolean(4), row.GetInt64(5));

    private readonly record struct Partner(string Organisation, string Record, long Day);

    private readonly record struct Count(Partner Partner, int State, bool OnlyParked, long Messages);
}
