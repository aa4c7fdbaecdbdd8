namespace Interop.Fhir.French;

/// <summary>The number of a health establishment, legal (EJ) or geographic (ET): 9 characters, Luhn.</summary>
public static class Finess
{
    /// <summary>
    /// Whether the text is a FINESS number, without the IdNatStruct prefix 1. For Corsica (<c>2A</c>, <c>2B</c>) no key rule is
    /// published, so only the shape is looked at: refusing a real establishment would be worse.
    /// </summary>
    public static bool IsValid(ReadOnlySpan<char> text) =>
        CheckDigits.AreDigits(text, 9)
            ? CheckDigits.Luhn(text)
            : text.Length == 9 && text[0] == '2' && text[1] is 'A' or 'B' && CheckDigits.AreDigits(text[2..], 7);
}
