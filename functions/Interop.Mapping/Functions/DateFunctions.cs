using System.Globalization;
using Interop.Mapping.Language;
using Interop.Mapping.Runtime;

namespace Interop.Mapping.Functions;

/// <summary>The module <c>date</c>; there is no <c>date.now</c>, a mapping uses <c>now</c>, the time at which the message was received.</summary>
internal static class DateFunctions
{
    public static FunctionModule Create()
    {
        var m = new FunctionModule("date", "Dates with time and offset. For FHIR dates, which keep their precision, see fhir_date and fhir_datetime.");
        m.Add("parse", "text", "The date that an ISO 8601 text spells; without an offset it is UTC. Null where it is none.", Parse, ("(date.parse '2016-01-05').day", "5"));
        m.Add("to_string", "date format", "The date in a strftime format (%Y %m %d %H %M %S %z ...).", (run, a, at) => a[0].Kind == ValueKind.Date ? Value.Of(DateFormat.Format(a[0].Date, run.Text(a[1]))) : Value.Of(""), ("date.parse '2016-01-05' | date.to_string '%d/%m/%Y'", "05/01/2016"));
        Add(m, "add_days", "days", (d, n) => d.AddDays(n), "06");
        Add(m, "add_hours", "hours", (d, n) => d.AddHours(n), "05");
        Add(m, "add_minutes", "minutes", (d, n) => d.AddMinutes(n), "05");
        Add(m, "add_seconds", "seconds", (d, n) => d.AddSeconds(n), "05");
        Add(m, "add_milliseconds", "milliseconds", (d, n) => d.AddMilliseconds(n), "05");
        Add(m, "add_months", "months", (d, n) => d.AddMonths((int)n), "05");
        Add(m, "add_years", "years", (d, n) => d.AddYears((int)n), "05");
        return m;
    }

    private static void Add(FunctionModule m, string name, string unit, Func<DateTimeOffset, double, DateTimeOffset> add, string day) =>
        m.Add(name, "date " + unit, "The date that many " + unit + " later.", (run, a, at) => Shift(run, a, at, add), ("date.parse '2016-01-05' | date." + name + " 1 | date.to_string '%d'", day));

    private static Value Shift(Run run, ReadOnlySpan<Value> a, ScriptSpan at, Func<DateTimeOffset, double, DateTimeOffset> add)
    {
        if (a[0].Kind != ValueKind.Date || !a[1].IsNumber)
        {
            return a[0].IsNull ? default : throw Run.Fault(at, "a date and a number are needed here");
        }

        try
        {
            return Value.Of(add(a[0].Date, a[1].ToDouble()));
        }
        catch (ArgumentOutOfRangeException)
        {
            throw Run.Fault(at, "the date is out of range");
        }
    }

    private static Value Parse(Run run, ReadOnlySpan<Value> a, ScriptSpan at) => a[0].Kind == ValueKind.Date ? a[0]
        : DateTimeOffset.TryParse(run.Text(a[0]), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? Value.Of(date)
        : default;
}
