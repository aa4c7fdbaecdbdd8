using Interop.Fhir.Tree;

namespace Interop.Fhir.Validation;

/// <summary>R4 requires Observations of certain LOINC codes to conform to its vital signs profiles, claimed or not (http://hl7.org/fhir/R4/observation-vitalsigns.html).</summary>
internal static class VitalSigns
{
    private const string Core = "http://hl7.org/fhir/StructureDefinition/";

    public static IEnumerable<string> ProfileOf(Node resource)
    {
        if (!resource["resourceType"].Is("Observation"))
        {
            return [];
        }

        foreach (var coding in resource["code"].All("coding"))
        {
            if (coding["system"].Is("http://loinc.org") && Name(coding["code"].Text) is { } name)
            {
                return [Core + name];
            }
        }

        return [];
    }

    private static string? Name(string? loinc) => loinc switch
    {
        "85353-1" => "vitalspanel",
        "9279-1" => "resprate",
        "8867-4" => "heartrate",
        "2708-6" or "59408-5" => "oxygensat",
        "8310-5" => "bodytemp",
        "8302-2" => "bodyheight",
        "9843-4" or "8287-5" => "headcircum",
        "29463-7" => "bodyweight",
        "39156-5" => "bmi",
        "85354-9" => "bp",
        _ => null,
    };
}
