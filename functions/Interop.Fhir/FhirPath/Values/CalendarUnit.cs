using System.Collections.Frozen;

namespace Interop.Fhir.FhirPath.Values;

/// <summary>Words for durations on the calendar (https://hl7.org/fhirpath/N1/#time-valued-quantities), and the UCUM units that mean the same.</summary>
internal static class CalendarUnit
{
    private static readonly FrozenDictionary<string, string> Words = new[] { "year", "month", "week", "day", "hour", "minute", "second", "millisecond" }
        .SelectMany(word => new[] { KeyValuePair.Create(word, word), KeyValuePair.Create(word + "s", word) })
        .ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> Ucum = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["week"] = "wk", ["day"] = "d", ["hour"] = "h", ["minute"] = "min", ["second"] = "s", ["millisecond"] = "ms",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether a word, singular or plural, is a duration.</summary>
    public static bool TryParse(string word, out string unit)
    {
        unit = Words.ContainsKey(word) ? word : "";
        return unit.Length > 0;
    }

    /// <summary>The singular of a duration word, null for other texts.</summary>
    public static string? Singular(string word) => Words.GetValueOrDefault(word);

    /// <summary>The UCUM unit of the same length; null for years and months, which have no fixed one.</summary>
    public static string? ToUcum(string word) => Words.TryGetValue(word, out var singular) ? Ucum.GetValueOrDefault(singular) : null;

    /// <summary>The duration word that a UCUM unit of fixed length stands for, null for <c>a</c>, <c>mo</c> and everything else.</summary>
    public static string? FromUcum(string unit)
    {
        foreach (var (word, ucum) in Ucum)
        {
            if (ucum == unit)
            {
                return word;
            }
        }

        return null;
    }
}
