using System.Buffers.Text;
using Interop.Fhir.French;
using Interop.Mapping.Functions;

namespace Interop.Mapping.Schema;

/// <summary>What <c>format</c> may say, and how it is checked.</summary>
internal static class Formats
{
    private static readonly System.Buffers.SearchValues<char> Hex = System.Buffers.SearchValues.Create("0123456789abcdefABCDEF");

    private static readonly Dictionary<string, Func<string, bool>> Checks = new(StringComparer.Ordinal)
    {
        ["date"] = text => text.Length == 10 && FhirDates.IsDate(text),
        ["partial-date"] = FhirDates.IsDate,
        ["date-time"] = FhirDates.IsInstant,
        ["time"] = text => TimeOnly.TryParseExact(text, ["HH:mm", "HH:mm:ss"], System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out _),
        ["uri"] = text => Uri.TryCreate(text, UriKind.Absolute, out _),
        ["email"] = text => text.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at < text.Length - 1 && !text.Contains(' ', StringComparison.Ordinal),
        ["uuid"] = text => Guid.TryParseExact(text, "D", out _),
        ["sha256"] = text => text.Length == 64 && text.AsSpan().IndexOfAnyExcept(Hex) < 0,
        ["base64"] = text => Base64.IsValid(text),
        ["iana-time-zone"] = text => text.Contains('/', StringComparison.Ordinal) && TimeZoneInfo.TryFindSystemTimeZoneById(text, out _) || text == "UTC",
    };

    private static readonly Dictionary<string, Func<string, bool>> Keys = new(StringComparer.Ordinal)
    {
        ["nir"] = text => Nir.IsValid(text),
        ["rpps"] = text => Rpps.IsValid(text),
        ["adeli"] = text => Adeli.IsValid(text),
        ["finess"] = text => Finess.IsValid(text),
        ["siret"] = text => Siret.IsValid(text),
        ["cip13"] = text => Cip13.IsValid(text),
        ["ucd13"] = text => Ucd13.IsValid(text),
    };

    public static bool IsKnown(string format) => Checks.ContainsKey(format) || Keys.ContainsKey(format);

    /// <summary>Whether a fault of this format is one of a French number's key, which does not hold the record back.</summary>
    public static bool IsKey(string format) => Keys.ContainsKey(format);

    public static bool Fits(string format, string text) =>
        Checks.TryGetValue(format, out var check) ? check(text) : !Keys.TryGetValue(format, out var key) || key(text);
}
