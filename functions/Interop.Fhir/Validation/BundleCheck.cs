using Interop.Fhir.Issues;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Validation;

/// <summary>Rules of Bundles, and of Parameters, that look at several entries (http://hl7.org/fhir/R4/bundle.html).</summary>
internal static class BundleCheck
{
    public static void Of(Node bundle, Findings findings)
    {
        Links(bundle, findings);
        foreach (var entry in bundle.All("entry"))
        {
            if (entry["fullUrl"].Text is { } url && !url.Contains(':', StringComparison.Ordinal))
            {
                findings.Add(IssueCodes.FhirFullUrlRelative, entry);
            }
        }

        if (bundle["type"].Is("searchset"))
        {
            SearchModes(bundle, findings);
        }
    }

    /// <summary>A reference by <c>urn:uuid</c> in a document, message or transaction means an entry; one from a resource in Parameters to a type that is there means one of these.</summary>
    public static void Reference(Node reference, Node root, ValidationRun run, Findings findings)
    {
        var literal = reference["reference"];
        if (!literal.HasValue || literal.Utf8.StartsWith("#"u8))
        {
            return;
        }

        if (root["resourceType"].Is("Bundle"u8))
        {
            var type = root["type"];
            if (literal.Utf8.StartsWith("urn:uuid:"u8) && (type.Is("document"u8) || type.Is("message"u8) || type.Is("transaction"u8)) && !run.Bundle.Resolve(literal.Text!, reference).Exists)
            {
                findings.Add(IssueCodes.FhirReferenceNotInBundle, reference, reference.Name!);
            }
        }
        else if (root["resourceType"].Is("Parameters"u8) && literal.Text is { } text && text.Count(c => c == '/') == 1 && !InParameters(root, text))
        {
            findings.Add(IssueCodes.FhirReferenceNotInBundle, reference, reference.Name!);
        }
    }

    private static bool InParameters(Node parameters, string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var sameType = 0;
        foreach (var parameter in parameters.All("parameter"))
        {
            var resource = parameter["resource"];
            if (resource["resourceType"].Is(text[..slash]))
            {
                sameType++;
                if (resource["id"].Is(text[(slash + 1)..]))
                {
                    return true;
                }
            }
        }

        return sameType == 0;
    }

    private static void Links(Node bundle, Findings findings)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var link in bundle.All("link"))
        {
            if (link["relation"].Text is { } relation && !seen.Add(relation) && relation is "self" or "first" or "previous" or "next" or "last")
            {
                findings.Add(IssueCodes.FhirBundleLink, link);
            }
        }
    }

    private static void SearchModes(Node bundle, Findings findings)
    {
        foreach (var entry in bundle.All("entry"))
        {
            var isOutcome = entry["resource"]["resourceType"].Is("OperationOutcome");
            var mode = entry["search"]["mode"];
            if (entry["resource"].Exists && ((mode.Is("outcome") && !isOutcome) || (mode.Is("match") && isOutcome)))
            {
                findings.AddOutside(IssueCodes.FhirSearchMode, entry["resource"]);
            }
        }
    }
}
