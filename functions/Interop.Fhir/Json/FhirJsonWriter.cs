using System.Buffers;
using System.Text;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Json;

/// <summary>Writes a FHIR tree: siblings of one name that are list items become one array, a primitive's children become <c>_name</c>.</summary>
internal ref struct FhirJsonWriter(IBufferWriter<byte> output, FhirJsonWriteOptions options)
{
    private Utf8Output json = new(output, options.Indented);

    public void Write(Node node)
    {
        if (node.Kind == NodeKind.Object)
        {
            WriteObject(node, skipMeta: options.SkipMeta);
        }
        else
        {
            WriteScalar(node);
        }

        json.Flush();
    }

    private void WriteObject(Node node, bool skipMeta = false)
    {
        var first = true;
        json.Open((byte)'{');
        var child = node.FirstChild;
        while (child.Exists)
        {
            if (skipMeta && child.Name == "meta")
            {
                child = child.NextSibling;
            }
            else if (child.IsListItem)
            {
                child = WriteList(child, ref first);
            }
            else
            {
                WriteSingle(child, ref first);
                child = child.NextSibling;
            }
        }

        json.Close((byte)'}', first);
    }

    private void WriteSingle(Node node, ref bool first)
    {
        var bare = node.Kind is NodeKind.Object || !node.FirstChild.Exists;
        if (bare || node.HasValue)
        {
            json.Separate(ref first);
            json.Name(node.Name!);
            WriteValue(node);
        }

        if (!bare)
        {
            json.Separate(ref first);
            json.Name(node.Name!, shadow: true);
            WriteObject(node);
        }
    }

    /// <summary>Writes the list that starts here and returns the node after it.</summary>
    private Node WriteList(Node start, ref bool first)
    {
        var values = false;
        var extensions = false;
        var end = start;
        for (; end.Exists && end.IsListItem && end.Name == start.Name; end = end.NextSibling)
        {
            var extended = end.Kind != NodeKind.Object && end.FirstChild.Exists;
            extensions |= extended;
            values |= !extended || end.HasValue;
        }

        if (values)
        {
            WriteItems(start, end, ref first, shadow: false);
        }

        if (extensions)
        {
            WriteItems(start, end, ref first, shadow: true);
        }

        return end;
    }

    private void WriteItems(Node start, Node end, ref bool first, bool shadow)
    {
        json.Separate(ref first);
        json.Name(start.Name!, shadow);
        json.Open((byte)'[');
        var firstItem = true;
        for (var item = start; item != end; item = item.NextSibling)
        {
            json.Separate(ref firstItem);
            if (!shadow)
            {
                WriteValue(item);
            }
            else if (item.FirstChild.Exists)
            {
                WriteObject(item);
            }
            else
            {
                json.Raw("null"u8);
            }
        }

        json.Close((byte)']', firstItem);
    }

    private void WriteValue(Node node)
    {
        if (node.Kind == NodeKind.Object)
        {
            WriteObject(node);
        }
        else if (options.MapReference is { } map && node.Kind == NodeKind.String && node.Name == "reference" && map(node.Text!) is { } mapped)
        {
            json.Text(Encoding.UTF8.GetBytes(mapped));
        }
        else
        {
            WriteScalar(node);
        }
    }

    private void WriteScalar(Node node)
    {
        switch (node.Kind)
        {
            case NodeKind.String:
                json.Text(node.Utf8);
                break;
            case NodeKind.Number or NodeKind.True or NodeKind.False:
                json.Raw(node.Utf8);
                break;
            case NodeKind.Null:
                json.Raw("null"u8);
                break;
            default:
                throw new InvalidOperationException("A FHIR tree holds no array nodes.");
        }
    }
}
