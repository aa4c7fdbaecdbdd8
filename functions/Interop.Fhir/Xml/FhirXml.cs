using System.Buffers;
using Interop.Fhir.Issues;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Xml;

/// <summary>FHIR XML (http://hl7.org/fhir/R4/xml.html) to FHIR trees and back. The trees are those that FHIR JSON gives.</summary>
public static class FhirXml
{
    /// <summary>Namespace of FHIR elements.</summary>
    public const string Namespace = "http://hl7.org/fhir";

    /// <summary>Namespace of a narrative.</summary>
    public const string XhtmlNamespace = "http://www.w3.org/1999/xhtml";

    /// <summary>
    /// Reads one resource. No tree when the text is no well-formed XML in UTF-8, has a document type, is nested too deep, or its root is no
    /// FHIR element. What a FHIR tree cannot hold (foreign attributes and elements, text between elements) is reported as an error with
    /// line and column and left out. Elements that R4 does not define are kept, for the validator to name.
    /// </summary>
    public static NodeTree? Read(ReadOnlyMemory<byte> utf8, ICollection<Issue> issues) => FhirXmlReader.Read(utf8, issues);

    /// <summary>Writes a resource, elements in the order that R4 defines.</summary>
    public static void Write(Node resource, IBufferWriter<byte> output) => new FhirXmlWriter(output).Write(resource);

    /// <summary>A resource as bytes, for callers that keep them.</summary>
    public static byte[] ToBytes(Node resource)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        Write(resource, buffer);
        return buffer.WrittenSpan.ToArray();
    }
}
