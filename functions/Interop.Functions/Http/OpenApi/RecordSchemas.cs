using System.Text.Json.Nodes;
using Interop.Mapping;

namespace Interop.Functions.Http.OpenApi;

/// <summary>
/// The schemas of records and payloads as components of an OpenAPI document: references lead to components, and a record that asks for other fields
/// when it is cancelled becomes two schemas, since client generators know nothing of <c>if</c> and <c>then</c>.
/// </summary>
internal sealed class RecordSchemas
{
    private const string Components = "#/components/schemas/";

    private readonly JsonObject schemas;
    private readonly Dictionary<string, string> blocks = new(StringComparer.Ordinal);

    public RecordSchemas(JsonObject schemas, ReadOnlyMemory<byte> blockText)
    {
        this.schemas = schemas;
        var definitions = JsonNode.Parse(blockText.Span)!["$defs"]?.AsObject() ?? [];
        foreach (var (key, block) in definitions)
        {
            blocks[key] = NameOf(block!["title"]?.GetValue<string>() ?? key);
        }

        foreach (var (key, block) in definitions)
        {
            schemas[blocks[key]] = Converted(block!, "");
        }
    }

    /// <summary><c>medissimo/pillbox-plan</c> is <c>MedissimoPillboxPlan</c>.</summary>
    public static string NameOf(string mapping) =>
        string.Concat(mapping.Split('/', '-', ' ').Where(w => w.Length > 0).Select(w => char.ToUpperInvariant(w[0]) + w[1..]));

    /// <summary>Adds a record and gives what may be sent: one of these.</summary>
    public JsonNode AddRecord(RecordMapping record)
    {
        var name = NameOf(record.Name);
        var schema = JsonNode.Parse(record.Schema.Text.Span)!.AsObject();
        if (schema["if"]?["properties"]?["action"]?["const"]?.GetValue<string>() is not { } action)
        {
            Add(name, schema);
            return Reference(name);
        }

        var (then, otherwise) = (schema["then"], schema["else"]);
        var cancelled = name + NameOf(action);
        Add(cancelled, Variant(schema, then, new JsonObject { ["const"] = action }));
        var others = schema["properties"]?["action"]?["enum"]?.AsArray().Select(a => a!.GetValue<string>()).Where(a => a != action).ToArray() ?? [];
        Add(name, Variant(schema, otherwise, new JsonObject { ["type"] = "string", ["enum"] = new JsonArray([.. others.Select(o => (JsonNode)o)]) }));
        return new JsonObject { ["oneOf"] = new JsonArray(Reference(name), Reference(cancelled)) };
    }

    /// <summary>Adds what a message carries.</summary>
    public JsonNode AddPayload(MessageMapping message)
    {
        var name = NameOf(message.Name);
        Add(name, JsonNode.Parse(message.Schema.Text.Span)!.AsObject());
        return Reference(name);
    }

    public static JsonObject Reference(string name) => new() { ["$ref"] = Components + name };

    private void Add(string name, JsonObject schema)
    {
        foreach (var (key, definition) in schema["$defs"]?.AsObject() ?? [])
        {
            schemas[name + NameOf(key)] = Converted(definition!, name);
        }

        schemas[name] = Converted(schema, name);
    }

    /// <summary>The record with what one branch adds: its properties in the place of the general ones, its required fields beside them.</summary>
    private static JsonObject Variant(JsonObject schema, JsonNode? branch, JsonNode action)
    {
        var variant = schema.DeepClone().AsObject();
        variant.Remove("if");
        variant.Remove("then");
        variant.Remove("else");
        var properties = variant["properties"]!.AsObject();
        foreach (var (key, property) in branch?["properties"]?.AsObject() ?? [])
        {
            properties[key] = property!.DeepClone();
        }

        properties["action"] = action;
        var required = new[] { variant["required"], branch?["required"] }.SelectMany(r => r?.AsArray() ?? []).Select(r => r!.GetValue<string>()).Distinct();
        variant["required"] = new JsonArray([.. required.Select(r => (JsonNode)r)]);
        foreach (var (key, rule) in branch?.AsObject().Where(p => p.Key is not ("properties" or "required")) ?? [])
        {
            variant[key] = rule!.DeepClone();
        }

        return variant;
    }

    private JsonNode Converted(JsonNode node, string owner) => node switch
    {
        JsonObject source => new JsonObject(source.Where(p => p.Key is not ("$schema" or "$id" or "$defs"))
            .Select(p => KeyValuePair.Create(p.Key, p.Key == "$ref" ? Target(p.Value!.GetValue<string>(), owner) : p.Value is null ? null : Converted(p.Value, owner)))),
        JsonArray list => new JsonArray([.. list.Select(item => item is null ? null : Converted(item, owner))]),
        _ => node.DeepClone(),
    };

    private JsonNode Target(string reference, string owner)
    {
        var key = reference[(reference.LastIndexOf('/') + 1)..];
        var own = reference.StartsWith('#') && owner.Length > 0;
        return Components + (own ? owner + NameOf(key) : blocks[key]);
    }
}
