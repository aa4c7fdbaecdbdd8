namespace Interop.Store;

/// <summary>Times are kept as microseconds since 1970, UTC.</summary>
internal static class Timestamps
{
    public static long ToMicroseconds(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset FromMicroseconds(long value) => DateTimeOffset.UnixEpoch.AddTicks(value * TimeSpan.TicksPerMicrosecond);

    public static long DayNumber(DateTimeOffset time) => Math.DivRem(time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks, TimeSpan.TicksPerDay).Quotient;

    public static DateOnly Day(long number) => DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays((int)number);
}
