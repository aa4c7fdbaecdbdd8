namespace Interop.Fhir.French;

/// <summary>LOINC codes: up to seven digits, a hyphen, a Luhn key. Parts, answers and groups have two letters before and another key, which is not looked at.</summary>
public static class Loinc
{
    /// <summary>The code system.</summary>
    public const string System = "http://loinc.org";

    /// <summary>Whether the text has the form and the key of a LOINC code.</summary>
    public static bool IsValid(ReadOnlySpan<char> code)
    {
        var isTerm = code.Length > 2 && char.IsAsciiDigit(code[0]);
        code = isTerm || !(code.StartsWith("LP") || code.StartsWith("LA") || code.StartsWith("LL") || code.StartsWith("LG")) ? code : code[2..];
        if (code.Length is < 3 or > 9 || code[^2] != '-')
        {
            return false;
        }

        Span<char> digits = stackalloc char[code.Length - 1];
        code[..^2].CopyTo(digits);
        digits[^1] = code[^1];
        return CheckDigits.AreDigits(digits, digits.Length) && (!isTerm || CheckDigits.Luhn(digits));
    }
}
