namespace Interop.Fhir.FhirPath.Values;

/// <summary>The last part that a date or time states.</summary>
internal enum Precision : byte
{
    Year = 1,
    Month,
    Day,
    Hour,
    Minute,
    Second,
}

/// <summary>
/// A Date, DateTime or Time of any precision. Parts after the precision hold their lowest value. Seconds and their fraction are one
/// part (https://hl7.org/fhirpath/N1/#comparison); the fraction keeps the digits it was spelled with.
/// </summary>
internal sealed class Temporal
{
    public required ValueKind Kind { get; init; }

    public required Precision Precision { get; init; }

    /// <summary>The local clock's reading; for a Time, on the first day of the calendar.</summary>
    public required DateTime Local { get; init; }

    /// <summary>How many digits the fraction of the second has.</summary>
    public int FractionDigits { get; init; }

    /// <summary>Minutes east of UTC, null when not stated.</summary>
    public int? Offset { get; init; }

    /// <summary>Whether the offset was spelled as Z.</summary>
    public bool IsZulu { get; init; }

    public FhirPathType Type => Kind switch { ValueKind.Date => SystemTypes.Date, ValueKind.Time => SystemTypes.Time, _ => SystemTypes.DateTime };

    public static Temporal Now(DateTimeOffset now) => new()
    {
        Kind = ValueKind.DateTime,
        Precision = Precision.Second,
        Local = new DateTime(now.Year, now.Month, now.Day, now.Hour, now.Minute, now.Second, now.Millisecond, DateTimeKind.Unspecified),
        FractionDigits = 3,
        Offset = (int)now.Offset.TotalMinutes,
    };

    /// <summary>The same moment as another kind, cut or left at the precision that the kind allows.</summary>
    public Temporal As(ValueKind kind)
    {
        if (kind == Kind)
        {
            return this;
        }

        var precision = kind == ValueKind.Date && Precision > Precision.Day ? Precision.Day : Precision;
        var cut = precision != Precision;
        return new Temporal { Kind = kind, Precision = precision, Local = cut ? Local.Date : Local, FractionDigits = cut ? 0 : FractionDigits, Offset = cut ? null : Offset, IsZulu = !cut && IsZulu };
    }

    public Temporal With(DateTime local) => new()
    {
        Kind = Kind, Precision = Precision, Local = local, FractionDigits = FractionDigits, Offset = Offset, IsZulu = IsZulu,
    };

    /// <summary>Negative, 0 or positive; null when the precisions or a missing offset leave it open.</summary>
    public static int? Compare(Temporal left, Temporal right)
    {
        if (left.Offset.HasValue != right.Offset.HasValue && left.Kind != ValueKind.Time)
        {
            return CompareRanges(left, right);
        }

        var a = left.Offset is { } east ? Shift(left.Local, -east) : left.Local;
        var b = right.Offset is { } otherEast ? Shift(right.Local, -otherEast) : right.Local;
        var shared = left.Precision < right.Precision ? left.Precision : right.Precision;
        for (var part = Precision.Year; part <= shared; part++)
        {
            var order = Part(a, part).CompareTo(Part(b, part));
            if (order != 0)
            {
                return order;
            }
        }

        return left.Precision == right.Precision ? 0 : null;
    }

    /// <summary>The first instant after everything that this can mean on its own clock.</summary>
    public DateTime Upper() => Precision switch
    {
        Precision.Year => Local.Year == 9999 ? DateTime.MaxValue : Local.AddYears(1),
        Precision.Month => Local is { Year: 9999, Month: 12 } ? DateTime.MaxValue : Local.AddMonths(1),
        Precision.Day => Add(Local, TimeSpan.TicksPerDay),
        Precision.Hour => Add(Local, TimeSpan.TicksPerHour),
        Precision.Minute => Add(Local, TimeSpan.TicksPerMinute),
        _ => Add(Local, 1),
    };

    private static DateTime Add(DateTime moment, long ticks) => moment.Ticks > DateTime.MaxValue.Ticks - ticks ? DateTime.MaxValue : moment.AddTicks(ticks);

    // One side states no offset: it can be anything from UTC+14 to UTC-12, so only ranges that do not touch are in a known order.
    private static int? CompareRanges(Temporal left, Temporal right)
    {
        var (leftLow, leftHigh) = Range(left);
        var (rightLow, rightHigh) = Range(right);
        return leftHigh <= rightLow ? -1 : rightHigh <= leftLow ? 1 : null;
    }

    private static (DateTime Low, DateTime High) Range(Temporal moment) => moment.Offset is { } east
        ? (Shift(moment.Local, -east), Shift(moment.Upper(), -east))
        : (Shift(moment.Local, -14 * 60), Shift(moment.Upper(), 12 * 60));

    private static DateTime Shift(DateTime local, int minutes)
    {
        var ticks = local.Ticks + (minutes * TimeSpan.TicksPerMinute);
        return new DateTime(Math.Clamp(ticks, 0, DateTime.MaxValue.Ticks), DateTimeKind.Unspecified);
    }

    private static long Part(DateTime moment, Precision part) => part switch
    {
        Precision.Year => moment.Year,
        Precision.Month => moment.Month,
        Precision.Day => moment.Day,
        Precision.Hour => moment.Hour,
        Precision.Minute => moment.Minute,
        _ => moment.Ticks % TimeSpan.TicksPerMinute,
    };
}
