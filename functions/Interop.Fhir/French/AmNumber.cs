namespace Interop.Fhir.French;

/// <summary>
/// The number of a professional, or of a place of practice, at the health insurance: 8 digits and a key. No rule of the key is published; Luhn holds
/// for the numbers that are, so a wrong key is worth a word and never a refusal.
/// </summary>
public static class AmNumber
{
    /// <summary>Whether the text is a number with the key that Luhn gives.</summary>
    public static bool IsValid(ReadOnlySpan<char> text) => CheckDigits.AreDigits(text, 9) && CheckDigits.Luhn(text);
}
