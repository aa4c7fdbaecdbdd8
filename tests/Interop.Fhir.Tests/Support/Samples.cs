using System.Text;
using Interop.Fhir.Issues;
using Interop.Fhir.Json;
using Interop.Fhir.Tree;
using Interop.Fhir.Validation;

namespace Interop.Fhir.Tests.Support;

internal static class Samples
{
    public const string Observation = """
        {"resourceType":"Observation","id":"o1","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"8867-4"}]},
         "subject":{"reference":"Patient/p1"},"effectiveDateTime":"2026-11-16T09:00:00+01:00","valueQuantity":{"value":72.0,"unit":"/min"},
         "component":[{"code":{"text":"c"},"valueBoolean":true,"referenceRange":[{"low":{"value":1}}]}]}
        """;

    public const string Patient = """
        {"resourceType":"Patient","identifier":[{"use":"official","system":"urn:oid:1.2.250.1.213.1.4.10","value":"279035121518989"}],
         "name":[{"family":"Test","given":["A","B"]}],"gender":"female","birthDate":"1979-03","_birthDate":{"extension":[{"url":"http://x","valueCode":"c"}]},
         "multipleBirthInteger":2,"photo":[{"contentType":"image/png","data":"AAAA"}],"contact":[{"name":{"_family":{"extension":[{"url":"http://x","valueString":"y"}]}}}]}
        """;

    public const string List = """
        {"resourceType":"List","status":"current","mode":"snapshot","contained":[{"resourceType":"Patient","id":"p"}],"subject":{"reference":"#p"},
         "entry":[{"deleted":false,"item":{"reference":"MedicationStatement/1"}}]}
        """;

    public static Node Read(string json)
    {
        var issues = new List<Issue>();
        var tree = FhirJson.Read(Encoding.UTF8.GetBytes(json), issues);
        Assert.Empty(issues);
        return tree!.Root;
    }

    /// <summary>Each finding as <c>code at expression</c>.</summary>
    public static IReadOnlyList<string> Findings(string json) =>
        [.. StructureValidator.Validate(Read(json)).Select(i => $"{i.Code.Id} at {i.Location.Expression}")];
}
