using Interop.Fhir.Issues;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Validation;

/// <summary>dom-3: a contained resource is referred to from elsewhere in its container, or refers to the container (<c>#</c>).</summary>
internal static class ContainedCheck
{
    public static void All(Node container, Findings findings)
    {
        HashSet<string>? referred = null;
        foreach (var child in container.Children)
        {
            if (child.Name != "contained" || child["id"].SharedText is not { } id)
            {
                continue;
            }

            referred ??= Collect(container, new HashSet<string>(StringComparer.Ordinal));
            if (!referred.Contains("#" + id) && !RefersTo(child, "#"u8))
            {
                findings.AddOutside(IssueCodes.FhirContainedUnused, child);
            }
        }
    }

    /// <summary>Every text that can be a reference within the resource: in <c>reference</c> and in canonicals and uris of any name.</summary>
    private static HashSet<string> Collect(Node node, HashSet<string> references)
    {
        if (node.Kind == NodeKind.String && node.Utf8 is [(byte)'#', ..] local && local.Length <= 65)
        {
            references.Add(node.SharedText!);
        }

        foreach (var child in node.Children)
        {
            Collect(child, references);
        }

        return references;
    }

    private static bool RefersTo(Node node, ReadOnlySpan<byte> reference)
    {
        if (node.Is(reference))
        {
            return true;
        }

        foreach (var child in node.Children)
        {
            if (RefersTo(child, reference))
            {
                return true;
            }
        }

        return false;
    }
}
