using Interop.Fhir.Issues;
using Interop.Fhir.Tree;

namespace Interop.Engine.Identity;

/// <summary>Compares who a stored patient is with who the record says it is (MODELLING I2).</summary>
internal static class PatientTraits
{
    /// <summary>
    /// The conflict, or null. With the same INS on both sides every trait that both know must agree. Without it a local id is taken as
    /// reused when the birth dates differ, or both family name and first name do; a person decides, since a corrected typing error and another
    /// person look alike from here.
    /// </summary>
    public static IssueCode? Conflict(Node stored, Node incoming)
    {
        var (storedIns, incomingIns) = (Ins(stored), Ins(incoming));
        var birthDateDiffers = Differ(stored["birthDate"], incoming["birthDate"]);
        var genderDiffers = Differ(stored["gender"], incoming["gender"]);
        var familyDiffers = Differ(Name(stored)["family"], Name(incoming)["family"]);
        var givenDiffers = Differ(Name(stored)["given"], Name(incoming)["given"]);
        if (storedIns is not null && incomingIns is not null)
        {
            return storedIns != incomingIns ? IssueCodes.IdentityLocalIdReused
                : birthDateDiffers || genderDiffers || familyDiffers || givenDiffers ? IssueCodes.IdentityTraitsDiffer : null;
        }

        return birthDateDiffers || genderDiffers || (familyDiffers && givenDiffers) ? IssueCodes.IdentityLocalIdReused : null;
    }

    private static Node Name(Node patient)
    {
        foreach (var name in patient.All("name"))
        {
            if (name["use"].Is("official"u8))
            {
                return name;
            }
        }

        return patient["name"];
    }

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
