using Interop.Fhir.Definitions;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Validation;

/// <summary>Whether a Coding or CodeableConcept takes its code from a required value set.</summary>
internal static class RequiredCodes
{
    public static bool Has(Node node, TypeDefinition type, CodeList codes)
    {
        switch (type.Name)
        {
            case "Coding":
                return HasCoding(node, codes);
            case "CodeableConcept":
                var codings = false;
                foreach (var child in node.Children)
                {
                    codings |= child.Name == "coding";
                    if (child.Name == "coding" && HasCoding(child, codes))
                    {
                        return true;
                    }
                }

                // Text alone does not satisfy a required binding; an extension may say why there is no code.
                return !codings && !node["text"].Exists;
            default:
                return true;
        }
    }

    private static bool HasCoding(Node coding, CodeList codes)
    {
        var system = coding["system"];
        return system.HasValue && codes.Contains(NameCache.Get(system.Utf8), coding["code"].Utf8);
    }
}
