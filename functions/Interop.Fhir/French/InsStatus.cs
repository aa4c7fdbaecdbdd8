using Interop.Fhir.Tree;

namespace Interop.Fhir.French;

/// <summary>How sure the identity of a Patient is, as FR Core writes it in two ways.</summary>
public static class InsStatus
{
    private const string Extension = "https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-identity-reliability";

    /// <summary>
    /// Whether the identity is qualified, so that the INS may be used. <c>VALI</c> changed its meaning between releases: alone it says that the
    /// papers were seen; with an official INS identifier it says "qualified" (FR Core 2.2.0), for which later releases write <c>QUAL</c>.
    /// </summary>
    public static bool IsQualified(Node patient) => CodeOf(patient) switch
    {
        "QUAL" => true,
        "VALI" => HasOfficialIns(patient),
        _ => false,
    };

    /// <summary>The status code that the Patient states; null when it states none.</summary>
    public static string? CodeOf(Node patient)
    {
        foreach (var extension in patient.All("extension").Where(e => e["url"].Is(Extension)))
        {
            foreach (var part in extension.All("extension").Where(e => e["url"].Is("identityStatus")))
            {
                return part["valueCoding"]["code"].Text;
            }
        }

        return null;
    }

    /// <summary>The identifier that is the INS of a real person; a node that does not exist when there is none.</summary>
    public static Node RealIns(Node patient) => patient.All("identifier").FirstOrDefault(i => FrenchSystems.IsRealIns(i["system"].Text));

    private static bool HasOfficialIns(Node patient) => patient.All("identifier").Any(i =>
        i["use"].Is("official") && i["system"].Text is { } system && (FrenchSystems.IsRealIns(system) || FrenchSystems.IsTestIns(system)));
}
