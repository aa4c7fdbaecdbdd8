namespace Interop.Fhir.FhirPath.Values;

/// <summary>
/// A moment plus a duration (https://hl7.org/fhirpath/N1/#datetime-arithmetic). The duration is cut to whole units: the official suite
/// does so for seconds too. It is brought to the moment's precision first, so that <c>@2014 + 24 months</c> is <c>@2016</c>.
/// </summary>
internal static class TemporalArithmetic
{
    /// <summary>Null when the result is outside the years 1 to 9999. Units that are no duration of fixed or calendar length are an error.</summary>
    public static Temporal? Add(Temporal moment, Quantity duration, int position)
    {
        var unit = CalendarUnit.Singular(duration.Unit) ?? CalendarUnit.FromUcum(duration.Unit)
            ?? throw FhirPathException.Run("only a duration can be added to a date or time; years and months are calendar words, not UCUM units", position);
        if (Math.Abs(duration.Value) > long.MaxValue / 1000)
        {
            return null;
        }

        var amount = (long)decimal.Truncate(duration.Value);
        if (moment.Kind == ValueKind.Time)
        {
            return AddToTime(moment, unit, amount, position);
        }

        try
        {
            var local = AddTo(moment.Local, Coarsen(moment.Precision, unit, amount));
            return moment.With(local);
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private static Temporal AddToTime(Temporal moment, string unit, long amount, int position)
    {
        var ticks = TicksOf(unit) is > 0 and < TimeSpan.TicksPerDay and var fixedTicks ? fixedTicks
            : throw FhirPathException.Run("only hours, minutes, seconds and milliseconds can be added to a time", position);
        var step = moment.Precision switch { Precision.Hour => TimeSpan.TicksPerHour, Precision.Minute => TimeSpan.TicksPerMinute, _ => 1 };

        // A clock: what leads past midnight starts again.
        var sum = (moment.Local.TimeOfDay.Ticks + ((Int128)amount * ticks / step * step)) % TimeSpan.TicksPerDay;
        return moment.With(new DateTime((long)(sum < 0 ? sum + TimeSpan.TicksPerDay : sum), DateTimeKind.Unspecified));
    }

    private static (string Unit, long Amount) Coarsen(Precision precision, string unit, long amount)
    {
        if (unit == "week")
        {
            (unit, amount) = ("day", amount * 7);
        }

        var ticks = TicksOf(unit);
        return precision switch
        {
            Precision.Year when unit == "month" => ("year", amount / 12),
            Precision.Year when ticks > 0 => ("year", Days(ticks, amount) / 365),
            Precision.Month when ticks > 0 => ("month", Days(ticks, amount) / 30),
            Precision.Day when ticks > 0 => ("day", Days(ticks, amount)),
            Precision.Hour when ticks > 0 && unit != "day" => ("hour", Whole(ticks, amount, TimeSpan.TicksPerHour)),
            Precision.Minute when ticks > 0 && unit != "day" => ("minute", Whole(ticks, amount, TimeSpan.TicksPerMinute)),
            _ => (unit, amount),
        };
    }

    private static long Days(long ticks, long amount) => Whole(ticks, amount, TimeSpan.TicksPerDay);

    private static long Whole(long ticks, long amount, long step) => (long)((Int128)ticks * amount / step);

    private static long TicksOf(string unit) => unit switch
    {
        "week" => 7 * TimeSpan.TicksPerDay,
        "day" => TimeSpan.TicksPerDay,
        "hour" => TimeSpan.TicksPerHour,
        "minute" => TimeSpan.TicksPerMinute,
        "second" => TimeSpan.TicksPerSecond,
        "millisecond" => TimeSpan.TicksPerMillisecond,
        _ => 0,
    };

    // The last day of a shorter month stands in for a day that it does not have.
    private static DateTime AddTo(DateTime local, (string Unit, long Amount) step)
    {
        if (TicksOf(step.Unit) is > 0 and var ticks)
        {
            var sum = local.Ticks + ((Int128)ticks * step.Amount);
            return sum >= 0 && sum <= DateTime.MaxValue.Ticks ? new DateTime((long)sum, DateTimeKind.Unspecified) : throw new ArgumentOutOfRangeException(nameof(step));
        }

        var months = Math.Clamp(step.Amount, -200_000, 200_000) * (step.Unit == "year" ? 12 : 1);
        return local.AddMonths((int)Math.Clamp(months, -200_000, 200_000));
    }
}
