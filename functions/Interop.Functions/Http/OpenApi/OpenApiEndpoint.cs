using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Engine.Routing;
using Interop.Mapping;
using Interop.Mapping.Formats;

namespace Interop.Functions.Http.OpenApi;

/// <summary>
/// <c>GET /openapi.json</c>: OpenAPI 3.1 with an operation for every record that can be pushed and a webhook for every message that receivers get, from
/// the schemas in the mappings folder. The routes that do not depend on it stand in <c>base.json</c>.
/// </summary>
public static class OpenApiEndpoint
{
    private static readonly JsonSerializerOptions Writing = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static volatile Document? _last;

    /// <summary>Answers with the document of the mappings in use.</summary>
    public static IResult Get(LiveMappings mappings)
    {
        var catalogue = mappings.Current.Catalogue;
        if (_last is not { } document || document.Version != catalogue.Version)
        {
            _last = document = new Document(catalogue.Version, Create(catalogue));
        }

        return Results.Bytes(document.Bytes, "application/json; charset=utf-8");
    }

    /// <summary>The document as bytes.</summary>
    public static byte[] Create(MappingCatalogue catalogue)
    {
        using var stream = typeof(OpenApiEndpoint).Assembly.GetManifestResourceStream("openapi.base.json")!;
        var document = JsonNode.Parse(stream)!.AsObject();
        var schemas = new RecordSchemas(document["components"]!["schemas"]!.AsObject(), catalogue.Blocks);
        var paths = document["paths"]!.AsObject();
        foreach (var record in catalogue.Kinds.SelectMany(k => k.Records))
        {
            paths.Add("/ingest/" + record.Name, new JsonObject { ["post"] = Push(record, schemas) });
        }

        var webhooks = document["webhooks"]!.AsObject();
        var pulled = new JsonArray();
        foreach (var message in catalogue.Kinds.SelectMany(k => k.Messages))
        {
            var payload = schemas.AddPayload(message);
            if (FeedEndpoints.Feeds.Contains(message.Kind))
            {
                pulled.Add(payload);
            }
            else
            {
                webhooks.Add(message.Name, new JsonObject { ["post"] = Receive(message, payload) });
            }
        }

        document["components"]!["schemas"]!["FeedItem"]!["properties"]!["item"] = new JsonObject { ["anyOf"] = pulled };
        return JsonSerializer.SerializeToUtf8Bytes(document, Writing);
    }

    private static JsonObject Push(RecordMapping record, RecordSchemas schemas)
    {
        var json = record.Rules.Format == RecordFormat.Json;
        var schema = json ? schemas.AddRecord(record) : new JsonObject { ["type"] = "string" };
        var content = new JsonObject { [IngestEndpoint.MediaTypeOf(record.Rules.Format)] = new JsonObject { ["schema"] = schema } };
        return new JsonObject
        {
            ["operationId"] = "push" + RecordSchemas.NameOf(record.Name),
            ["tags"] = new JsonArray("records"),
            ["summary"] = record.Rules.Title.En,
            ["description"] = record.Rules.Title.Fr + ". Role: push.",
            ["parameters"] = new JsonArray(Reference("parameters", "Prefer"), Reference("parameters", "DryRun")),
            ["requestBody"] = new JsonObject { ["required"] = true, ["content"] = content },
            ["responses"] = new JsonObject
            {
                ["200"] = Answer("With Prefer: wait, or a dry run: what became of it.", "Message"),
                ["202"] = Answer("It is on disk and will be processed; Location leads to the message.", "Accepted"),
                ["401"] = Reference("responses", "Unauthorized"),
                ["403"] = Reference("responses", "Forbidden"),
                ["409"] = Reference("responses", "Conflict"),
                ["413"] = Reference("responses", "TooLarge"),
                ["415"] = Reference("responses", "WrongMediaType"),
                ["422"] = Reference("responses", "Quarantined"),
                ["429"] = Reference("responses", "TooMany"),
            },
        };
    }

    private static JsonObject Receive(MessageMapping message, JsonNode payload) => new()
    {
        ["operationId"] = "receive" + RecordSchemas.NameOf(message.Name),
        ["tags"] = new JsonArray("messages"),
        ["summary"] = message.Title.En,
        ["description"] = message.Title.Fr + ". Sent to endpoints of the kind " + message.Kind + "; deliveryId is the idempotency key.",
        ["requestBody"] = new JsonObject
        {
            ["required"] = true, ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = payload } },
        },
        ["responses"] = new JsonObject { ["2XX"] = new JsonObject { ["description"] = "Taken; the answer may carry the receiver's own id." } },
    };

    private static JsonObject Answer(string description, string schema) => new()
    {
        ["description"] = description,
        ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = RecordSchemas.Reference(schema) } },
    };

    private static JsonObject Reference(string part, string name) => new() { ["$ref"] = $"#/components/{part}/{name}" };

    private sealed record Document(string Version, byte[] Bytes);
}
