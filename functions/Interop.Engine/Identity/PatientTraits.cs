using Interop.Fhir.Issues;
using Interop.Fhir.Tree;

namespace Interop.Engine.Identity;

/// <summary>Compares who a stored patient is with who the record says it is (MODELLING I2).</summary>
internal static class PatientTraits
{
    private const string BirthPlaceUrl = "http://hl7.org/fhir/StructureDefinition/patient-birthPlace";

    /// <summary>
    /// The conflict, or null. With the same INS on both sides each of its five traits that both know must agree. Without it a local id is taken
    /// as reused when the birth dates or the sexes differ, or both family name and first name do; a person decides, since a corrected typing error
    /// and another person look alike from here.
    /// </summary>
    public static IssueCode? Conflict(Node stored, Node incoming)
    {
        var (storedIns, incomingIns) = (Ins(stored), Ins(incoming));
        var (storedName, incomingName) = Names(stored, incoming);
        var personDiffers = Differ(stored["birthDate"], incoming["birthDate"]) || Differ(stored["gender"], incoming["gender"]);
        var familyDiffers = Differ(storedName["family"], incomingName["family"]);
        var givenDiffers = Differ(storedName["given"], incomingName["given"]);
        if (storedIns is not null && incomingIns is not null)
        {
            return storedIns != incomingIns ? IssueCodes.IdentityLocalIdReused
                : personDiffers || familyDiffers || givenDiffers || Differ(BirthPlace(stored), BirthPlace(incoming)) ? IssueCodes.IdentityTraitsDiffer : null;
        }

        return personDiffers || (familyDiffers && givenDiffers) ? IssueCodes.IdentityLocalIdReused : null;
    }

    /// <summary>Names of the same use, so that a birth name which arrives with the INS is not held against the name in use.</summary>
    private static (Node Stored, Node Incoming) Names(Node stored, Node incoming)
    {
        foreach (var use in (ReadOnlySpan<string>)["official", "usual"])
        {
            if (Name(stored, use) is { Exists: true } one && Name(incoming, use) is { Exists: true } other)
            {
                return (one, other);
            }
        }

        return (stored["name"], incoming["name"]);
    }

    private static Node Name(Node patient, string use) => patient.All("name").FirstOrDefault(n => n["use"].Is(use));

    /// <summary>The INSEE code of the place of birth.</summary>
    private static Node BirthPlace(Node patient) =>
        patient.All("extension").FirstOrDefault(e => e["url"].Is(BirthPlaceUrl))["valueAddress"]["extension"]["valueCoding"]["code"];

    private static string? Ins(Node patient)
    {
        foreach (var identifier in patient.All("identifier"))
        {
            if (StrongIdentifiers.IsIns(identifier))
            {
                return $"{identifier["system"].Text}|{identifier["value"].Text}";
            }
        }

        return null;
    }

    private static bool Differ(Node stored, Node incoming) =>
        stored.HasValue && incoming.HasValue && !string.Equals(stored.Text, incoming.Text, StringComparison.OrdinalIgnoreCase);
}
