using System.Text;
using System.Text.Json.Nodes;

namespace Interop.Functions.Documentation;

/// <summary>The fields of a schema as lines of a Markdown table: name, type, how often, what is allowed, an example from a real case.</summary>
internal sealed class SchemaTable(JsonObject schemas)
{
    private const int ExampleLength = 40;

    private readonly StringBuilder lines = new();

    /// <summary>Components that the table refers to; whoever writes the page explains them too.</summary>
    public HashSet<string> Blocks { get; } = new(StringComparer.Ordinal);

    /// <summary>The table of one component.</summary>
    public string Of(string component, JsonNode? example)
    {
        lines.Clear().Append("| Field | Type | Card. | Allowed, meaning | Example |\n|---|---|---|---|---|\n");
        AddProperties(schemas[component]!.AsObject(), "", example);
        return lines.ToString();
    }

    /// <summary>What the schema asks for only under a condition, a sentence each.</summary>
    public static IEnumerable<string> Conditions(JsonNode? schema)
    {
        foreach (var rule in new[] { schema }.Concat(schema?["allOf"]?.AsArray() ?? []).Where(r => r?["if"] is not null))
        {
            var condition = string.Join(" and ", rule!["if"]!["properties"]?.AsObject().Select(p => $"`{p.Key}` is `{p.Value!["const"]}`") ?? []);
            foreach (var (branch, words) in new[] { (rule["then"], "When " + condition), (rule["else"], "Otherwise") })
            {
                if (Needed(branch, "").ToList() is { Count: > 0 } needed)
                {
                    yield return $"{words}, {string.Join(", ", needed.Select(n => $"`{n}`"))} must be there.";
                }

                foreach (var further in Conditions(branch))
                {
                    yield return further;
                }
            }
        }
    }

    private static IEnumerable<string> Needed(JsonNode? branch, string path) =>
        (branch?["required"]?.AsArray() ?? []).Select(r => path + r)
            .Concat((branch?["properties"]?.AsObject() ?? []).SelectMany(p => Needed(p.Value, path + p.Key + ".")));

    private void AddProperties(JsonObject schema, string prefix, JsonNode? example)
    {
        var required = (schema["required"]?.AsArray() ?? []).Select(r => r!.GetValue<string>()).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, property) in schema["properties"]?.AsObject() ?? [])
        {
            Add(property!.AsObject(), prefix + name, required.Contains(name), (example as JsonObject)?[name]);
        }
    }

    private void Add(JsonObject schema, string path, bool required, JsonNode? example)
    {
        var many = schema["items"] is JsonObject;
        var item = many ? schema["items"]!.AsObject() : schema;
        var least = schema["minItems"]?.GetValue<int>() ?? 0;
        var cardinality = (required && (!many || least > 0) ? "1" : "0") + (many ? "-n" : required ? "" : "-1");
        var shown = many ? (example as JsonArray)?.FirstOrDefault() : example;
        path += many ? "[]" : "";
        var meaning = string.Join(" ", new[] { Allowed(item), Text(schema), many ? Text(item) : null }.Where(t => !string.IsNullOrEmpty(t)));
        lines.Append(System.Globalization.CultureInfo.InvariantCulture, $"| `{path}` | {TypeOf(item)} | {cardinality} | {Cell(meaning)} | {Example(shown)} |\n");
        foreach (var part in new[] { item }.Concat((item["allOf"]?.AsArray() ?? []).OfType<JsonObject>()))
        {
            AddProperties(part, path + ".", shown);
        }
    }

    private string TypeOf(JsonObject schema)
    {
        if (schema["$ref"]?.GetValue<string>() is { } reference)
        {
            var name = reference[(reference.LastIndexOf('/') + 1)..];
            Blocks.Add(name);
            return $"[{name}](#{name.ToLowerInvariant()})";
        }

        return schema["allOf"]?.AsArray().OfType<JsonObject>().FirstOrDefault(p => p.ContainsKey("$ref")) is { } extended ? TypeOf(extended)
            : schema["format"]?.GetValue<string>() ?? (schema["type"] is JsonArray types ? string.Join(" or ", types) : schema["type"]?.ToString()) ?? "";
    }

    private static string Allowed(JsonObject schema)
    {
        var parts = new List<string>();
        if (schema["const"] is { } constant)
        {
            parts.Add($"`{constant}`");
        }

        if (schema["enum"] is JsonArray codes)
        {
            parts.Add(string.Join(", ", codes.Select(c => $"`{c}`")));
        }

        if (schema["pattern"] is { } pattern)
        {
            parts.Add($"like `{pattern}`");
        }

        foreach (var (keyword, sign) in new[] { ("minimum", "≥"), ("exclusiveMinimum", ">"), ("maximum", "≤"), ("exclusiveMaximum", "<") })
        {
            if (schema[keyword] is { } limit)
            {
                parts.Add($"{sign} {limit}");
            }
        }

        return parts.Count == 0 ? "" : string.Join(", ", parts) + ".";
    }

    private static string? Text(JsonObject schema) => schema["description"]?.GetValue<string>();

    private static string Example(JsonNode? value)
    {
        if (value is not JsonValue)
        {
            return "";
        }

        var text = value.ToJsonString(KindPage.Plain);
        return Cell($"`{(text.Length > ExampleLength ? string.Concat(text.AsSpan(0, ExampleLength), "…") : text)}`");
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace('\n', ' ');
}
