using Interop.Fhir.Definitions;
using Interop.Fhir.Issues;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Validation;

/// <summary>Search parameters that refer to R4's own: the same type, and no resource type that R4's is not for.</summary>
internal static class SearchParameterCheck
{
    private const string Core = "http://hl7.org/fhir/SearchParameter/";

    public static void Of(Node resource, R4Definitions r4, Findings findings)
    {
        if (resource["resourceType"].Is("SearchParameter"))
        {
            Derived(resource, r4, findings);
        }
        else if (resource["resourceType"].Is("CapabilityStatement"))
        {
            foreach (var supported in resource.All("rest").SelectMany(rest => rest.All("resource")).SelectMany(type => type.All("searchParam")))
            {
                if (Find(supported["definition"].Text, r4) is { } known && supported["type"].Text is { } type && type != known.Type)
                {
                    findings.Add(IssueCodes.FhirSearchParameter, supported, known.Type);
                }
            }
        }
    }

    private static void Derived(Node parameter, R4Definitions r4, Findings findings)
    {
        if (Find(parameter["derivedFrom"].Text, r4) is { } known
            && (!parameter["type"].Is(known.Type) || parameter.All("base").Any(b => !known.Bases.Contains(b.Text ?? "") && !known.Bases.Contains("Resource"))))
        {
            findings.Add(IssueCodes.FhirSearchParameter, parameter, known.Type);
        }
    }

    /// <summary>R4 names its parameters <c>Type-code</c>.</summary>
    private static SearchParameter? Find(string? url, R4Definitions r4)
    {
        if (url?.StartsWith(Core, StringComparison.Ordinal) != true)
        {
            return null;
        }

        var dash = url.IndexOf('-', Core.Length);
        return dash < 0 ? null : r4.FindSearchParameter(url[Core.Length..dash], url[(dash + 1)..]);
    }
}
