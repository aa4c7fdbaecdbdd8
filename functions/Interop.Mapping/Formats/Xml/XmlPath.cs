using System.Globalization;
using Interop.Fhir.Tree;

namespace Interop.Mapping.Formats.Xml;

/// <summary>Spells places as XPath: <c>/Messages/M_Prescription[1]/@id</c>.</summary>
internal static class XmlPath
{
    public static string Of(Node node)
    {
        if (!node.Parent.Exists)
        {
            return "";
        }

        if (node.Name is { } name)
        {
            return Of(node.Parent) + "/" + (name == "#text" ? "text()" : name);
        }

        var position = 1;
        for (var sibling = node.Parent.FirstChild; sibling != node; sibling = sibling.NextSibling)
        {
            position++;
        }

        return Of(node.Parent) + "[" + position.ToString(CultureInfo.InvariantCulture) + "]";
    }
}
