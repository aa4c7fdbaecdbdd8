using System.Globalization;
using System.Text;
using Interop.Fhir.Definitions;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Validation;

/// <summary>
/// Spells the place of an element as HL7's validator does: <c>Patient.name[0].given[1]</c>, <c>Observation.value.ofType(Quantity)</c>,
/// <c>Bundle.entry[3].resource.status</c>. List elements always have an index, others never; a choice names its type.
/// </summary>
public static class FhirExpression
{
    /// <summary>
    /// The expression of a node of a FHIR tree, from the tree's root. With <paramref name="resourceIds"/>, a resource inside another is
    /// followed by the comment <c>/*Type/id*/</c> that HL7's validator writes; logical ids are then part of the text.
    /// </summary>
    public static string Of(Node node, bool resourceIds = false) => Of(node, resourceIds, new StringBuilder(128));

    /// <summary>The same, written with a builder that is used again.</summary>
    internal static string Of(Node node, bool resourceIds, StringBuilder text)
    {
        text.Clear();
        Append(node, text, resourceIds);
        return text.ToString();
    }

    private static TypeDefinition? Append(Node node, StringBuilder text, bool resourceIds) =>
        !node.Exists ? null : node.Parent.Exists ? Step(node, Append(node.Parent, text, resourceIds), text, resourceIds) : Root(node, text);

    /// <summary>A property name that may be shown: names that are no FHIR names can be anything, so they are not repeated.</summary>
    public static string SafeName(string name)
    {
        var safe = name.Length is > 0 and <= 64 && char.IsAsciiLetter(name[name[0] == '_' && name.Length > 1 ? 1 : 0]);
        foreach (var c in name)
        {
            safe &= char.IsAsciiLetterOrDigit(c) || c == '_';
        }

        return safe ? name : "?";
    }

    private static TypeDefinition? Root(Node node, StringBuilder text)
    {
        var type = R4Definitions.Instance.FindResource(node["resourceType"].SharedText);
        text.Append(type?.Name ?? node.Name ?? "Resource");
        return type;
    }

    private static TypeDefinition? Step(Node node, TypeDefinition? parent, StringBuilder text, bool resourceIds)
    {
        if (parent is null || !parent.TryFind(node.Name!, out var match))
        {
            text.Append('.').Append(SafeName(node.Name ?? "?"));
            AppendIndex(node, node.IsListItem, text);
            return null;
        }

        text.Append('.').Append(match.Element.Name);
        AppendIndex(node, match.Element.IsList, text);
        if (match.Element.IsChoice)
        {
            text.Append(".ofType(").Append(match.Type.Name).Append(')');
        }

        if (match.Type.Kind != TypeKind.Resource)
        {
            return match.Type;
        }

        var resource = R4Definitions.Instance.FindResource(node["resourceType"].SharedText);
        if (resourceIds && resource is not null)
        {
            text.Append("/*").Append(resource.Name).Append('/').Append(node["id"].Text ?? "null").Append("*/");
        }

        return resource;
    }

    private static void AppendIndex(Node node, bool isList, StringBuilder text)
    {
        if (!isList)
        {
            return;
        }

        var index = 0;
        for (var sibling = node.Parent.FirstChild; sibling.Exists && sibling != node; sibling = sibling.NextSibling)
        {
            index += sibling.Name == node.Name ? 1 : 0;
        }

        text.Append('[').Append(index.ToString(CultureInfo.InvariantCulture)).Append(']');
    }
}
