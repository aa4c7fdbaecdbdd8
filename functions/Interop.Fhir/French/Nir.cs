namespace Interop.Fhir.French;

/// <summary>
/// The 15-character number of a person: NIR or NIA, 13 digits and a key of two. The key is 97 minus the remainder by 97; the
/// Corsican departments <c>2A</c> and <c>2B</c> count as 19 and 18.
/// </summary>
public static class Nir
{
    /// <summary>Whether the text is a NIR with its key, written without spaces.</summary>
    public static bool IsValid(ReadOnlySpan<char> text) =>
        text.Length == 15 && CheckDigits.AreDigits(text[13..], 2) && Key(text[..13]) is { } key && key == Number(text[13..]);

    /// <summary>The key, 1 to 97, of the 13 characters before it; null when they have not the shape of a NIR.</summary>
    public static int? Key(ReadOnlySpan<char> number)
    {
        if (number.Length != 13)
        {
            return null;
        }

        Span<char> digits = stackalloc char[13];
        number.CopyTo(digits);
        if (digits[5] == '2' && digits[6] is 'A' or 'B')
        {
            (digits[5], digits[6]) = ('1', digits[6] == 'A' ? '9' : '8');
        }

        return CheckDigits.AreDigits(digits, 13) && digits[0] != '0' ? 97 - (int)(Number(digits) % 97) : null;
    }

    private static long Number(ReadOnlySpan<char> digits)
    {
        var number = 0L;
        foreach (var digit in digits)
        {
            number = (number * 10) + digit - '0';
        }

        return number;
    }
}
