using System.Globalization;
using System.Text;
using Interop.Fhir.Tree;

namespace Interop.Mapping.Ledgers;

/// <summary>Spells the place of a node.</summary>
internal static class TreePaths
{
    /// <summary>JSON path of a record tree's node: <c>$.lines[2].steps[0].doses[0].quantity</c>.</summary>
    public static string JsonPath(Node node)
    {
        var path = new StringBuilder();
        AppendJsonPath(path, node);
        return path.ToString();
    }

    private static void AppendJsonPath(StringBuilder path, Node node)
    {
        if (!node.Parent.Exists)
        {
            path.Append('$');
            return;
        }

        AppendJsonPath(path, node.Parent);
        AppendMember(path, node.Name);
        if (node.IsListItem)
        {
            path.Append(CultureInfo.InvariantCulture, $"[{IndexOf(node)}]");
        }
    }

    public static void AppendMember(StringBuilder path, string? name)
    {
        if (name is null)
        {
            return;
        }

        var simple = name.Length > 0 && name.All(c => char.IsLetterOrDigit(c) || c is '_' or '-');
        _ = simple ? path.Append('.').Append(name) : path.Append("['").Append(name.Replace("'", "\\'", StringComparison.Ordinal)).Append("']");
    }

    /// <summary>FHIRPath of a FHIR tree's node: <c>Bundle.entry[0].resource.name[0].family</c>.</summary>
    public static string FhirPath(Node node)
    {
        if (!node.Parent.Exists)
        {
            return node["resourceType"].Text ?? "$this";
        }

        var path = FhirPath(node.Parent) + "." + node.Name;
        return node.IsListItem ? path + "[" + IndexOf(node).ToString(CultureInfo.InvariantCulture) + "]" : path;
    }

    private static int IndexOf(Node node)
    {
        var index = 0;
        foreach (var sibling in node.Parent.Children)
        {
            if (sibling == node)
            {
                break;
            }

            index += sibling.Name == node.Name ? 1 : 0;
        }

        return index;
    }
}
