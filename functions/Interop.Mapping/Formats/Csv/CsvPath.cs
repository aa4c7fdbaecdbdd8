using System.Globalization;
using Interop.Fhir.Tree;

namespace Interop.Mapping.Formats.Csv;

/// <summary>Spells places as a person reads a sheet: <c>row 3, column birthDate</c>; row 1 is the first below the header.</summary>
internal static class CsvPath
{
    public static string Of(Node node)
    {
        if (node.Parent.Name == "rows")
        {
            var number = 1;
            for (var sibling = node.Parent.FirstChild; sibling != node; sibling = sibling.NextSibling)
            {
                number++;
            }

            return "row " + number.ToString(CultureInfo.InvariantCulture);
        }

        return node.Parent.Parent.Name == "rows" ? Of(node.Parent) + ", column " + node.Name : node.Name ?? "table";
    }
}
