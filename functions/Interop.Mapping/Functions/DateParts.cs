using Interop.Mapping.Runtime;

namespace Interop.Mapping.Functions;

/// <summary>Members of a date: <c>d.year</c>.</summary>
internal static class DateParts
{
    public static Value Of(Value date, string name)
    {
        var d = date.Date;
        long? part = name switch
        {
            "year" => d.Year,
            "month" => d.Month,
            "day" => d.Day,
            "day_of_year" => d.DayOfYear,
            "hour" => d.Hour,
            "minute" => d.Minute,
            "second" => d.Second,
            "millisecond" => d.Millisecond,
            _ => null,
        };
        return part is { } value ? Value.Of(value, date.Origin) : default;
    }
}

/// <summary>Members of a time span: <c>t.total_hours</c>.</summary>
internal static class TimeSpanParts
{
    public static Value Of(Value span, string name)
    {
        var t = span.TimeSpan;
        return name switch
        {
            "days" => Value.Of((long)t.Days, span.Origin),
            "hours" => Value.Of((long)t.Hours, span.Origin),
            "minutes" => Value.Of((long)t.Minutes, span.Origin),
            "seconds" => Value.Of((long)t.Seconds, span.Origin),
            "milliseconds" => Value.Of((long)t.Milliseconds, span.Origin),
            "total_days" => Value.Of(t.TotalDays, span.Origin),
            "total_hours" => Value.Of(t.TotalHours, span.Origin),
            "total_minutes" => Value.Of(t.TotalMinutes, span.Origin),
            "total_seconds" => Value.Of(t.TotalSeconds, span.Origin),
            "total_milliseconds" => Value.Of(t.TotalMilliseconds, span.Origin),
            _ => default,
        };
    }
}
