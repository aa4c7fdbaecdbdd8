namespace Interop.Fhir.Validation;

/// <summary>What a date may consist of.</summary>
[Flags]
internal enum DateParts : byte
{
    /// <summary>Year, or month, or day alone will do.</summary>
    Date = 1,

    /// <summary>Time and zone may follow the day; without <see cref="Date"/> they must.</summary>
    Time = 2,
}

/// <summary>Scans <c>date</c>, <c>dateTime</c>, <c>instant</c> and <c>time</c>.</summary>
internal static class DateFormat
{
    public static FormatVerdict Check(ReadOnlySpan<byte> text, DateParts parts)
    {
        var year = Number(text, 0, 4);
        if (year <= 0)
        {
            return FormatVerdict.Malformed;
        }

        var partial = (parts & DateParts.Date) != 0;
        if (text.Length == 4)
        {
            return partial ? FormatVerdict.Good : FormatVerdict.Malformed;
        }

        var month = text[4] == (byte)'-' ? Number(text, 5, 2) : -1;
        if (month < 0)
        {
            return FormatVerdict.Malformed;
        }

        if (text.Length == 7)
        {
            return !partial ? FormatVerdict.Malformed : month is >= 1 and <= 12 ? FormatVerdict.Good : FormatVerdict.NotInCalendar;
        }

        var day = text[7] == (byte)'-' ? Number(text, 8, 2) : -1;
        if (day < 0 || (text.Length == 10 ? !partial : (parts & DateParts.Time) == 0 || !IsTimeAndZone(text[10..])))
        {
            return FormatVerdict.Malformed;
        }

        return month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? FormatVerdict.Good : FormatVerdict.NotInCalendar;
    }

    /// <summary><c>hh:mm:ss</c> with any number of decimals; a leap second is a second. <paramref name="rest"/> is what follows.</summary>
    public static bool IsTime(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> rest)
    {
        rest = default;
        if (text.Length < 8 || text[2] != (byte)':' || text[5] != (byte)':'
            || Number(text, 0, 2) is < 0 or > 23 || Number(text, 3, 2) is < 0 or > 59 || Number(text, 6, 2) is < 0 or > 60)
        {
            return false;
        }

        rest = text[8..];
        if (rest.IsEmpty || rest[0] != (byte)'.')
        {
            return true;
        }

        var end = rest[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        var digits = end < 0 ? rest.Length - 1 : end;
        rest = rest[(1 + digits)..];
        return digits > 0;
    }

    private static bool IsTimeAndZone(ReadOnlySpan<byte> text) =>
        text[0] == (byte)'T' && IsTime(text[1..], out var zone) && (zone.SequenceEqual("Z"u8) || IsOffset(zone));

    private static bool IsOffset(ReadOnlySpan<byte> text)
    {
        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != (byte)':')
        {
            return false;
        }

        var hours = Number(text, 1, 2);
        var minutes = Number(text, 4, 2);
        return (hours is >= 0 and <= 13 && minutes is >= 0 and <= 59) || (hours == 14 && minutes == 0);
    }

    /// <summary>The number in these digits, -1 when they are not all there.</summary>
    private static int Number(ReadOnlySpan<byte> text, int start, int length)
    {
        if (text.Length < start + length)
        {
            return -1;
        }

        var number = 0;
        foreach (var b in text.Slice(start, length))
        {
            if (b is < (byte)'0' or > (byte)'9')
            {
                return -1;
            }

            number = (number * 10) + b - '0';
        }

        return number;
    }
}
