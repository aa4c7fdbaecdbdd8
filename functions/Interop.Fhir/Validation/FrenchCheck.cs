using Interop.Fhir.French;
using Interop.Fhir.Issues;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Validation;

/// <summary>
/// Keys of French identifiers and codes. A wrong key is an error only for the INS of a real person: published examples carry many wrong
/// keys, and those of test identities are wrong on purpose.
/// </summary>
internal static class FrenchCheck
{
    public static void Identifier(Node identifier, Findings findings)
    {
        if (identifier["value"] is { Kind: NodeKind.String } value && identifier["system"].SharedText is { } system && FrenchIdentifier.HasRule(system) && FrenchIdentifier.IsValid(system, value.Text) == false)
        {
            findings.Add(FrenchSystems.IsRealIns(system) ? IssueCodes.FhirInsKey : IssueCodes.FhirFrenchKey, value, system);
        }
    }

    public static void Code(Node coding, Findings findings)
    {
        if (coding["code"] is { Kind: NodeKind.String } code && coding["system"].SharedText is { } system && FrenchIdentifier.IsValidCode(system, code.SharedText) == false)
        {
            findings.Add(IssueCodes.FhirFrenchKey, code, system);
        }
    }

    /// <summary>An INS goes with a qualified identity only.</summary>
    public static void Patient(Node patient, Findings findings)
    {
        if (InsStatus.RealIns(patient) is { Exists: true } ins && InsStatus.CodeOf(patient) is not null && !InsStatus.IsQualified(patient))
        {
            findings.Add(IssueCodes.FhirInsNotQualified, ins);
        }
    }
}
