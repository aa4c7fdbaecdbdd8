namespace Interop.Fhir.French;

/// <summary>The departmental number of a health professional: 9 characters, the department (with <c>2A</c>, <c>2B</c>) first. No key rule is published.</summary>
public static class Adeli
{
    /// <summary>Whether the text has the shape of an ADELI number, without the IdNatPS prefix 0.</summary>
    public static bool IsValid(ReadOnlySpan<char> text) =>
        CheckDigits.AreDigits(text, 9) || (text.Length == 9 && text[0] == '2' && text[1] is 'A' or 'B' && CheckDigits.AreDigits(text[2..], 7));
}
