namespace Interop.Fhir.French;

/// <summary>The check-key sums that French registers use. Each takes ASCII digits only and answers false for anything else.</summary>
internal static class CheckDigits
{
    /// <summary>Luhn (ISO/IEC 7812-1 annex B): every second digit from the right doubled, sum of digits a multiple of 10.</summary>
    public static bool Luhn(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[digits.Length - 1 - i] - '0';
            digit = i % 2 == 1 ? digit * 2 : digit;
            sum += digit > 9 ? digit - 9 : digit;
        }

        return sum % 10 == 0;
    }

    /// <summary>EAN-13 (GS1): weights 1 and 3 in turn, sum with the key a multiple of 10.</summary>
    public static bool Ean13(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            sum += (digits[i] - '0') * (i % 2 == 0 ? 1 : 3);
        }

        return digits.Length == 13 && sum % 10 == 0;
    }

    /// <summary>Whether there are exactly this many ASCII digits and nothing else.</summary>
    public static bool AreDigits(ReadOnlySpan<char> text, int length) => text.Length == length && !text.ContainsAnyExceptInRange('0', '9');
}
