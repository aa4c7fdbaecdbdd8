namespace Interop.Fhir.French;

/// <summary>The number of a company's site: the SIREN and five digits, Luhn over all 14.</summary>
public static class Siret
{
    private const string LaPoste = "356000000";

    /// <summary>Whether the text is a SIRET number. Sites of La Poste outnumber their Luhn keys: for them the digits' sum is a multiple of 5.</summary>
    public static bool IsValid(ReadOnlySpan<char> text) =>
        CheckDigits.AreDigits(text, 14) && (CheckDigits.Luhn(text) || (text.StartsWith(LaPoste, StringComparison.Ordinal) && Sum(text) % 5 == 0));

    private static int Sum(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        foreach (var digit in digits)
        {
            sum += digit - '0';
        }

        return sum;
    }
}
