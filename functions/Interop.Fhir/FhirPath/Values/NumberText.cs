using System.Globalization;
using System.Text;

namespace Interop.Fhir.FhirPath.Values;

/// <summary>Numbers in text, FHIRPath's spelling and FHIR's.</summary>
internal static class NumberText
{
    private const NumberStyles Plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    /// <summary>FHIRPath's: sign, digits, point, digits.</summary>
    public static decimal? TryParseDecimal(ReadOnlySpan<char> text) =>
        text.Length > 0 && char.IsAsciiDigit(text[^1]) && text[0] != '.' && decimal.TryParse(text, Plain, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static int? TryParseInteger(ReadOnlySpan<char> text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>FHIR's, which allows an exponent. Null when it does not fit a decimal.</summary>
    public static decimal? FromFhir(ReadOnlySpan<byte> utf8)
    {
        Span<char> buffer = stackalloc char[64];
        if (utf8.Length > buffer.Length)
        {
            return null;
        }

        var length = Encoding.ASCII.GetChars(utf8, buffer);
        return decimal.TryParse(buffer[..length], Plain | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
