using System.Globalization;
using System.Text.RegularExpressions;

namespace Interop.Mapping.Functions;

/// <summary>Dates as French systems and people write them, to the precision that is said; what could be read in two ways is not read.</summary>
internal static partial class FrenchDates
{
    private static readonly string[][] Months =
    [
        ["janvier", "janv", "jan"], ["février", "fevrier", "févr", "fevr", "fév", "fev"], ["mars"], ["avril", "avr"], ["mai"], ["juin"], ["juillet", "juil"],
        ["août", "aout"], ["septembre", "sept", "sep"], ["octobre", "oct"], ["novembre", "nov"], ["décembre", "decembre", "déc", "dec"],
    ];

    /// <summary>A FHIR date (YYYY, YYYY-MM or YYYY-MM-DD); null when the text is no date that the calendar has. A day or month 00 is unknown.</summary>
    public static string? ToDate(string text)
    {
        text = text.Trim();
        if (FhirDates.IsDate(text))
        {
            return text;
        }

        var numbers = Numbers().Match(text);
        if (numbers.Success)
        {
            return Build(numbers.Groups["y"].Value, numbers.Groups["m"].Value, numbers.Groups["d"].Value);
        }

        var compact = Compact().Match(text);
        if (compact.Success)
        {
            return Build(compact.Groups["y"].Value, compact.Groups["m"].Value, compact.Groups["d"].Value);
        }

        var words = Words().Match(text);
        var month = words.Success ? Array.FindIndex(Months, names => names.Contains(words.Groups["m"].Value.TrimEnd('.').ToLowerInvariant())) + 1 : 0;
        return month == 0 ? null : Build(words.Groups["y"].Value, month.ToString("D2", CultureInfo.InvariantCulture), words.Groups["d"].Value);
    }

    /// <summary>A FHIR dateTime of a French date with a time (<c>8h30</c>, <c>08:30</c>); the date alone where no time is given.</summary>
    public static string? ToDateTime(string text, string? zone)
    {
        var split = Time().Match(text);
        if (!split.Success)
        {
            return ToDate(text);
        }

        if (ToDate(text[..split.Index]) is not { Length: 10 } date)
        {
            return null;
        }

        var minute = split.Groups["m"].Value;
        var second = split.Groups["s"].Value;
        var time = split.Groups["h"].Value.PadLeft(2, '0') + ":" + (minute.Length == 0 ? "00" : minute) + (second.Length == 0 ? "" : ":" + second);
        return FhirDates.ToDateTime(date + "T" + time, zone);
    }

    private static string? Build(string year, string month, string day)
    {
        var isYear = month.Length == 0 || month == "00";
        if (isYear && day.Length > 0 && day != "00")
        {
            return null;
        }

        var date = isYear ? year : year + "-" + month.PadLeft(2, '0') + (day.Length == 0 || day == "00" ? "" : "-" + day.PadLeft(2, '0'));
        return FhirDates.IsDate(date) ? date : null;
    }

    [GeneratedRegex(@"^(?:(?:(?<d>\d{1,2})[/.\-])?(?<m>\d{1,2})[/.\-])?(?<y>\d{4})$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 250)]
    private static partial Regex Numbers();

    [GeneratedRegex(@"^(?<y>(1[89]|20)\d{2})(?<m>\d{2})(?<d>\d{2})$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 250)]
    private static partial Regex Compact();

    [GeneratedRegex(@"^(?:\p{L}+\.? +)?(?:(?<d>\d{1,2})(?:er)? +)?(?<m>\p{L}+\.?) +(?<y>\d{4})$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 250)]
    private static partial Regex Words();

    [GeneratedRegex(@"(?: +à)?[ T]+(?<h>\d{1,2}) ?(?:[h:](?: ?(?<m>\d{2})(?::(?<s>\d{2}))?)?)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 250)]
    private static partial Regex Time();
}
