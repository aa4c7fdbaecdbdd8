using System.Globalization;
using System.Text.RegularExpressions;
using Interop.Fhir.Tree;
using Interop.Mapping.Formats.Hl7v2;

namespace Interop.Mapping.Formats;

/// <summary>
/// Finds a value by the spelling of its format: <c>patient.localId</c> (JSON), <c>PID-3[2].4.2</c> (HL7 v2; what has no number is the first),
/// <c>/Messages/Prescription/@id</c> (XML; likewise), <c>localId</c> (CSV: the cell of that column in the first row).
/// </summary>
public static partial class RecordAddress
{
    /// <summary>The node, or the node that does not exist.</summary>
    public static Node Find(RecordFormat format, NodeTree record, string address) => format switch
    {
        RecordFormat.Hl7v2 => FindHl7(record.Root["segments"], address),
        RecordFormat.Xml => FindXml(record.Root, address),
        RecordFormat.Csv => record.Root["rows"].FirstChild[address],
        _ => FindMember(record.Root, address),
    };

    private static Node FindMember(Node node, string path)
    {
        foreach (var name in path.Split('.'))
        {
            node = node[name];
        }

        return node;
    }

    private static Node FindHl7(Node segments, string address)
    {
        var match = Hl7Pattern().Match(address);
        if (!match.Success)
        {
            return default;
        }

        var segment = Nth(segments, Number(match, 2), match.Groups[1].Value);
        var (field, component, subcomponent) = (Number(match, 3), Number(match, 5), Number(match, 6));
        return field > Hl7Names.Max || component > Hl7Names.Max
            ? default
            : Nth(segment[Hl7Names.Field(field)], Number(match, 4), null)[Hl7Names.Component(component, subcomponent)];
    }

    private static Node FindXml(Node node, string address)
    {
        foreach (var step in address.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var match = XmlPattern().Match(step);
            node = node[match.Groups[1].Value == "text()" ? "#text" : match.Groups[1].Value];
            node = node.Kind == NodeKind.Array ? Nth(node, Number(match, 2), null) : node;
        }

        return node.Kind == NodeKind.Object ? node["#text"] : node;
    }

    private static Node Nth(Node list, int number, string? id)
    {
        foreach (var item in list.Children)
        {
            if ((id is null || item["id"].Is(id)) && --number == 0)
            {
                return item;
            }
        }

        return default;
    }

    private static int Number(Match match, int group) =>
        int.TryParse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : 1;

    [GeneratedRegex(@"^([A-Z][A-Z0-9]{2})(?:\[(\d{1,6})\])?-(\d{1,6})(?:\[(\d{1,6})\])?(?:\.(\d{1,6})(?:\.(\d{1,6}))?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Hl7Pattern();

    [GeneratedRegex(@"^([^\[]*)(?:\[(\d{1,6})\])?$", RegexOptions.CultureInvariant)]
    private static partial Regex XmlPattern();
}
