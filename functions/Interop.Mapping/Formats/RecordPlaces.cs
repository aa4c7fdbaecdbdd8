using System.Globalization;
using Interop.Fhir.Issues;
using Interop.Fhir.Tree;
using Interop.Mapping.Formats.Hl7v2;

namespace Interop.Mapping.Formats;

/// <summary>Says an issue's place in the words of the sender's format instead of the tree's.</summary>
internal static class RecordPlaces
{
    /// <summary>The same issue; its source, a JSON path of the tree, becomes segment and field, XPath, or row and column.</summary>
    public static Issue Translate(RecordFormat format, NodeTree record, Issue issue)
    {
        if (issue.Location.Source is not ['$', .. var path])
        {
            return issue;
        }

        var node = record.Root;
        while (path.Length > 0 && Step(ref node, ref path))
        {
        }

        var place = RecordFormats.PathOf(format, node) + Missing(format, path);
        return issue with { Location = issue.Location with { Source = place.Length == 0 ? "/" : place, Line = LineOf(format, record, node) ?? issue.Location.Line } };
    }

    /// <summary>HL7 v2 counts segments as lines, whichever character ends them.</summary>
    private static int? LineOf(RecordFormat format, NodeTree record, Node node)
    {
        if (format != RecordFormat.Hl7v2 || node.Offset < 0)
        {
            return null;
        }

        var before = record.Source.Span[..node.Offset];
        var lines = 1;
        for (var i = 0; i < before.Length; i++)
        {
            lines += before[i] == '\r' || before[i] == '\n' && (i == 0 || before[i - 1] != '\r') ? 1 : 0;
        }

        return lines;
    }

    /// <summary>Goes one member or index down; false when there is no such child.</summary>
    private static bool Step(ref Node node, ref string path)
    {
        var (name, index, length) = Next(path);
        var child = default(Node);
        if (name is not null)
        {
            child = node[name];
        }
        else
        {
            var position = 0;
            foreach (var item in node.Children)
            {
                child = position++ == index ? item : child;
            }
        }

        if (!child.Exists)
        {
            return false;
        }

        (node, path) = (child, path[length..]);
        return true;
    }

    private static (string? Name, int Index, int Length) Next(string path)
    {
        if (path.StartsWith("['", StringComparison.Ordinal))
        {
            var end = path.IndexOf("']", StringComparison.Ordinal);
            end = end < 0 ? path.Length - 2 : end;
            return (path[2..end].Replace("\\'", "'", StringComparison.Ordinal), 0, end + 2);
        }

        var stop = path.IndexOfAny(['.', '['], 1);
        stop = stop < 0 ? path.Length : stop;
        return path[0] == '[' && int.TryParse(path[1..stop].TrimEnd(']'), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? (null, index, stop)
            : (path[1..stop], 0, stop);
    }

    /// <summary>What of the path is not in the record: the field that should be there.</summary>
    private static string Missing(RecordFormat format, string path)
    {
        if (path.Length == 0)
        {
            return "";
        }

        var name = Next(path).Name ?? "";
        return format switch
        {
            RecordFormat.Hl7v2 when Hl7Names.TryField(name, out var field) => string.Create(CultureInfo.InvariantCulture, $"-{field}"),
            RecordFormat.Hl7v2 when Hl7Names.TryComponent(name, out var component, out _) => string.Create(CultureInfo.InvariantCulture, $".{component}"),
            RecordFormat.Xml => "/" + (name == "#text" ? "text()" : name),
            RecordFormat.Csv => ", column " + name,
            _ => path,
        };
    }
}
