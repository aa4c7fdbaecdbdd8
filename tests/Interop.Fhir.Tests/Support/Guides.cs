using Interop.Fhir.Packages;
using Interop.Fhir.Validation;

namespace Interop.Fhir.Tests.Support;

/// <summary>Small implementation guides made of definitions in a test.</summary>
internal static class Guides
{
    public const string Url = "http://test.example/StructureDefinition/p";

    public static Conformance Of(params string[] definitions)
    {
        var guide = new Conformance();
        Assert.All(definitions, json => Assert.True(guide.Add(Samples.Read(json))));
        return guide;
    }

    /// <summary>A profile of a type with a differential of these elements.</summary>
    public static string Profile(string type, string elements, string url = Url, string? parent = null) =>
        $$$"""{"resourceType":"StructureDefinition","url":"{{{url}}}","name":"P","status":"active","kind":"resource","abstract":false,"type":"{{{type}}}","baseDefinition":"{{{parent ?? "http://hl7.org/fhir/StructureDefinition/" + type}}}","derivation":"constraint","differential":{"element":[{{{elements}}}]}}""";

    /// <summary>Errors and notes, recommendations left out, each as <c>code at expression</c>.</summary>
    public static IReadOnlyList<string> Findings(Conformance guide, string json, params string[] profiles) =>
        [.. ResourceValidator.Validate(Samples.Read(json), new ValidationOptions { Conformance = guide, Profiles = profiles })
            .Where(i => i.Code.Id != "fhir-rule-advice").Select(i => i.Code.Id + " at " + i.Location.Expression)];

    /// <summary>The findings of a resource under the profile with these elements.</summary>
    public static IReadOnlyList<string> Under(string elements, string json) =>
        Findings(Of(Profile(Samples.Read(json)["resourceType"].Text!, elements)), json, Url);
}
