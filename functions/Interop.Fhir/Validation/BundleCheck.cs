using Interop.Fhir.Definitions;
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
            Entry(bundle, entry, findings);
        }
    }

    /// <summary>What is asked of each entry.</summary>
    public static void Entry(Node bundle, Node entry, Findings findings)
    {
        if (entry["fullUrl"].Text is { } url && !url.Contains(':', StringComparison.Ordinal))
        {
            findings.Add(IssueCodes.FhirFullUrlRelative, entry);
        }

        FullUrl(bundle, entry, findings);

        if (bundle["type"].Is("searchset"))
        {
            SearchMode(entry, findings);
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
            if (literal.Utf8.IndexOf("/_history/"u8) > 0)
            {
                Version(reference, literal.Text!, run, findings);
            }

            if (literal.Utf8.StartsWith("urn:uuid:"u8) && root["type"].SharedText is "document" or "message" or "transaction" ? !run.Bundle.Has(literal.Text!)
                : root["type"].Is("document"u8) && IsOfComposition(reference) && !run.Bundle.Resolve(literal.Text!, reference).Exists)
            {
                findings.Add(IssueCodes.FhirReferenceNotInBundle, reference, reference.Name!);
            }
        }
        else if (root["resourceType"].Is("Parameters"u8) && literal.Utf8.Count((byte)'/') == 1 && !InParameters(root, literal.Text!))
        {
            findings.Add(IssueCodes.FhirReferenceNotInBundle, reference, reference.Name!);
        }
    }

    /// <summary>A reference to a version is not answered by another one.</summary>
    private static void Version(Node reference, string text, ValidationRun run, Findings findings)
    {
        var history = text.IndexOf("/_history/", StringComparison.Ordinal);
        if (history > 0 && run.Bundle.Resolve(text, reference)["meta"]["versionId"].Text is { } version && version != text[(history + 10)..].Split('#')[0])
        {
            findings.Add(IssueCodes.FhirReferenceVersion, reference);
        }
    }

    /// <summary>What a Composition refers to is in the document (http://hl7.org/fhir/R4/documents.html#content).</summary>
    private static bool IsOfComposition(Node reference)
    {
        for (var at = reference.Parent; at.Exists; at = at.Parent)
        {
            if (at["resourceType"].Exists)
            {
                return at["resourceType"].Is("Composition") && at.Name == "resource";
            }

            if (at.Name == "extension")
            {
                return false;
            }
        }

        return false;
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

    /// <summary>A <c>fullUrl</c> is there where references need it, and one that ends in <c>Type/id</c> names the resource that it stands beside.</summary>
    private static void FullUrl(Node bundle, Node entry, Findings findings)
    {
        var resource = entry["resource"];
        if (!resource.Exists)
        {
            return;
        }

        if (entry["fullUrl"].Text is not { } url)
        {
            if (bundle["type"].Text is "document" or "message")
            {
                findings.Add(IssueCodes.FhirFullUrlMissing, entry);
            }

            return;
        }

        var steps = url.Split('/');
        if (steps.Length > 3 && url.StartsWith("http", StringComparison.Ordinal) && R4Definitions.Instance.FindResource(steps[^2]) is { } type && resource["id"].Text is { } id
            && (type.Name != resource["resourceType"].Text || steps[^1] != id))
        {
            findings.Add(IssueCodes.FhirFullUrlOther, entry);
        }
    }

    private static void SearchMode(Node entry, Findings findings)
    {
        var isOutcome = entry["resource"]["resourceType"].Is("OperationOutcome");
        var mode = entry["search"]["mode"];
        if (entry["resource"].Exists && ((mode.Is("outcome") && !isOutcome) || (mode.Is("match") && isOutcome)))
        {
            findings.AddOutside(IssueCodes.FhirSearchMode, entry["resource"]);
        }
    }
}
