using System.Text.RegularExpressions;
using Interop.Fhir.Issues;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Validation;

/// <summary>
/// Links inside a narrative (<c>href="#x"</c>) lead to an anchor of the narrative, to one of another narrative of the same document, or to a
/// contained resource (http://hl7.org/fhir/R4/narrative.html#id).
/// </summary>
internal static partial class NarrativeLinks
{
    public static void Of(Node div, ValidationRun run)
    {
        if (div.Kind != NodeKind.String || div.Utf8.IndexOf("href=\"#"u8) < 0)
        {
            return;
        }

        var anchors = new HashSet<string>(StringComparer.Ordinal);
        Anchors(run.Root, anchors);
        foreach (Match link in Links().Matches(div.Text!))
        {
            if (link.Groups[1].Value is { Length: > 0 } target && !anchors.Contains(target) && run.Streamed?.HasAnchor(target) != true)
            {
                run.Findings.Add(IssueCodes.FhirNarrativeLink, div);
                return;
            }
        }
    }

    internal static void Anchors(Node node, HashSet<string> anchors)
    {
        if (node.Name == "div" && node.Kind == NodeKind.String)
        {
            foreach (Match anchor in Ids().Matches(node.Text!))
            {
                anchors.Add(anchor.Groups[1].Value);
            }
        }
        else if (node.Name == "id" && node.HasValue)
        {
            anchors.Add(node.Text!);
        }

        foreach (var child in node.Children)
        {
            Anchors(child, anchors);
        }
    }

    [GeneratedRegex("href=\"#([^\"]*)\"", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Links();

    [GeneratedRegex("\\s(?:id|name)=\"([^\"]+)\"", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Ids();
}
