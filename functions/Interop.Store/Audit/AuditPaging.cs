using Interop.Engine.Ports;

namespace Interop.Store.Audit;

/// <summary>
/// Reads by time without an index on it: rows are written in the order of time but for clocks that differ and sets that waited, so the sequences of
/// a time are found by halving, with two hours to spare, and the time itself decides.
/// </summary>
internal static class AuditPaging
{
    /// <summary>How many rows one page looks at, at most, so that a search for what is rare takes a fraction of a second a page.</summary>
    private const int Stretch = 200_000;

    public static readonly TimeSpan Spare = TimeSpan.FromHours(2);

    /// <summary>Where this page stops looking.</summary>
    public static long EndOf(long first, long last) => Math.Min(last, first + Stretch - 1);

    /// <summary>A page of rows of which one more was asked for than are shown.</summary>
    public static AuditPage Found(List<AuditRow> rows, int limit) =>
        rows.Count > limit ? new AuditPage(rows[..limit], rows[limit - 1].Sequence) : new AuditPage(rows, null);

    /// <summary>The same after a look at a stretch.</summary>
    public static AuditPage Ranged(List<AuditRow> rows, int limit, long end, long last) =>
        rows.Count > limit || end >= last ? Found(rows, limit) : new AuditPage(rows, end);
}
