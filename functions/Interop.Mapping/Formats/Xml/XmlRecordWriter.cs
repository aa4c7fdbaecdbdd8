using System.Buffers;
using System.Text;
using System.Xml;
using Interop.Fhir.Issues;
using Interop.Fhir.Tree;

namespace Interop.Mapping.Formats.Xml;

/// <summary>
/// Writes a tree of the shape of <see cref="XmlRecordReader"/> as XML in UTF-8. A document that was read exactly comes back equal under canonical
/// XML, layout between elements aside.
/// </summary>
public static class XmlRecordWriter
{
    private const string Format = "xml";

    /// <summary>Writes; false, with one issue that names the place, when the tree is of another shape, or has a name or character that XML lacks.</summary>
    public static bool Write(Node root, IBufferWriter<byte> output, ICollection<Issue> issues)
    {
        var buffer = new MemoryStream();
        try
        {
            if (root.FirstChild is not { Kind: NodeKind.Object } element || element.NextSibling.Exists)
            {
                throw TreeShapeException.At(root, Format, "an object with one member, the document's element");
            }

            var settings = new XmlWriterSettings { Encoding = new UTF8Encoding(false), NewLineHandling = NewLineHandling.Entitize };
            using (var xml = XmlWriter.Create(buffer, settings))
            {
                WriteElement(xml, element, element.Name!, 0);
            }

            output.Write(buffer.ToArray());
            return true;
        }
        catch (TreeShapeException fault)
        {
            issues.Add(fault.Issue);
            return false;
        }
    }

    private static void WriteElement(XmlWriter xml, Node element, string name, int depth)
    {
        if (element.Kind != NodeKind.Object || depth >= XmlRecordReader.MaxDepth)
        {
            throw TreeShapeException.At(element, Format, "an element (an object), at most 64 levels deep");
        }

        var (prefix, local) = Split(name);
        Guarded(element, () => xml.WriteStartElement(prefix, local, Namespace(element, prefix)));
        foreach (var attribute in element.Children)
        {
            if (attribute.Name!.StartsWith('@'))
            {
                WriteAttribute(xml, element, attribute);
            }
        }

        WriteContent(xml, element, depth);
        Guarded(element, xml.WriteEndElement);
    }

    private static void WriteAttribute(XmlWriter xml, Node element, Node attribute)
    {
        var (prefix, local) = Split(attribute.Name![1..]);
        var place = prefix.Length == 0 ? local == "xmlns" ? XmlNames.Xmlns : "" : Namespace(element, prefix);
        var value = Value(attribute);
        Guarded(attribute, () => xml.WriteAttributeString(prefix.Length == 0 ? null : prefix, local, place, value));
    }

    private static void WriteContent(XmlWriter xml, Node element, int depth)
    {
        if (element["#order"] is { Exists: true } order)
        {
            WriteOrdered(xml, element, order, depth);
            return;
        }

        foreach (var member in element.Children)
        {
            if (member.Name == "#text" && member.Kind != NodeKind.Array)
            {
                WriteText(xml, member);
            }
            else if (!member.Name!.StartsWith('@'))
            {
                foreach (var item in Items(member))
                {
                    WriteItem(xml, item, member.Name, depth);
                }
            }
        }
    }

    /// <summary>Takes the next item of each named list in turn; every item must be named.</summary>
    private static void WriteOrdered(XmlWriter xml, Node element, Node order, int depth)
    {
        var queues = new Dictionary<string, Queue<Node>>(StringComparer.Ordinal);
        foreach (var member in element.Children)
        {
            if (member.Name != "#order" && !member.Name!.StartsWith('@'))
            {
                queues[member.Name] = new Queue<Node>(Items(member));
            }
        }

        foreach (var entry in Items(order))
        {
            if (!queues.TryGetValue(Value(entry), out var queue) || !queue.TryDequeue(out var item))
            {
                throw TreeShapeException.At(entry, Format, "the name of a list that has an item left");
            }

            WriteItem(xml, item, Value(entry), depth);
        }

        if (queues.Values.Any(q => q.Count > 0))
        {
            throw TreeShapeException.At(order, Format, "the name of every child, as often as it occurs");
        }
    }

    private static void WriteItem(XmlWriter xml, Node item, string name, int depth)
    {
        if (name == "#text")
        {
            WriteText(xml, item);
        }
        else
        {
            WriteElement(xml, item, name, depth + 1);
        }
    }

    private static void WriteText(XmlWriter xml, Node text)
    {
        var value = Value(text);
        Guarded(text, () => xml.WriteString(value));
    }

    private static List<Node> Items(Node list)
    {
        if (list.Kind != NodeKind.Array)
        {
            throw TreeShapeException.At(list, Format, "a list");
        }

        var items = new List<Node>();
        foreach (var item in list.Children)
        {
            items.Add(item);
        }

        return items;
    }

    private static string Value(Node node) => node.Kind is NodeKind.Object or NodeKind.Array ? throw TreeShapeException.At(node, Format, "a plain value") : node.Text ?? "";

    private static (string Prefix, string Local) Split(string name)
    {
        var cut = name.IndexOf(':', StringComparison.Ordinal);
        return cut < 0 ? ("", name) : (name[..cut], name[(cut + 1)..]);
    }

    /// <summary>The namespace of a prefix: declared on the element itself or on one around it.</summary>
    private static string Namespace(Node element, string prefix) => prefix switch
    {
        "xmlns" => XmlNames.Xmlns,
        "xml" => XmlNames.Xml,
        _ => element[prefix.Length == 0 ? "@xmlns" : "@xmlns:" + prefix].Text ?? Inherited(element, prefix),
    };

    private static string Inherited(Node element, string prefix)
    {
        for (var node = element.Parent; node.Exists; node = node.Parent)
        {
            if (node.Kind == NodeKind.Object && node[prefix.Length == 0 ? "@xmlns" : "@xmlns:" + prefix].Text is { } found)
            {
                return found;
            }
        }

        return prefix.Length == 0 ? "" : throw TreeShapeException.At(element, Format, "prefixes that an @xmlns attribute declares");
    }

    /// <summary>The writer refuses names and characters that XML has no place for; that becomes a fault at the node.</summary>
    private static void Guarded(Node node, Action write)
    {
        try
        {
            write();
        }
        catch (Exception fault) when (fault is XmlException or ArgumentException or InvalidOperationException)
        {
            throw TreeShapeException.At(node, Format, "a name and characters that XML allows");
        }
    }

    private static class XmlNames
    {
        public const string Xmlns = "http://www.w3.org/2000/xmlns/";
        public const string Xml = "http://www.w3.org/XML/1998/namespace";
    }
}
