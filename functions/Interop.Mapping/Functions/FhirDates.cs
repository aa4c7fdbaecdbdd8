using System.Globalization;

namespace Interop.Mapping.Functions;

/// <summary>FHIR date and dateTime (http://hl7.org/fhir/R4/datatypes.html): the precision that is given stays, none is invented.</summary>
internal static class FhirDates
{
    private static readonly string[] LocalTimes = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF"];

    public static bool IsDate(string text) => text.Length switch
    {
        4 => Matches(text, "yyyy"),
        7 => Matches(text, "yyyy-MM"),
        10 => Matches(text, "yyyy-MM-dd"),
        _ => false,
    };

    private static bool Matches(string text, string format) =>
        DateOnly.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    public static bool IsNaive(string text) => TryLocal(text, out _);

    /// <summary>Whether a text is a date with time and offset.</summary>
    public static bool IsInstant(string text) => SplitOffset(text, out var local, out _) && TryLocal(local, out _);

    private static bool TryLocal(string text, out DateTime local) =>
        DateTime.TryParseExact(text, LocalTimes, CultureInfo.InvariantCulture, DateTimeStyles.None, out local);

    private static bool SplitOffset(string text, out string local, out string offset)
    {
        (local, offset) = ("", "");
        if (text.EndsWith('Z'))
        {
            (local, offset) = (text[..^1], "Z");
            return true;
        }

        if (text.Length < 17 || text[^6] is not ('+' or '-')
            || !TimeOnly.TryParseExact(text.AsSpan(text.Length - 5), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var size) || size.Hour > 14)
        {
            return false;
        }

        (local, offset) = (text[..^6], text[^6..]);
        return true;
    }

    /// <summary>The FHIR dateTime; null when the text is no date or the zone is needed and unknown.</summary>
    public static string? ToDateTime(string text, string? zone)
    {
        if (IsDate(text))
        {
            return text;
        }

        if (SplitOffset(text, out var local, out var offset))
        {
            // FHIR demands seconds once there is a time.
            return !TryLocal(local, out _) ? null : local.Length == 16 ? local + ":00" + offset : text;
        }

        if (!TryLocal(text, out var time) || zone is null || !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found))
        {
            return null;
        }

        var shift = found.GetUtcOffset(time);
        var sign = shift < TimeSpan.Zero ? "-" : "+";
        return (text.Length == 16 ? text + ":00" : text) + sign + shift.ToString("hh\\:mm", CultureInfo.InvariantCulture);
    }
}
