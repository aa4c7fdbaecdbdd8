using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Interop.Fhir.FhirPath.Values;

/// <summary>Reads and writes dates, date-times and times as ISO 8601 in the profile that FHIRPath and FHIR share.</summary>
internal static class TemporalText
{
    /// <summary>Reads one of a kind; a DateTime may leave out the T when it states no time.</summary>
    public static bool TryParse(string text, ValueKind kind, [NotNullWhen(true)] out Temporal? moment)
    {
        moment = null;
        var rest = text.AsSpan();
        Span<int> parts = [1, 1, 1, 0, 0, 0];
        var precision = Precision.Day;
        if (kind != ValueKind.Time)
        {
            if (!ReadDate(ref rest, parts, out precision))
            {
                return false;
            }

            if (kind == ValueKind.DateTime && rest.Length > 0 && rest[0] == 'T')
            {
                rest = rest[1..];
            }
            else if (rest.Length > 0)
            {
                return false;
            }
        }

        long fraction = 0;
        int digits = 0;
        int? offset = null;
        var zulu = false;
        if ((kind == ValueKind.Time || rest.Length > 0)
            && (precision != Precision.Day || !ReadTime(ref rest, parts, out precision, out fraction, out digits) || !ReadOffset(ref rest, out offset, out zulu)))
        {
            return false;
        }

        if (rest.Length > 0 || kind == ValueKind.Time && offset.HasValue || !Exists(parts))
        {
            return false;
        }

        // A leap second is the last instant that the clock can hold.
        var second = Math.Min(parts[5], 59);
        moment = new Temporal
        {
            Kind = kind,
            Precision = precision,
            Local = new DateTime(parts[0], parts[1], parts[2], parts[3], parts[4], second, DateTimeKind.Unspecified).AddTicks(fraction),
            FractionDigits = digits,
            Offset = offset,
            IsZulu = zulu,
        };
        return true;
    }

    public static string Format(Temporal moment)
    {
        var text = new StringBuilder(32);
        var local = moment.Local;
        if (moment.Kind != ValueKind.Time)
        {
            Digits(text, local.Year, 4);
            if (moment.Precision >= Precision.Month)
            {
                Digits(text.Append('-'), local.Month, 2);
            }

            if (moment.Precision >= Precision.Day)
            {
                Digits(text.Append('-'), local.Day, 2);
            }

            if (moment.Precision < Precision.Hour)
            {
                return text.ToString();
            }

            text.Append('T');
        }

        Digits(text, local.Hour, 2);
        if (moment.Precision >= Precision.Minute)
        {
            Digits(text.Append(':'), local.Minute, 2);
        }

        if (moment.Precision >= Precision.Second)
        {
            Digits(text.Append(':'), local.Second, 2);
            Fraction(text, moment);
        }

        return Offset(text, moment).ToString();
    }

    private static void Digits(StringBuilder text, int number, int width) => text.Append(number.ToString("D" + (char)('0' + width), CultureInfo.InvariantCulture));

    private static void Fraction(StringBuilder text, Temporal moment)
    {
        if (moment.FractionDigits > 0)
        {
            var ticks = (moment.Local.Ticks % TimeSpan.TicksPerSecond).ToString("D7", CultureInfo.InvariantCulture);
            text.Append('.').Append(ticks.PadRight(moment.FractionDigits, '0').AsSpan(0, moment.FractionDigits));
        }
    }

    private static StringBuilder Offset(StringBuilder text, Temporal moment)
    {
        if (moment.IsZulu)
        {
            return text.Append('Z');
        }

        if (moment.Offset is { } minutes)
        {
            Digits(text.Append(minutes < 0 ? '-' : '+'), Math.Abs(minutes) / 60, 2);
            Digits(text.Append(':'), Math.Abs(minutes) % 60, 2);
        }

        return text;
    }

    private static bool ReadDate(ref ReadOnlySpan<char> rest, scoped Span<int> parts, out Precision precision)
    {
        precision = Precision.Year;
        if (!Number(ref rest, 4, out parts[0]))
        {
            return false;
        }

        for (var part = 1; part <= 2 && rest.Length > 0 && rest[0] == '-'; part++)
        {
            rest = rest[1..];
            if (!Number(ref rest, 2, out parts[part]))
            {
                return false;
            }

            precision = (Precision)(part + 1);
        }

        return true;
    }

    private static bool ReadTime(ref ReadOnlySpan<char> rest, scoped Span<int> parts, out Precision precision, out long fraction, out int digits)
    {
        precision = Precision.Hour;
        fraction = 0;
        digits = 0;
        if (!Number(ref rest, 2, out parts[3]))
        {
            return false;
        }

        for (var part = 4; part <= 5 && rest.Length > 0 && rest[0] == ':'; part++)
        {
            rest = rest[1..];
            if (!Number(ref rest, 2, out parts[part]))
            {
                return false;
            }

            precision = (Precision)(part + 1);
        }

        if (precision == Precision.Second && rest.Length > 0 && rest[0] == '.')
        {
            rest = rest[1..];
            while (digits < rest.Length && char.IsAsciiDigit(rest[digits]))
            {
                digits++;
            }

            // The clock counts 100 ns; finer digits are spelled, not counted.
            for (var i = 0; i < 7; i++)
            {
                fraction = (fraction * 10) + (i < digits ? rest[i] - '0' : 0);
            }

            rest = rest[digits..];
            return digits > 0;
        }

        return true;
    }

    private static bool ReadOffset(ref ReadOnlySpan<char> rest, out int? offset, out bool zulu)
    {
        offset = null;
        zulu = rest is "Z";
        if (zulu)
        {
            offset = 0;
            rest = default;
            return true;
        }

        if (rest.Length != 6 || rest[0] is not ('+' or '-') || rest[3] != ':')
        {
            return rest.Length == 0;
        }

        var sign = rest[0] == '-' ? -1 : 1;
        var hours = rest.Slice(1, 2);
        var minutes = rest[4..];
        if (!Number(ref hours, 2, out var h) || !Number(ref minutes, 2, out var m) || h > 14 || m > 59)
        {
            return false;
        }

        offset = sign * ((h * 60) + m);
        rest = default;
        return true;
    }

    private static bool Number(ref ReadOnlySpan<char> rest, int width, out int number)
    {
        number = 0;
        if (rest.Length < width)
        {
            return false;
        }

        for (var i = 0; i < width; i++)
        {
            if (!char.IsAsciiDigit(rest[i]))
            {
                return false;
            }

            number = (number * 10) + rest[i] - '0';
        }

        rest = rest[width..];
        return true;
    }

    private static bool Exists(ReadOnlySpan<int> parts) =>
        parts[0] >= 1 && parts[1] is >= 1 and <= 12 && parts[2] >= 1 && parts[2] <= DateTime.DaysInMonth(parts[0], parts[1])
        && parts[3] <= 23 && parts[4] <= 59 && parts[5] <= 60;
}
