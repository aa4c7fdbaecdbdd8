using Interop.Fhir.FhirPath.Values;

namespace Interop.Fhir.FhirPath.Operators;

/// <summary>What <c>%name</c> stands for (https://hl7.org/fhir/R4/fhirpath.html#variables).</summary>
internal static class Variables
{
    public static bool TryGet(Scope scope, string name, out Items value)
    {
        var context = scope.Context;
        if (context.Variables is { } given && given.TryGetValue(name, out var items))
        {
            value = Items.Of(items);
            return true;
        }

        var text = name switch
        {
            "ucum" => NodeValue.UcumSystem,
            "sct" => "http://snomed.info/sct",
            "loinc" => "http://loinc.org",
            _ when name.StartsWith("vs-", StringComparison.Ordinal) => "http://hl7.org/fhir/ValueSet/" + name[3..],
            _ when name.StartsWith("ext-", StringComparison.Ordinal) => "http://hl7.org/fhir/StructureDefinition/" + name[4..],
            _ => null,
        };
        if (text is not null)
        {
            value = new Items(FhirPathItem.Of(text));
            return true;
        }

        value = name switch
        {
            "context" => scope.Root.This,
            "resource" => Resource(scope),
            "rootResource" => context.RootResource.Exists ? new Items(FhirPathItem.Of(context.RootResource)) : Resource(scope),
            _ => default,
        };
        return name is "context" or "resource" or "rootResource";
    }

    private static Items Resource(Scope scope) => scope.Context.Resource.Exists ? new Items(FhirPathItem.Of(scope.Context.Resource)) : scope.Root.This;
}
