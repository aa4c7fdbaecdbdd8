using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Interop.Mapping.Language;
using Interop.Mapping.Output;
using Interop.Mapping.Runtime;

namespace Interop.Mapping.Functions;

/// <summary><c>object.from_json</c> and <c>object.to_json</c>.</summary>
internal static class JsonFunctions
{
    public static void AddTo(FunctionModule m)
    {
        m.Add("from_json", "json", "The value that a JSON text spells.", Read, ("(object.from_json '{\"a\": [1, 2]}').a[1]", "2"));
        m.Add("to_json", "value", "A value as JSON text.", Write, ("{a: 'x', b: [1, 2]} | object.to_json", "{\"a\":\"x\",\"b\":[1,2]}"), ("null | object.to_json", "null"));
    }

    private static Value Read(Run run, ReadOnlySpan<Value> a, ScriptSpan at)
    {
        if (a[0].IsNull)
        {
            return default;
        }

        var text = run.Text(a[0], out var origin);
        run.Spend(at, text.Length);
        try
        {
            using var json = JsonDocument.Parse(text);
            return Of(run, json.RootElement, origin, at);
        }
        catch (JsonException)
        {
            throw Run.Fault(at, "the text is not JSON");
        }
    }

    private static Value Of(Run run, JsonElement json, int origin, ScriptSpan at)
    {
        run.Spend(at, 16);
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                var target = new ScriptObject();
                foreach (var member in json.EnumerateObject())
                {
                    target.Set(member.Name, Of(run, member.Value, origin, at), at);
                }

                return Value.Of(target);
            case JsonValueKind.Array:
                var list = new ScriptArray(json.GetArrayLength());
                foreach (var item in json.EnumerateArray())
                {
                    list.Add(Of(run, item, origin, at));
                }

                return Value.Of(list);
            case JsonValueKind.String:
                return Value.Of(json.GetString(), origin);
            case JsonValueKind.Number:
                return json.TryGetInt64(out var whole) ? Value.Of(whole, origin) : json.TryGetDecimal(out var exact) ? Value.Of(exact, origin) : Value.Of(json.GetDouble(), origin);
            default:
                return json.ValueKind == JsonValueKind.Null ? default : Value.Of(json.ValueKind == JsonValueKind.True, origin);
        }
    }

    private static Value Write(Run run, ReadOnlySpan<Value> a, ScriptSpan at)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var origin = 0;
        using (var json = new Utf8JsonWriter(buffer))
        {
            Write(run, json, a[0], ref origin, 0, at);
        }

        run.Spend(at, buffer.WrittenCount);
        return Value.Of(Encoding.UTF8.GetString(buffer.WrittenSpan), origin);
    }

    private static void Write(Run run, Utf8JsonWriter json, Value value, ref int origin, int level, ScriptSpan at)
    {
        run.Visit(level);
        origin = run.Origins.Combine(origin, value.Origin);
        if (value.IsObject)
        {
            json.WriteStartObject();
            foreach (var (name, member) in Members.All(run, value))
            {
                if (member.Kind != ValueKind.Function)
                {
                    json.WritePropertyName(name);
                    Write(run, json, member, ref origin, level + 1, at);
                }
            }

            json.WriteEndObject();
        }
        else if (value.IsList)
        {
            json.WriteStartArray();
            foreach (var item in new ListItems(run, value))
            {
                Write(run, json, item, ref origin, level + 1, at);
            }

            json.WriteEndArray();
        }
        else
        {
            WriteScalar(run, json, value, at);
        }
    }

    private static void WriteScalar(Run run, Utf8JsonWriter json, Value value, ScriptSpan at)
    {
        switch (value.Kind)
        {
            case ValueKind.Null or ValueKind.Empty or ValueKind.Function:
                json.WriteNullValue();
                break;
            case ValueKind.Bool:
                json.WriteBooleanValue(value.Bool);
                break;
            case ValueKind.Date:
                json.WriteStringValue(value.Date.ToString(OutputValues.DateTimeFormat, CultureInfo.InvariantCulture));
                break;
            case ValueKind.TimeSpan:
                json.WriteStringValue(run.Text(value));
                break;
            default:
                if (value.IsText)
                {
                    json.WriteStringValue(value.Text);
                }
                else
                {
                    json.WriteRawValue(OutputValues.Spell(value) is { Length: > 0 } number ? number : throw Run.Fault(at, "a number without end cannot be JSON"));
                }

                break;
        }
    }
}
