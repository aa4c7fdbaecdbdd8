using System.Buffers;
using System.Text;
using Interop.Fhir.FhirPath;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Xml;

/// <summary>Writes a FHIR tree as XML. Only what an attribute's value requires is escaped; a narrative is written as it stands.</summary>
internal sealed class FhirXmlWriter(IBufferWriter<byte> output)
{
    private static readonly SearchValues<byte> Escaped = SearchValues.Create("&<>\"\t\n\r"u8);

    public void Write(Node resource)
    {
        Raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"u8);
        WriteResource(resource, isRoot: true);
    }

    private void WriteResource(Node resource, bool isRoot)
    {
        var typeName = resource["resourceType"].Text ?? throw new InvalidOperationException("A resource without resourceType cannot be written as XML.");
        Raw("<"u8);
        Name(typeName);
        if (isRoot)
        {
            Raw(" xmlns=\"http://hl7.org/fhir\""u8);
        }

        Raw(">"u8);
        WriteChildren(resource, TypeModel.Find(typeName) ?? SystemTypes.Unknown, isResource: true);
        Raw("</"u8);
        Name(typeName);
        Raw(">"u8);
    }

    private void WriteChildren(Node node, FhirPathType type, bool isResource)
    {
        foreach (var child in InOrder(node, type))
        {
            var name = child.Name!;
            if (isResource ? name != "resourceType" : name != "id" && !(name == "url" && type.Name == "Extension"))
            {
                WriteElement(child, name, TypeModel.ChildType(type, node, child));
            }
        }
    }

    /// <summary>The order of the definition; what it does not have comes last, in tree order.</summary>
    private static IEnumerable<Node> InOrder(Node node, FhirPathType type)
    {
        var children = new List<(int Order, Node Node)>();
        foreach (var child in node.Children)
        {
            children.Add((TypeModel.ElementOf(type, child.Name!)?.Order ?? int.MaxValue, child));
        }

        return children.OrderBy(c => c.Order).Select(c => c.Node);
    }

    private void WriteElement(Node node, string name, FhirPathType type)
    {
        if (name == "div" && type.Name == "xhtml")
        {
            Raw(node.Utf8);
            return;
        }

        Raw("<"u8);
        Name(name);
        if (type.Is(TypeModel.Resource))
        {
            Raw(">"u8);
            WriteResource(node, isRoot: false);
            Close(name);
            return;
        }

        Attribute("id", node["id"]);
        if (type.Name == "Extension")
        {
            Attribute("url", node["url"]);
        }

        Attribute("value", node.HasValue ? node : default);
        if (HasElements(node, type))
        {
            Raw(">"u8);
            WriteChildren(node, type, isResource: false);
            Close(name);
        }
        else
        {
            Raw("/>"u8);
        }
    }

    private static bool HasElements(Node node, FhirPathType type)
    {
        foreach (var child in node.Children)
        {
            if (child.Name != "id" && !(child.Name == "url" && type.Name == "Extension"))
            {
                return true;
            }
        }

        return false;
    }

    private void Close(string name)
    {
        Raw("</"u8);
        Name(name);
        Raw(">"u8);
    }

    private void Attribute(string name, Node value)
    {
        if (!value.HasValue)
        {
            return;
        }

        Raw(" "u8);
        Name(name);
        Raw("=\""u8);
        var rest = value.Utf8;
        for (var at = rest.IndexOfAny(Escaped); at >= 0; at = rest.IndexOfAny(Escaped))
        {
            Raw(rest[..at]);
            Raw(rest[at] switch
            {
                (byte)'&' => "&amp;"u8,
                (byte)'<' => "&lt;"u8,
                (byte)'>' => "&gt;"u8,
                (byte)'"' => "&quot;"u8,
                (byte)'\t' => "&#9;"u8,
                (byte)'\n' => "&#10;"u8,
                _ => "&#13;"u8,
            });
            rest = rest[(at + 1)..];
        }

        Raw(rest);
        Raw("\""u8);
    }

    private void Name(string name) => Encoding.UTF8.GetBytes(name, output);

    private void Raw(ReadOnlySpan<byte> utf8) => output.Write(utf8);
}
