using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Interop.Fhir.FhirPath;
using Interop.Fhir.Json;
using Interop.Fhir.Tree;

namespace Interop.Functions.Commands;

/// <summary>Writes FHIRPath results: <c>{"type":"string","value":"x"}</c>.</summary>
internal static class FhirPathOutput
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string ToJson(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Primitive values are texts, so that decimals keep their digits and dates their precision; elements are their JSON.</summary>
    public static void Write(Utf8JsonWriter writer, FhirPathItem item)
    {
        writer.WriteStartObject();
        writer.WriteString("type", TypeName(item.Type));
        writer.WritePropertyName("value");
        if (item.Node.Kind == NodeKind.Object)
        {
            writer.WriteRawValue(FhirJson.ToBytes(item.Node));
        }
        else
        {
            writer.WriteStringValue(item.Text);
        }

        writer.WriteEndObject();
    }

    // System types are named as FHIR names the same primitives: integer, dateTime.
    private static string TypeName(FhirPathType type) =>
        type.Namespace == "System" && type.Name is not ("Quantity" or "TypeInfo") ? char.ToLowerInvariant(type.Name[0]) + type.Name[1..] : type.Name;
}
