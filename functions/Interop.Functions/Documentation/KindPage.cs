using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Functions.Http;
using Interop.Functions.Http.OpenApi;
using Interop.Mapping;
using Interop.Mapping.Formats;

namespace Interop.Functions.Documentation;

/// <summary>
/// <c>mappings/KIND/README.md</c>: what software of a kind may push and what it gets, field by field, with an example from the cases. Written from
/// the same schemas as <c>/openapi.json</c>.
/// </summary>
public sealed class KindPage
{
    internal static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonSerializerOptions Indented = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true };

    private readonly MappingCatalogue catalogue;
    private readonly IMappingFiles files;
    private readonly JsonObject schemas;
    private readonly SchemaTable table;
    private readonly StringBuilder page = new();

    private KindPage(MappingCatalogue catalogue, IMappingFiles files)
    {
        (this.catalogue, this.files) = (catalogue, files);
        schemas = JsonNode.Parse(OpenApiEndpoint.Create(catalogue))!["components"]!["schemas"]!.AsObject();
        table = new SchemaTable(schemas);
    }

    /// <summary>The page of one kind.</summary>
    public static string Create(MappingCatalogue catalogue, IMappingFiles files, Kind kind) => new KindPage(catalogue, files).Write(kind);

    private string Write(Kind kind)
    {
        Line($"# {kind.Name}\n\n{kind.Title.En} · {kind.Title.Fr}\n\n{kind.Description.En}\n\n{kind.Description.Fr}\n");
        Line("Written by `interop docs` from the schemas; change those. `/openapi.json` says the same to programs. Unknown is said by leaving a field out.\n");
        Line("*Écrit par `interop docs` à partir des schémas. Un champ inconnu est absent, jamais vide ni à zéro.*");
        kind.Records.ToList().ForEach(Write);
        kind.Messages.ToList().ForEach(Write);
        WriteBlocks();
        return page.ToString().TrimEnd('\n') + "\n";
    }

    private void Write(RecordMapping record)
    {
        var rules = record.Rules;
        Line($"\n## {record.Record}: {rules.Title.En} · {rules.Title.Fr}\n");
        Line($"`POST /ingest/{record.Name}`, {IngestEndpoint.MediaTypeOf(rules.Format)}. Key `{rules.Key}`, version `{rules.Version}`"
            + (rules.OrderBy is { } order ? $", in order per `{order}`" : "") + (rules.Consent is { } consent ? $". Needs a given consent for `{consent}`" : "") + ".\n");
        var example = Example(record.Name, output: false);
        var name = RecordSchemas.NameOf(record.Name);
        page.Append(table.Of(name, Parsed(rules.Format == RecordFormat.Json ? example : null)));
        if (schemas[name + "Cancel"] is { } cancelled)
        {
            Line($"\nTo withdraw it, `action` is `cancel`, with {Fields(cancelled)}; the rest may be left out.");
        }

        WriteConditions(name);
        WriteExample(example, rules.Format == RecordFormat.Json);
    }

    private void Write(MessageMapping message)
    {
        var way = FeedEndpoints.Feeds.Contains(message.Kind)
            ? $"Pulled with `GET /feeds/{message.Kind}`, as `item`."
            : "Posted to the endpoint's address, one at a time per patient, in order; `deliveryId` is the idempotency key (also the header `Idempotency-Key`).";
        Line($"\n## {message.Message}: {message.Title.En} · {message.Title.Fr}\n\n{way}\n");
        var example = Example(message.Name, output: true);
        var name = RecordSchemas.NameOf(message.Name);
        page.Append(table.Of(name, Parsed(example)));
        WriteConditions(name);
        WriteExample(example, true);
    }

    private void WriteBlocks()
    {
        var written = new HashSet<string>(StringComparer.Ordinal);
        while (table.Blocks.Except(written).Order(StringComparer.Ordinal).FirstOrDefault() is { } block)
        {
            written.Add(block);
            var text = schemas[block]!["description"]?.GetValue<string>();
            Line($"\n## {block}\n{(text is null ? "" : $"\n{text}\n")}");
            page.Append(table.Of(block, null));
            WriteConditions(block);
        }
    }

    private void WriteConditions(string component)
    {
        var conditions = SchemaTable.Conditions(schemas[component]).ToList();
        if (conditions.Count > 0)
        {
            Line("\n" + string.Join(" ", conditions));
        }
    }

    private void WriteExample(string? example, bool json)
    {
        if (example is not null)
        {
            var text = json ? JsonNode.Parse(example)!.ToJsonString(Indented) : example.TrimEnd('\n');
            Line($"\n<details><summary>Example · exemple</summary>\n\n```{(json ? "json" : "")}\n{text}\n```\n</details>");
        }
    }

    /// <summary>The first case that comes through.</summary>
    private string? Example(string mapping, bool output) =>
        catalogue.FindCases(mapping).FirstOrDefault(c => c.Output is not null) is { } found && files.Read(output ? found.Output! : found.Input) is { } bytes
            ? Encoding.UTF8.GetString(bytes.Span) : null;

    private static JsonNode? Parsed(string? example) => example is null ? null : JsonNode.Parse(example);

    private static string Fields(JsonNode schema) =>
        string.Join(", ", (schema["required"]?.AsArray() ?? []).Select(r => $"`{r}`").Where(r => r != "`action`"));

    private void Line(string text) => page.Append(text).Append('\n');
}
