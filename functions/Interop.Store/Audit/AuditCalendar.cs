namespace Interop.Store.Audit;

/// <summary>Months as numbers: 202611.</summary>
internal static class AuditCalendar
{
    public static int MonthOf(DateTimeOffset time) => (time.UtcDateTime.Year * 100) + time.UtcDateTime.Month;

    public static int Next(int month) => month % 100 == 12 ? month + 89 : month + 1;

    /// <summary>Whether <paramref name="months"/> whole months lie between the end of a month and now.</summary>
    public static bool IsOver(int month, int months, DateTimeOffset now) => Count(MonthOf(now)) - Count(month) > months;

    private static int Count(int month) => (month / 100 * 12) + (month % 100);
}
