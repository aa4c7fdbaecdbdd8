using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Interop.Mapping.Language;
using Interop.Mapping.Runtime;

namespace Interop.Mapping.Output;

/// <summary>Writes the object that a script returned as JSON, without nulls and empties; every value written marks its origins as carried.</summary>
internal static class JsonPayloadWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 128 };

    public static ReadOnlyMemory<byte> Write(Run run, Value root, ScriptSpan script)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            WriteValue(run, json, root, script, 0);
        }

        return buffer.WrittenMemory;
    }

    private static void WriteValue(Run run, Utf8JsonWriter json, Value value, ScriptSpan place, int depth)
    {
        if (depth > 64)
        {
            throw Run.LimitFault(place, "depth", 64);
        }

        OutputValues.Carry(run, value.IsObject || value.IsList ? 0 : value.Origin);
        run.Spend(place, 16);
        if (value.IsObject)
        {
            WriteObject(run, json, value, place, depth);
        }
        else if (value.IsList)
        {
            WriteList(run, json, value, place, depth);
        }
        else if (value.Kind == ValueKind.NodeString)
        {
            json.WriteStringValue(value.Node.Utf8);
        }
        else if (value.IsText)
        {
            json.WriteStringValue(value.Text);
        }
        else
        {
            WriteOther(json, value, place);
        }
    }

    private static void WriteOther(Utf8JsonWriter json, Value value, ScriptSpan place)
    {
        switch (value.Kind)
        {
            case ValueKind.Bool:
                json.WriteBooleanValue(value.Bool);
                break;
            case ValueKind.Date:
                json.WriteStringValue(OutputValues.Spell(value));
                break;
            case ValueKind.Null or ValueKind.Empty:
                json.WriteNullValue();
                break;
            default:
                var number = value.IsNumber ? OutputValues.Spell(value) : "";
                if (number.Length == 0)
                {
                    throw Run.Fault(place, "this kind of value cannot be JSON");
                }

                json.WriteRawValue(number);
                break;
        }
    }

    private static void WriteObject(Run run, Utf8JsonWriter json, Value value, ScriptSpan place, int depth)
    {
        json.WriteStartObject();
        foreach (var (name, member) in Members.All(run, value))
        {
            if (OutputValues.IsBlank(run, member))
            {
                OutputValues.CarryBlank(run, member);
                continue;
            }

            json.WritePropertyName(name);
            WriteValue(run, json, member, place, depth + 1);
        }

        json.WriteEndObject();
    }

    private static void WriteList(Run run, Utf8JsonWriter json, Value value, ScriptSpan place, int depth)
    {
        json.WriteStartArray();
        foreach (var item in new ListItems(run, value))
        {
            if (!OutputValues.IsBlank(run, item))
            {
                WriteValue(run, json, item, place, depth + 1);
            }
        }

        json.WriteEndArray();
    }
}
