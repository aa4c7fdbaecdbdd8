namespace Interop.Fhir.French;

/// <summary>The number of a company: 9 digits, Luhn.</summary>
public static class Siren
{
    /// <summary>Whether the text is a SIREN number.</summary>
    public static bool IsValid(ReadOnlySpan<char> text) => CheckDigits.AreDigits(text, 9) && CheckDigits.Luhn(text);
}
