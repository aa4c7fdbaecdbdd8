using System.Buffers;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Json;

/// <summary>Writes a record tree as the JSON it has the shape of.</summary>
internal ref struct RecordJsonWriter(IBufferWriter<byte> output, bool indented)
{
    private Utf8Output json = new(output, indented);

    public void Write(Node node)
    {
        WriteValue(node);
        json.Flush();
    }

    private void WriteValue(Node node)
    {
        switch (node.Kind)
        {
            case NodeKind.Object or NodeKind.Array:
                WriteChildren(node, named: node.Kind == NodeKind.Object);
                break;
            case NodeKind.String:
                json.Text(node.Utf8);
                break;
            case NodeKind.Null:
                json.Raw("null"u8);
                break;
            default:
                json.Raw(node.Utf8);
                break;
        }
    }

    private void WriteChildren(Node node, bool named)
    {
        var first = true;
        json.Open(named ? (byte)'{' : (byte)'[');
        foreach (var child in node.Children)
        {
            json.Separate(ref first);
            if (named)
            {
                json.Name(child.Name!);
            }

            WriteValue(child);
        }

        json.Close(named ? (byte)'}' : (byte)']', first);
    }
}
