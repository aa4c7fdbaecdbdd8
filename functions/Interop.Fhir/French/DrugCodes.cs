namespace Interop.Fhir.French;

/// <summary>CIP13, the code of a box of a drug: <c>34009</c>, the CIP7, an EAN-13 key.</summary>
public static class Cip13
{
    /// <summary>Whether the text is a CIP13 code.</summary>
    public static bool IsValid(ReadOnlySpan<char> text) =>
        CheckDigits.AreDigits(text, 13) && text.StartsWith("34009", StringComparison.Ordinal) && CheckDigits.Ean13(text);
}

/// <summary>CIP7, the older code of a box of a drug: the last of 7 digits is the sum of the others weighted 2 to 7, modulo 11.</summary>
public static class Cip7
{
    /// <summary>Whether the text is a CIP7 (or UCD7) code.</summary>
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        if (!CheckDigits.AreDigits(text, 7))
        {
            return false;
        }

        var sum = 0;
        for (var i = 0; i < 6; i++)
        {
            sum += (text[i] - '0') * (i + 2);
        }

        return sum % 11 == text[6] - '0';
    }
}

/// <summary>UCD13, the code of a common dispensing unit (one tablet, one vial): <c>34008</c>, the UCD7, an EAN-13 key.</summary>
public static class Ucd13
{
    /// <summary>Whether the text is a UCD13 code.</summary>
    public static bool IsValid(ReadOnlySpan<char> text) =>
        CheckDigits.AreDigits(text, 13) && text.StartsWith("34008", StringComparison.Ordinal) && CheckDigits.Ean13(text);
}
