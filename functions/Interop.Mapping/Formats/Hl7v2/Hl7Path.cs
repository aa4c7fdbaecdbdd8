using System.Globalization;
using Interop.Fhir.Tree;

namespace Interop.Mapping.Formats.Hl7v2;

/// <summary>Spells places as HL7 people do: <c>PID-3[2].4.2</c>; a segment or field that repeats has its number, from 1, in brackets.</summary>
internal static class Hl7Path
{
    public static string Of(Node node)
    {
        if (Hl7Names.TryComponent(node.Name, out var component, out var subcomponent))
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"{Of(node.Parent)}.{component}");
            return subcomponent == 1 ? place : string.Create(CultureInfo.InvariantCulture, $"{place}.{subcomponent}");
        }

        if (Hl7Names.TryField(node.Name, out var field))
        {
            return string.Create(CultureInfo.InvariantCulture, $"{Of(node.Parent)}-{field}");
        }

        return !node.Parent.Exists ? "message"
            : node.Name is not null ? node.Name == "segments" ? "message" : Of(node.Parent)
            : node.Parent.Name == "segments" ? Segment(node)
            : Of(node.Parent) + Number(node, sameId: false);
    }

    private static string Segment(Node node) => (node["id"].Text ?? "segment") + Number(node, sameId: true);

    private static string Number(Node node, bool sameId)
    {
        var id = sameId ? node["id"].Text : null;
        var (number, count) = (0, 0);
        foreach (var sibling in node.Parent.Children)
        {
            count += id is null || sibling["id"].Is(id) ? 1 : 0;
            number = sibling == node ? count : number;
        }

        return count == 1 ? "" : "[" + number.ToString(CultureInfo.InvariantCulture) + "]";
    }
}
