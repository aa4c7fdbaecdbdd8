using System.Globalization;
using Interop.Mapping.Language;
using Interop.Mapping.Runtime;

namespace Interop.Mapping.Functions;

/// <summary>The module <c>date</c>. Its clock stands still: <c>date.now</c> is the time that the caller gives, in a mapping that of reception.</summary>
internal static class DateFunctions
{
    public static FunctionModule Create()
    {
        var m = new FunctionModule("date", "Dates with time and offset. For FHIR dates, which keep their precision, see fhir_date and fhir_datetime.");
        m.AddConstant("format", DateFormat.Usual, readOnly: false);
        m.AddConstant("default_format", DateFormat.Usual, readOnly: true);
        m.Add("now", "", "The time that the caller gives; in a mapping the variable now says it.", (run, a, at) => Value.Of(run.Now), ("date.now | object.typeof", "datetime"));
        m.Add("parse", "text pattern? culture?", "The date that a text spells, in a strftime pattern where one is given; without an offset it is UTC. Null where it is none.",
            (run, a, at) => Parse(run, a[0], a[1], a[2], at), ("(date.parse '2016-01-05').day", "5"), ("date.parse '2018--06--17' '%Y--%m--%d'", "17 Jun 2018"));
        m.Add("parse_to_string", "text output_pattern? output_culture? input_pattern? input_culture?", "A date in a text, read in one pattern and written in another.",
            ParseToString, ("'03 14, 2016' | date.parse_to_string '%F' input_pattern: '%m %d, %Y'", "2016-03-14"));
        m.Add("to_string", "date pattern? culture?", "The date in a strftime pattern, in the words of a culture (" + string.Join(", ", Cultures.Names) + ").",
            (run, a, at) => Write(run, a[0], a[1], a[2], at), ("date.parse '2016-01-05' | date.to_string '%d/%m/%Y'", "05/01/2016"), ("date.parse '2016-01-05' | date.to_string '%d %B' 'fr-FR'", "05 janvier"));
        Add(m, "add_days", "days", (d, n) => d.AddDays(n), "06");
        Add(m, "add_hours", "hours", (d, n) => d.AddHours(n), "05");
        Add(m, "add_minutes", "minutes", (d, n) => d.AddMinutes(n), "05");
        Add(m, "add_seconds", "seconds", (d, n) => d.AddSeconds(n), "05");
        Add(m, "add_milliseconds", "millis", (d, n) => d.AddMilliseconds(n), "05");
        Add(m, "add_months", "months", (d, n) => d.AddMonths((int)n), "05");
        Add(m, "add_years", "years", (d, n) => d.AddYears((int)n), "05");
        return m;
    }

    private static void Add(FunctionModule m, string name, string unit, Func<DateTimeOffset, double, DateTimeOffset> add, string day) =>
        m.Add(name, "date " + unit, "The date that many " + name["add_".Length..] + " later.", (run, a, at) => Shift(run, a, at, add), ("date.parse '2016-01-05' | date." + name + " 1 | date.to_string '%d'", day));

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

    public static CultureInfo Culture(Run run, Value name, ScriptSpan at) => name.IsNull ? CultureInfo.InvariantCulture
        : Cultures.Find(run.Text(name)) ?? throw Run.Fault(at, "this culture is not known here; known are " + string.Join(", ", Cultures.Names));

    public static Value Parse(Run run, Value text, Value pattern, Value culture, ScriptSpan at)
    {
        if (text.Kind == ValueKind.Date || text.IsNull)
        {
            return text;
        }

        var found = Culture(run, culture, at);
        var read = pattern.IsNull
            ? DateTimeOffset.TryParse(run.Text(text), found, DateTimeStyles.AssumeUniversal, out var date) ? date : (DateTimeOffset?)null
            : DatePattern.Read(run.Text(text), run.Text(pattern), found);
        return read is { } value ? Value.Of(value) : default;
    }

    private static Value Write(Run run, Value date, Value pattern, Value culture, ScriptSpan at) => date.Kind != ValueKind.Date
        ? Value.Of("")
        : Value.Of(DateFormat.Format(date.Date, run.Text(pattern), Culture(run, culture, at), run.DateFormat));

    private static Value ParseToString(Run run, ReadOnlySpan<Value> a, ScriptSpan at) => Write(run, Parse(run, a[0], a[3], a[4], at), a[1], a[2], at);
}
