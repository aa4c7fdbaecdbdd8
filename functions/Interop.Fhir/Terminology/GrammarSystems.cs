using Interop.Fhir.FhirPath.Units;

namespace Interop.Fhir.Terminology;

/// <summary>Code systems whose codes are a grammar and cannot be listed: MIME types, languages, UCUM units.</summary>
internal static class GrammarSystems
{
    /// <summary>Whether a code is one of the system; null when that is not known here: another system, or a unit that our table of atoms may lack.</summary>
    public static bool? Has(string system, string code) => system switch
    {
        "urn:ietf:bcp:13" => IsMimeType(code),
        "urn:ietf:bcp:47" => IsLanguage(code),
        "http://unitsofmeasure.org" => Ucum.IsUnit(code) ? true : code.Contains(' ', StringComparison.Ordinal) ? false : null,
        _ => null,
    };

    // UCUM's atoms in letters that our table leaves out, since nobody converts them in care; those in brackets are many.
    private static readonly string[] OtherAtoms = ["AU", "Bi", "St", "Mx", "Oe", "Gb", "sb", "Lmb", "ph", "Np", "B", "mho"];

    /// <summary>Whether a code that has the form of a unit names one that UCUM does not have.</summary>
    public static bool IsUnknownUnit(string code) => !Ucum.IsUnit(code) && !MayBeUnit(code);

    private static bool MayBeUnit(string code) => code.Contains('[', StringComparison.Ordinal)
        || code.Split('.', '/', '(', ')').Any(part => OtherAtoms.Any(atom => part.TrimEnd("0123456789+-".ToCharArray()).EndsWith(atom, StringComparison.Ordinal)));

    /// <summary><c>type/subtype; parameters</c>, or one word: R4 writes <c>json</c> and <c>xml</c> for its own formats.</summary>
    private static bool IsMimeType(string code)
    {
        var name = code.Split(';')[0].TrimEnd();
        var parts = name.Split('/');
        return parts.Length <= 2 && parts.All(p => p.Length > 0 && p.All(c => char.IsAsciiLetterOrDigit(c) || "!#$&-^_.+*".Contains(c, StringComparison.Ordinal)));
    }

    /// <summary>Subtags of one to eight letters or digits, the first of letters.</summary>
    private static bool IsLanguage(string code)
    {
        var parts = code.Split('-');
        return parts[0].All(char.IsAsciiLetter) && parts.All(p => p.Length is >= 1 and <= 8 && p.All(char.IsAsciiLetterOrDigit));
    }
}
