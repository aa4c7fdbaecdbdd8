using Interop.Mapping.Language;
using Interop.Mapping.Runtime;

namespace Interop.Mapping.Functions;

/// <summary>The module <c>timespan</c>.</summary>
internal static class TimeSpanFunctions
{
    public static FunctionModule Create()
    {
        var m = new FunctionModule("timespan", "Lengths of time.");
        m.Add("from_days", "days", "A length of time in days.", (run, a, at) => From(run, a[0], at, TimeSpan.TicksPerDay), ("(timespan.from_days 5).days", "5"));
        m.Add("from_hours", "hours", "A length of time in hours.", (run, a, at) => From(run, a[0], at, TimeSpan.TicksPerHour), ("(timespan.from_hours 5).hours", "5"));
        m.Add("from_minutes", "minutes", "A length of time in minutes.", (run, a, at) => From(run, a[0], at, TimeSpan.TicksPerMinute), ("(timespan.from_minutes 90).total_hours", "1.5"));
        m.Add("from_seconds", "seconds", "A length of time in seconds.", (run, a, at) => From(run, a[0], at, TimeSpan.TicksPerSecond), ("(timespan.from_seconds 5).seconds", "5"));
        return m;
    }

    private static Value From(Run run, Value value, ScriptSpan at, long ticks)
    {
        var total = value.IsNumber ? value.ToDouble() * ticks : double.NaN;
        return Math.Abs(total) < long.MaxValue / 2 ? Value.Of(new TimeSpan((long)total)) : throw Run.Fault(at, "a number is needed here");
    }
}
