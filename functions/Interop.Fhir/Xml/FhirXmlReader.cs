using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using System.Xml;
using Interop.Fhir.FhirPath;
using Interop.Fhir.Issues;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Xml;

/// <summary>FHIR XML into a FHIR tree in one pass. The definitions say which elements are lists, numbers, booleans, narratives and resources.</summary>
internal sealed class FhirXmlReader
{
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true, CloseInput = true,
    };

    private readonly XmlReader reader;
    private readonly XmlSource source;
    private readonly NodeTreeBuilder builder;
    private readonly ICollection<Issue> issues;

    private FhirXmlReader(XmlReader reader, XmlSource source, ICollection<Issue> issues)
    {
        this.reader = reader;
        this.source = source;
        this.issues = issues;
        builder = new NodeTreeBuilder(source.Bytes);
    }

    private int Offset => source.Offset((IXmlLineInfo)reader);

    public static NodeTree? Read(ReadOnlyMemory<byte> utf8, ICollection<Issue> issues)
    {
        var source = new XmlSource(utf8);
        if (!Utf8.IsValid(utf8.Span))
        {
            issues.Add(new Issue(IssueCodes.XmlNotUtf8, IssueLocation.None));
            return null;
        }

        try
        {
            using var reader = XmlReader.Create(Open(utf8), Settings);
            return new FhirXmlReader(reader, source, issues).ReadAll();
        }
        catch (XmlException fault)
        {
            issues.Add(new Issue(IssueCodes.XmlSyntax, source.Location(source.Offset(fault.LineNumber, fault.LinePosition))));
            return null;
        }
    }

    // A text reader, not a stream: the bytes are UTF-8 whatever a declaration claims, and offsets are counted in them.
    private static StreamReader Open(ReadOnlyMemory<byte> utf8)
    {
        var bytes = MemoryMarshal.TryGetArray(utf8, out var segment) ? segment : new ArraySegment<byte>(utf8.ToArray());
        return new StreamReader(new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false), Encoding.UTF8);
    }

    private NodeTree? ReadAll()
    {
        while (reader.Read() && reader.NodeType != XmlNodeType.Element)
        {
            if (reader.NodeType == XmlNodeType.XmlDeclaration && reader.GetAttribute("encoding") is { } encoding
                && !encoding.Equals("utf-8", StringComparison.OrdinalIgnoreCase) && !encoding.Equals("us-ascii", StringComparison.OrdinalIgnoreCase))
            {
                issues.Add(new Issue(IssueCodes.XmlNotUtf8, source.Location(Offset)));
                return null;
            }
        }

        if (reader.NamespaceURI != FhirXml.Namespace || !char.IsAsciiLetterUpper(reader.LocalName[0]))
        {
            issues.Add(new Issue(IssueCodes.XmlNotAResource, source.Location(Offset)));
            return null;
        }

        if (!ReadResource(null, listItem: false, Offset))
        {
            return null;
        }

        while (reader.Read())
        {
            // What follows the root is comments and white space, or an exception.
        }

        return builder.Build();
    }

    /// <summary>Reads the element the reader is on, which is a resource, as the child of a name.</summary>
    private bool ReadResource(string? name, bool listItem, int offset)
    {
        var typeName = reader.LocalName;
        builder.Begin(name, NodeKind.Object, offset, listItem);
        builder.Add("resourceType", NodeKind.String, typeName, offset);
        ReportAttributes(isExtension: false, allowId: false, allowValue: false);
        var done = ReadChildren(TypeModel.Find(typeName) ?? SystemTypes.Unknown);
        builder.End();
        return done;
    }

    /// <summary>Reads up to the end of the current element. False when nesting goes too deep.</summary>
    private bool ReadChildren(FhirPathType type)
    {
        if (reader.IsEmptyElement)
        {
            return true;
        }

        if (reader.Depth > JsonTreeReader.MaxDepth)
        {
            issues.Add(new Issue(IssueCodes.XmlTooDeep, source.Location(Offset)));
            return false;
        }

        var order = new ElementOrder();
        var depth = reader.Depth;
        while (reader.Read() && reader.Depth > depth)
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element when !ReadElement(type, order):
                    return false;
                case XmlNodeType.Text or XmlNodeType.CDATA:
                    issues.Add(new Issue(IssueCodes.XmlText, source.Location(Offset)));
                    break;
            }
        }

        return true;
    }

    private bool ReadElement(FhirPathType parent, ElementOrder order)
    {
        var name = reader.LocalName;
        var offset = Offset;
        var isXhtml = reader.NamespaceURI == FhirXml.XhtmlNamespace;
        if (reader.NamespaceURI != FhirXml.Namespace && !isXhtml)
        {
            issues.Add(new Issue(IssueCodes.XmlForeign, source.Location(offset), name));
            SkipElement();
            return true;
        }

        var declared = TypeModel.ElementOf(parent, name);
        var type = declared is null ? SystemTypes.Unknown : declared.IsChoice ? declared.TypeOf(name)! : declared.Types[0];
        if (!order.Next(name, declared))
        {
            issues.Add(new Issue(IssueCodes.XmlOrder, source.Location(offset), name));
        }

        if (isXhtml)
        {
            ReadNarrative(name, offset);
            return true;
        }

        var listItem = declared?.IsList ?? false;
        return type.Name == "Resource" ? ReadInnerResource(name, listItem, offset)
            : type.IsPrimitive || type.Kind == ValueKind.Unknown && reader.GetAttribute("value") is not null ? ReadPrimitive(name, type, listItem, offset)
            : ReadComplex(name, type, listItem, offset);
    }

    private bool ReadInnerResource(string name, bool listItem, int offset)
    {
        if (reader.IsEmptyElement)
        {
            return true;
        }

        var depth = reader.Depth;
        var found = false;
        while (reader.Read() && reader.Depth > depth)
        {
            if (reader.NodeType == XmlNodeType.Element && !found && reader.NamespaceURI == FhirXml.Namespace)
            {
                found = true;
                if (!ReadResource(name, listItem, Offset))
                {
                    return false;
                }
            }
            else if (reader.NodeType == XmlNodeType.Element)
            {
                issues.Add(new Issue(IssueCodes.XmlForeign, source.Location(Offset), reader.LocalName));
                SkipElement();
            }
        }

        if (!found)
        {
            issues.Add(new Issue(IssueCodes.XmlNotAResource, source.Location(offset)));
        }

        return true;
    }

    private bool ReadComplex(string name, FhirPathType type, bool listItem, int offset)
    {
        builder.Begin(name, NodeKind.Object, offset, listItem);
        var isExtension = type.Name == "Extension";
        ReportAttributes(isExtension, allowId: true, allowValue: false);
        AddAttribute("id", offset);
        if (isExtension || type.Kind == ValueKind.Unknown)
        {
            AddAttribute("url", offset);
        }

        var done = ReadChildren(type);
        builder.End();
        return done;
    }

    private bool ReadPrimitive(string name, FhirPathType type, bool listItem, int offset)
    {
        var value = reader.GetAttribute("value");
        var kind = value is null ? NodeKind.Null : XmlLiteral.KindOf(type, value);
        ReportAttributes(isExtension: false, allowId: true, allowValue: true);
        var index = builder.Begin(name, kind, offset, listItem);
        if (value is not null)
        {
            builder.SetValue(index, Encoding.UTF8.GetBytes(value));
        }

        AddAttribute("id", offset);
        var done = ReadChildren(type.Kind == ValueKind.Unknown ? TypeModel.String : type);
        builder.End();
        return done;
    }

    private void AddAttribute(string name, int offset)
    {
        if (reader.GetAttribute(name) is { } value)
        {
            builder.Add(name, NodeKind.String, value, offset);
        }
    }

    /// <summary>A narrative is kept as it is written, so that it can be given back to the letter.</summary>
    private void ReadNarrative(string name, int offset)
    {
        var start = offset - 1;
        var isSelfContained = reader.Prefix.Length == 0 && reader.GetAttribute("xmlns") is not null;
        if (!isSelfContained)
        {
            using var inner = reader.ReadSubtree();
            inner.Read();
            builder.Add(name, NodeKind.String, inner.ReadOuterXml(), start);
            return;
        }

        SkipElement();
        var end = source.Bytes.Span[Offset..].IndexOf((byte)'>') + Offset + 1;
        builder.AddSlice(name, NodeKind.String, start, end - start, start);
    }

    // Ends on the end tag, where XmlReader.Skip would go on to what follows it; an empty element has none.
    private void SkipElement()
    {
        if (reader.IsEmptyElement)
        {
            return;
        }

        var depth = reader.Depth;
        while (reader.Read() && reader.Depth > depth)
        {
            // Everything inside is passed over.
        }
    }

    private void ReportAttributes(bool isExtension, bool allowId, bool allowValue)
    {
        for (var more = reader.MoveToFirstAttribute(); more; more = reader.MoveToNextAttribute())
        {
            var known = reader.NamespaceURI is "http://www.w3.org/2000/xmlns/" or "http://www.w3.org/2001/XMLSchema-instance"
                || reader.NamespaceURI.Length == 0 && reader.LocalName switch { "id" => allowId, "value" => allowValue, "url" => isExtension, _ => false };
            if (!known)
            {
                issues.Add(new Issue(IssueCodes.XmlAttribute, source.Location(Offset), reader.LocalName));
            }
        }

        reader.MoveToElement();
    }
}
