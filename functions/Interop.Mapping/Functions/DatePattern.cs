using System.Globalization;

namespace Interop.Mapping.Functions;

/// <summary>Reads a date in a strftime format; what the format does not say is that of the first instant of the year 1, at the offset zero.</summary>
internal struct DatePattern(string text, CultureInfo culture)
{
    private int at;
    private int year = 1;
    private int month = 1;
    private int day = 1;
    private int hour;
    private int minute;
    private int second;
    private int dayOfYear;
    private long fraction;
    private bool? afternoon;
    private TimeSpan offset;

    public static DateTimeOffset? Read(string text, string format, CultureInfo culture)
    {
        var pattern = new DatePattern(text, culture);
        return pattern.Match(format.StartsWith("%g", StringComparison.Ordinal) ? format[2..].Trim() : format) && pattern.at == text.Length ? pattern.Date() : null;
    }

    private readonly DateTimeOffset? Date()
    {
        var clock = afternoon is { } late ? hour % 12 + (late ? 12 : 0) : hour;
        if (year is < 1 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || clock > 23 || minute > 59 || second > 59)
        {
            return null;
        }

        var date = new DateTimeOffset(year, month, day, clock, minute, second, offset).AddTicks(fraction);
        return dayOfYear > 0 ? date.AddDays(dayOfYear - date.DayOfYear) : date;
    }

    private bool Match(string format)
    {
        for (var i = 0; i < format.Length; i++)
        {
            var isCode = format[i] == '%' && i + 1 < format.Length;
            if (isCode && format[i + 1] == '-')
            {
                i++;
            }

            if (!(isCode ? Part(format[++i]) : Literal(format[i])))
            {
                return false;
            }
        }

        return true;
    }

    private bool Literal(char c)
    {
        if (char.IsWhiteSpace(c))
        {
            Blanks();
            return true;
        }

        return at < text.Length && text[at++] == c;
    }

    private bool Part(char code) => code switch
    {
        'Y' => Number(4, out year),
        'y' => Number(2, out year) && (year += year < 50 ? 2000 : 1900) > 0,
        'm' => Number(2, out month),
        'd' or 'e' => Number(2, out day),
        'j' => Number(3, out dayOfYear) && dayOfYear is >= 1 and <= 366,
        'H' or 'k' or 'I' or 'l' => Number(2, out hour),
        'M' => Number(2, out minute),
        'S' => Number(2, out second),
        'L' => Fraction(3),
        'N' => Fraction(9),
        'b' or 'h' => Name(culture.DateTimeFormat.AbbreviatedMonthNames, out month) || Name(CultureInfo.InvariantCulture.DateTimeFormat.AbbreviatedMonthNames, out month),
        'B' => Name(culture.DateTimeFormat.MonthNames, out month),
        'a' => Name(culture.DateTimeFormat.AbbreviatedDayNames, out _),
        'A' => Name(culture.DateTimeFormat.DayNames, out _),
        'p' or 'P' => Half(),
        'z' or 'Z' => Offset(),
        'F' => Match("%Y-%m-%d"),
        'D' => Match("%m/%d/%y"),
        'T' => Match("%H:%M:%S"),
        'R' => Match("%H:%M"),
        'r' => Match("%I:%M:%S %p"),
        'c' => Match("%a %b %e %T %Y"),
        'v' => Match("%e-%b-%Y"),
        'n' or 't' => Literal(' '),
        '%' => Literal('%'),
        _ => false,
    };

    private void Blanks()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }
    }

    private bool Number(int most, out int value)
    {
        Blanks();
        value = 0;
        var start = at;
        for (; at < text.Length && at - start < most && char.IsAsciiDigit(text[at]); at++)
        {
            value = value * 10 + text[at] - '0';
        }

        return at > start;
    }

    private bool Fraction(int most)
    {
        var start = at;
        var unit = TimeSpan.TicksPerSecond / 10;
        for (; at < text.Length && at - start < most && char.IsAsciiDigit(text[at]); at++, unit /= 10)
        {
            fraction += (text[at] - '0') * unit;
        }

        return at > start;
    }

    private bool Name(string[] names, out int number)
    {
        for (number = 1; number <= names.Length; number++)
        {
            var name = names[number - 1];
            if (name.Length > 0 && text.AsSpan(at).StartsWith(name, StringComparison.OrdinalIgnoreCase))
            {
                at += name.Length;
                return true;
            }
        }

        return false;
    }

    private bool Half()
    {
        var part = at + 2 <= text.Length ? text.Substring(at, 2).ToUpperInvariant() : "";
        afternoon = part == "PM";
        at += 2;
        return part is "AM" or "PM";
    }

    private bool Offset()
    {
        if (at < text.Length && text[at] == 'Z')
        {
            at++;
            return true;
        }

        var sign = at < text.Length && text[at] is '+' or '-' ? text[at++] : ' ';
        if (sign == ' ' || !Number(2, out var hours))
        {
            return false;
        }

        at += at < text.Length && text[at] == ':' ? 1 : 0;
        var minutes = 0;
        _ = at < text.Length && char.IsAsciiDigit(text[at]) && Number(2, out minutes);
        offset = new TimeSpan(hours, minutes, 0) * (sign == '-' ? -1 : 1);
        return hours <= 14 && minutes < 60;
    }
}
