using System.Globalization;
using System.Text;
using System.Xml;
using Interop.Fhir.Issues;
using Interop.Fhir.Tree;

namespace Interop.Mapping.Formats.Xml;

/// <summary>
/// Reads XML 1.0 with namespaces into a record tree.
/// <code>
/// {"Messages": {"@xmlns": "urn:x", "M_Prescription": [{"@id": "7", "Nom": [{"#text": "DURAND"}]}, {"@id": "8"}]}}
/// </code>
/// The root has one member, the document's element. An element is always an object: attributes are <c>@name</c>; child elements of one
/// name are one list, even when there is one; text is <c>#text</c>, a list of texts where it is mixed with elements. Names keep their prefix as
/// spelled, and declarations are the attributes <c>@xmlns</c>, <c>@xmlns:p</c>. Read exactly, an element whose children of one name are not
/// together, or whose content is mixed, has <c>#order</c>: the names of its content in order. Left out, as canonical XML leaves it out or as
/// layout: comments, processing instructions, white space between elements (unless <c>xml:space</c> keeps it).
/// A document type is refused, so there are no entities beyond the five of XML. At most 64 levels.
/// </summary>
public static class XmlRecordReader
{
    /// <summary>As in JSON (<see cref="JsonTreeReader.MaxDepth"/>).</summary>
    public const int MaxDepth = 64;

    /// <summary>Characters of one text.</summary>
    public const int MaxCharacters = 64 * 1024 * 1024;

    /// <summary>Reads a document. No tree when it is not well formed; the issue has line and column.</summary>
    public static NodeTree? Read(ReadOnlyMemory<byte> bytes, ICollection<Issue> issues, bool exact = false)
    {
        var name = StatedEncoding(bytes.Span);
        if (Charsets.Find(name) is not { } encoding)
        {
            issues.Add(new Issue(IssueCodes.FormatEncodingUnknown, new IssueLocation { Line = 1 }, "UTF-8, ISO-8859-1, ISO-8859-15"));
            return null;
        }

        if (Charsets.ToUtf8(bytes, encoding, name, issues) is not { } utf8)
        {
            return null;
        }

        if (utf8.Length > MaxCharacters)
        {
            issues.Add(new Issue(IssueCodes.FormatTooLarge, IssueLocation.None, MaxCharacters.ToString(CultureInfo.InvariantCulture)));
            return null;
        }

        var text = Encoding.UTF8.GetString(utf8.Span);
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true };
        using var reader = XmlReader.Create(new StringReader(text), settings);
        try
        {
            return ReadDocument(reader, new XmlOffsets(text, (IXmlLineInfo)reader), issues) is { } root ? Build(root, utf8, exact) : null;
        }
        catch (XmlException fault)
        {
            issues.Add(new Issue(IssueCodes.XmlSyntax, new IssueLocation { Line = Math.Max(fault.LineNumber, 1), Column = Math.Max(fault.LinePosition, 1) }));
            return null;
        }
    }

    private static string StatedEncoding(ReadOnlySpan<byte> bytes)
    {
        // The declaration is ASCII in every encoding that is read here.
        var end = bytes.StartsWith("<?xml"u8) ? bytes.IndexOf("?>"u8) : -1;
        var declaration = end is > 0 and < 256 ? Encoding.ASCII.GetString(bytes[..end]) : "";
        var at = declaration.IndexOf("encoding", StringComparison.Ordinal);
        var parts = at < 0 ? [] : declaration[at..].Split('"', '\'');
        return parts.Length > 1 ? parts[1] : "UTF-8";
    }

    private static XmlItem? ReadDocument(XmlReader reader, XmlOffsets offsets, ICollection<Issue> issues)
    {
        var open = new Stack<XmlItem>();
        XmlItem? root = null;
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element when open.Count == MaxDepth:
                    var place = (IXmlLineInfo)reader;
                    issues.Add(new Issue(IssueCodes.XmlTooDeep, new IssueLocation { Line = place.LineNumber, Column = place.LinePosition }));
                    return null;
                case XmlNodeType.Element:
                    var empty = reader.IsEmptyElement;
                    var element = ReadStart(reader, offsets, open.TryPeek(out var parent) && parent.KeepsSpace);
                    root ??= element;
                    parent?.Content.Add(element);
                    if (!empty)
                    {
                        open.Push(element);
                    }

                    break;
                case XmlNodeType.EndElement:
                    open.Pop().DropLayout();
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace when open.Count > 0:
                    open.Peek().AddText(reader.Value, offsets.Here());
                    break;
            }
        }

        return root;
    }

    private static XmlItem ReadStart(XmlReader reader, XmlOffsets offsets, bool keepsSpace)
    {
        var element = new XmlItem(reader.Name, offsets.Here()) { KeepsSpace = keepsSpace };
        while (reader.MoveToNextAttribute())
        {
            element.Attributes.Add((reader.Name, reader.Value, offsets.Here()));
            element.KeepsSpace = reader.Name == "xml:space" ? reader.Value == "preserve" : element.KeepsSpace;
        }

        return element;
    }

    private static NodeTree Build(XmlItem root, ReadOnlyMemory<byte> utf8, bool exact)
    {
        var builder = new NodeTreeBuilder(utf8);
        builder.Begin(null, NodeKind.Object, 0);
        AddElement(builder, root, root.Name, exact);
        builder.End();
        return builder.Build();
    }

    private static void AddElement(NodeTreeBuilder builder, XmlItem element, string? name, bool exact)
    {
        builder.Begin(name, NodeKind.Object, element.Offset, listItem: name is null);
        foreach (var attribute in element.Attributes)
        {
            builder.Add("@" + attribute.Name, NodeKind.String, attribute.Value, attribute.Offset);
        }

        if (element.Content is [{ Name: null } only])
        {
            builder.Add("#text", NodeKind.String, only.Text!.ToString(), only.Offset);
        }
        else
        {
            AddContent(builder, element, exact);
        }

        builder.End();
    }

    private static void AddContent(NodeTreeBuilder builder, XmlItem element, bool exact)
    {
        var groups = element.Content.GroupBy(c => c.Name ?? "#text", StringComparer.Ordinal).ToList();
        if (exact && !element.Content.SequenceEqual(groups.SelectMany(g => g)))
        {
            builder.Begin("#order", NodeKind.Array, element.Offset);
            element.Content.ForEach(c => builder.Add(null, NodeKind.String, c.Name ?? "#text", c.Offset, listItem: true));
            builder.End();
        }

        foreach (var group in groups)
        {
            builder.Begin(group.Key, NodeKind.Array, group.First().Offset);
            foreach (var item in group)
            {
                if (item.Name is null)
                {
                    builder.Add(null, NodeKind.String, item.Text!.ToString(), item.Offset, listItem: true);
                }
                else
                {
                    AddElement(builder, item, null, exact);
                }
            }

            builder.End();
        }
    }
}
