using System.Globalization;
using System.Text;

namespace Interop.Mapping.Functions;

/// <summary>Dates in strftime formats, English names.</summary>
internal static class DateFormat
{
    public static string Default(DateTimeOffset date) => Format(date, "%d %b %Y");

    public static string Format(DateTimeOffset date, string format)
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
            var part = Part(date, bare ? format[++i] : format[i]);
            text.Append(bare && part.Length > 1 ? part.TrimStart('0', ' ') : part);
        }

        return text.ToString();
    }

    private static string Part(DateTimeOffset d, char code) => code switch
    {
        'a' => Net(d, "ddd"),
        'A' => Net(d, "dddd"),
        'b' or 'h' => Net(d, "MMM"),
        'B' => Net(d, "MMMM"),
        'c' => Net(d, "ddd MMM dd HH:mm:ss yyyy"),
        'C' => Number(d.Year / 100, 2),
        'd' => Net(d, "dd"),
        'D' or 'x' => Net(d, "MM/dd/yy"),
        'e' => Number(d.Day, 0).PadLeft(2),
        'F' => Net(d, "yyyy-MM-dd"),
        'H' => Net(d, "HH"),
        'I' => Net(d, "hh"),
        'j' => Number(d.DayOfYear, 3),
        'k' => Number(d.Hour, 0).PadLeft(2),
        'l' => Number((d.Hour + 11) % 12 + 1, 0).PadLeft(2),
        'L' => Net(d, "fff"),
        'm' => Net(d, "MM"),
        'M' => Net(d, "mm"),
        'n' => "\n",
        'N' => Net(d, "fffffff") + "00",
        'p' => Net(d, "tt"),
        'P' => Net(d, "tt").ToLowerInvariant(),
        'r' => Net(d, "hh:mm:ss tt"),
        'R' => Net(d, "HH:mm"),
        's' => d.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        'S' => Net(d, "ss"),
        't' => "\t",
        'T' or 'X' => Net(d, "HH:mm:ss"),
        'u' => Number(d.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)d.DayOfWeek, 0),
        'V' or 'W' => Number(ISOWeek.GetWeekOfYear(d.DateTime), 2),
        'w' => Number((int)d.DayOfWeek, 0),
        'y' => Net(d, "yy"),
        'Y' => Net(d, "yyyy"),
        'Z' => Net(d, "zzz"),
        'z' => Net(d, "zzz").Replace(":", "", StringComparison.Ordinal),
        '%' => "%",
        _ => "%" + code,
    };

    private static string Net(DateTimeOffset date, string format) => date.ToString(format, CultureInfo.InvariantCulture);

    private static string Number(int value, int width) => value.ToString("D" + width.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
