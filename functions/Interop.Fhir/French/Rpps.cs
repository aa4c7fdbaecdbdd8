namespace Interop.Fhir.French;

/// <summary>The national number of a health professional: 11 digits, Luhn.</summary>
public static class Rpps
{
    /// <summary>Whether the text is an RPPS number, without the IdNatPS prefix 8.</summary>
    public static bool IsValid(ReadOnlySpan<char> text) => CheckDigits.AreDigits(text, 11) && CheckDigits.Luhn(text);
}
