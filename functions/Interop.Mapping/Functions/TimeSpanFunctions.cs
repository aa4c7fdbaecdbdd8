using System.Globalization;
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
        m.Add("from_milliseconds", "millis", "A length of time in milliseconds.", (run, a, at) => From(run, a[0], at, TimeSpan.TicksPerMillisecond), ("(timespan.from_milliseconds 5).milliseconds", "5"));
        m.Add("parse", "text", "The length of time that a text spells ([days.]hours:minutes[:seconds]); null where it is none.", Parse, ("(timespan.parse '1.02:03:04').hours", "2"));
        m.AddConstant("zero", Value.Of(TimeSpan.Zero));
        return m;
    }

    private static Value Parse(Run run, ReadOnlySpan<Value> a, ScriptSpan at) => a[0].Kind == ValueKind.TimeSpan ? a[0]
        : TimeSpan.TryParse(run.Text(a[0]), CultureInfo.InvariantCulture, out var span) ? Value.Of(span)
        : default;

    private static Value From(Run run, Value value, ScriptSpan at, long ticks)
    {
        var total = value.IsNumber ? value.ToDouble() * ticks : double.NaN;
        return Math.Abs(total) < long.MaxValue / 2 ? Value.Of(new TimeSpan((long)total)) : throw Run.Fault(at, "a number is needed here");
    }
}
