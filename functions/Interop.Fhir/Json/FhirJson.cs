using System.Buffers;
using Interop.Fhir.Issues;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Json;

/// <summary>FHIR JSON (http://hl7.org/fhir/R4/json.html) to FHIR trees and back; plain JSON from record trees.</summary>
public static class FhirJson
{
    /// <summary>
    /// Reads one resource into a FHIR tree. No tree when the text is broken (as <see cref="JsonTreeReader"/>) or no JSON object.
    /// Shapes that a FHIR tree cannot hold (arrays in arrays, empty arrays, a <c>_name</c> unlike its <c>name</c>) are reported as
    /// errors with line and column and left out of the tree.
    /// </summary>
    public static NodeTree? Read(ReadOnlyMemory<byte> utf8, ICollection<Issue> issues) => FhirJsonReader.Read(utf8, issues);

    /// <summary>Writes a node of a FHIR tree: properties in tree order, numbers as they are spelled, <c>_name</c> after its <c>name</c>.</summary>
    public static void Write(Node node, IBufferWriter<byte> output, FhirJsonWriteOptions? options = null)
    {
        var writer = new FhirJsonWriter(output, options ?? FhirJsonWriteOptions.Compact);
        writer.Write(node);
    }

    /// <summary>Writes a node of a record tree as plain JSON.</summary>
    public static void WriteRecord(Node node, IBufferWriter<byte> output, bool indented = false)
    {
        var writer = new RecordJsonWriter(output, indented);
        writer.Write(node);
    }

    /// <summary>A FHIR tree as bytes, for callers that keep them.</summary>
    public static byte[] ToBytes(Node node, FhirJsonWriteOptions? options = null)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        Write(node, buffer, options);
        return buffer.WrittenSpan.ToArray();
    }
}
