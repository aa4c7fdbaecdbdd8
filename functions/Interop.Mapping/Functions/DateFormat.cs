using System.Globalization;
using System.Text;

namespace Interop.Mapping.Functions;

/// <summary>Dates in strftime formats.</summary>
internal static class DateFormat
{
    public const string Usual = "%d %b %Y";

    /// <summary>A date in a format; <c>%g</c> before it asks for the culture of no country, and alone for the format that is set.</summary>
    public static string Format(DateTimeOffset date, string format, CultureInfo culture, string usual)
    {
        if (format.StartsWith("%g", StringComparison.Ordinal))
        {
            (culture, format) = (CultureInfo.InvariantCulture, format[2..].Trim());
        }

        return Format(date, format.Length == 0 ? usual : format, culture);
    }

    private static string Format(DateTimeOffset date, string format, CultureInfo culture)
    {
        var text = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 == format.Length)
            {
                text.Append(format[i]);
                continue;
            }

            var bare = format[++i] is '-' && i + 1 < format.Length;
            var part = Part(date, bare ? format[++i] : format[i], culture);
            text.Append(bare && part.Length > 1 ? part.TrimStart('0', ' ') : part);
        }

        return text.ToString();
    }

    private static string Part(DateTimeOffset d, char code, CultureInfo c) => code switch
    {
        'a' => d.ToString("ddd", c),
        'A' => d.ToString("dddd", c),
        'b' or 'h' => d.ToString("MMM", c),
        'B' => d.ToString("MMMM", c),
        'c' => Format(d, "%a %b %e %T %Y", c),
        'C' => Number(d.Year / 100, 2),
        'd' => Number(d.Day, 2),
        'D' => Format(d, "%m/%d/%y", c),
        'e' => Blank(d.Day),
        'F' => Format(d, "%Y-%m-%d", c),
        'H' => Number(d.Hour, 2),
        'I' => Number(Half(d), 2),
        'j' => Number(d.DayOfYear, 3),
        'k' => Blank(d.Hour),
        'l' => Blank(Half(d)),
        'L' => Number(d.Millisecond, 3),
        'm' => Number(d.Month, 2),
        'M' => Number(d.Minute, 2),
        _ => LaterPart(d, code, c),
    };

    private static string LaterPart(DateTimeOffset d, char code, CultureInfo c) => code switch
    {
        'n' => "\n",
        'N' => Number((int)(d.Ticks % TimeSpan.TicksPerSecond), 7) + "00",
        'p' => d.Hour < 12 ? "AM" : "PM",
        'P' => d.Hour < 12 ? "am" : "pm",
        'r' => Format(d, "%I:%M:%S %p", c),
        'R' => Format(d, "%H:%M", c),
        's' => d.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        'S' => Number(d.Second, 2),
        't' => "\t",
        'T' => Format(d, "%H:%M:%S", c),
        'u' => Number(d.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)d.DayOfWeek, 1),
        'U' => Number((d.DayOfYear + 6 - (int)d.DayOfWeek) / 7, 2),
        'v' => Format(d, "%e-%b-%Y", CultureInfo.InvariantCulture).ToUpperInvariant(),
        'V' => Number(ISOWeek.GetWeekOfYear(d.DateTime), 2),
        'W' => Number((d.DayOfYear + 6 - ((int)d.DayOfWeek + 6) % 7) / 7, 2),
        'w' => Number((int)d.DayOfWeek, 1),
        'x' => d.ToString("d", c),
        'X' => d.ToString("T", c),
        'y' => Number(d.Year % 100, 2),
        'Y' => Number(d.Year, 4),
        'Z' => d.ToString("zzz", c),
        'z' => d.ToString("zzz", c).Replace(":", "", StringComparison.Ordinal),
        '%' => "%",
        _ => "%" + code,
    };

    private static int Half(DateTimeOffset date) => (date.Hour + 11) % 12 + 1;

    private static string Blank(int value) => Number(value, 1).PadLeft(2);

    private static string Number(int value, int width) => value.ToString("D" + width.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
