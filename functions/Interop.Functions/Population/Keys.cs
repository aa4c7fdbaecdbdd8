using System.Globalization;
using Interop.Fhir.French;

namespace Interop.Functions.Population;

/// <summary>
/// Invented numbers with right keys, out of ranges that registers do not give out: RPPS and SIREN from 999, FINESS of department 99, births
/// ranked 900 or more in their month, CIP7 from 3000.
/// </summary>
public static class Keys
{
    /// <summary>RPPS, 11 digits.</summary>
    public static string Rpps(int number) => Luhn($"999{number:D7}");

    /// <summary>FINESS, 9 digits.</summary>
    public static string Finess(int number) => Luhn($"99{number:D6}");

    /// <summary>SIRET, 14 digits, of a SIREN of its own.</summary>
    public static string Siret(int number) => Luhn(Luhn($"999{number:D5}") + "0001");

    /// <summary>Number at the health insurance, 9 digits.</summary>
    public static string Am(int number) => Luhn($"99{number:D6}");

    /// <summary>NIR, 15 characters.</summary>
    /// <param name="place">INSEE code of the commune of birth.</param>
    public static string Nir(bool woman, int year, int month, string place, int order)
    {
        var number = string.Create(CultureInfo.InvariantCulture, $"{(woman ? 2 : 1)}{year % 100:D2}{month:D2}{place}{order:D3}");
        return string.Create(CultureInfo.InvariantCulture, $"{number}{Fhir.French.Nir.Key(number):D2}");
    }

    /// <summary>CIP13 of the n-th box.</summary>
    public static string Cip13(int number) => Ean13("34009" + Seven(300000 + number));

    /// <summary>UCD13 of the n-th dispensing unit.</summary>
    public static string Ucd13(int number) => Ean13("34008" + Seven(900000 + number));

    /// <summary>The same number with another last digit: its key is wrong.</summary>
    public static string Broken(string number) => number[..^1] + (char)('0' + ((number[^1] - '0' + 1) % 10));

    private static string Seven(int six)
    {
        var digits = six.ToString("D6", CultureInfo.InvariantCulture);
        var key = digits.Select((d, i) => (d - '0') * (i + 2)).Sum() % 11;

        // A key of 10 is no digit; such numbers are not given out.
        return key < 10 ? digits + (char)('0' + key) : Seven(six + 50000);
    }

    private static string Ean13(string digits)
    {
        var sum = digits.Select((d, i) => (d - '0') * (i % 2 == 0 ? 1 : 3)).Sum();
        return digits + (char)('0' + ((10 - (sum % 10)) % 10));
    }

    private static string Luhn(FormattableString digits) => Luhn(FormattableString.Invariant(digits));

    private static string Luhn(string digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = (digits[^(i + 1)] - '0') * (i % 2 == 0 ? 2 : 1);
            sum += digit > 9 ? digit - 9 : digit;
        }

        return digits + (char)('0' + ((10 - (sum % 10)) % 10));
    }
}
