using Interop.Fhir.Issues;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Validation;

/// <summary>
/// Ids inside a resource: each is there once, without spaces, and every contained resource has one
/// (http://hl7.org/fhir/R4/element.html#id, http://hl7.org/fhir/R4/references.html#contained).
/// </summary>
internal static class IdCheck
{
    public static void Of(Node resource, Findings findings)
    {
        // A StructureDefinition says the same ids in its snapshot and in its differential.
        var seen = resource["resourceType"].Is("StructureDefinition") ? null : new Ids();
        foreach (var child in resource.Children)
        {
            if (child.Name == "contained")
            {
                Contained(child, seen, findings);
            }
            else if (child.FirstChild.Exists)
            {
                Elements(child, seen, findings);
            }
        }
    }

    private static void Contained(Node contained, Ids? seen, Findings findings)
    {
        if (contained["id"].SharedText is not { } id)
        {
            findings.AddOutside(IssueCodes.FhirContainedId, contained);
        }
        else if (seen?.Add(id) == false)
        {
            findings.Add(IssueCodes.FhirIdRepeated, contained["id"]);
        }
    }

    private static void Elements(Node element, Ids? seen, Findings findings)
    {
        foreach (var child in element.Children)
        {
            if (child.Name == "id" && child.Kind == NodeKind.String)
            {
                if (child.Utf8.IndexOfAny((byte)' ', (byte)'\t', (byte)'\n') >= 0)
                {
                    findings.Add(IssueCodes.FhirIdSpace, child);
                }
                else if (seen?.Add(child.SharedText!) == false)
                {
                    findings.Add(IssueCodes.FhirIdRepeated, child);
                }
            }
            else if (child.FirstChild.Exists && !child["resourceType"].Exists)
            {
                Elements(child, seen, findings);
            }
        }
    }

    /// <summary>Made when the first id is met: most resources have none inside.</summary>
    private sealed class Ids
    {
        private HashSet<string>? ids;

        public bool Add(string id) => (ids ??= new HashSet<string>(StringComparer.Ordinal)).Add(id);
    }
}
