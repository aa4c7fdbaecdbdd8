using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Interop.Fhir.Issues;
using Interop.Fhir.Json;
using Interop.Fhir.Tree;
using Interop.Mapping.Cases;
using Interop.Mapping.Tests.Support;

namespace Interop.Mapping.Tests.Cases.TeleExpertise;

/// <summary>A case's record on its way: mapped to FHIR, the resources addressed as the engine stores them, rendered for a receiver.</summary>
internal sealed class Trip
{
    /// <summary>FINESS of the house that every message is rendered for.</summary>
    public const string House = "580008803";

    private static readonly Lazy<MappingCatalogue> Catalogue = new(() => Maps.Load(FolderFiles.Repository()));

    private readonly List<(string Url, JsonObject Resource)> entries = [];

    private Trip(JsonObject record, JsonObject bundle)
    {
        Record = record;
        var text = bundle.ToJsonString();
        foreach (var entry in bundle["entry"]!.AsArray().Select(e => e!.AsObject()))
        {
            var url = entry["fullUrl"]!.GetValue<string>();
            text = text.Replace($"\"{url}\"", $"\"{Type(entry)}/{url["urn:uuid:".Length..]}\"", StringComparison.Ordinal);
        }

        foreach (var entry in JsonNode.Parse(text)!["entry"]!.AsArray().Select(e => e!.AsObject()))
        {
            var resource = entry["resource"]!.AsObject();
            resource["id"] = entry["fullUrl"]!.GetValue<string>().Split('/')[1];
            entries.Add((entry["fullUrl"]!.GetValue<string>(), resource));
        }
    }

    /// <summary>What the sender sent.</summary>
    public JsonObject Record { get; }

    /// <summary>The cases of a record that are mapped without an error and withdraw nothing.</summary>
    public static TheoryData<string> Cases(string record) =>
        [.. Catalogue.Value.FindCases(record).Where(c => Of(c) is { } trip && (string?)trip.Record["action"] != "cancel").Select(c => c.Mapping + " " + c.Name)];

    public static Trip Of(string name) => Of(Catalogue.Value.FindCases().Single(c => c.Mapping + " " + c.Name == name))!;

    private static Trip? Of(MappingCase item)
    {
        var bytes = FolderFiles.Repository().Read(item.Input)!.Value;
        var mapping = Catalogue.Value.FindRecord(item.Mapping.Split('/')[0], item.Mapping.Split('/')[1])!;
        var issues = new List<Issue>();
        var result = mapping.Read(bytes, issues) is { } tree ? mapping.Map(tree, CaseInputs.Context()) : null;
        return result?.Output is not { } output || issues.Concat(result.Issues).Any(i => i.IsError)
            ? null
            : new Trip(JsonNode.Parse(bytes.Span)!.AsObject(), JsonNode.Parse(FhirJson.ToBytes(output.Root))!.AsObject());
    }

    public IEnumerable<JsonObject> Resources(string type) => entries.Select(e => e.Resource).Where(r => (string?)r["resourceType"] == type);

    /// <summary>What a receiver gets about a resource, given what it got before; its schema is held too.</summary>
    public JsonObject Render(string message, JsonObject focus, JsonObject? previous = null)
    {
        var mapping = Catalogue.Value.FindMessage(message.Split('/')[0], message.Split('/')[1])!;
        var issues = new List<Issue>();
        var ordered = entries.OrderBy(e => e.Resource == focus ? 0 : 1).Select(e => new JsonObject { ["fullUrl"] = e.Url, ["resource"] = e.Resource.DeepClone() });
        var bundle = new JsonObject { ["resourceType"] = "Bundle", ["type"] = "collection", ["entry"] = new JsonArray([.. ordered]) };
        var endpoint = new JsonObject { ["id"] = "e", ["kind"] = mapping.Kind, ["organisation"] = new JsonObject { ["type"] = "FINEG", ["value"] = House } };
        var before = previous is null ? default(ReadOnlyMemory<byte>?) : Bytes(previous);
        var input = CaseInputs.Message(mapping.Kind, Bytes(bundle), before, Bytes(endpoint), null, issues)!;
        var result = mapping.Render(input);
        Assert.Equal([], issues.Concat(result.Issues).Select(Maps.Say));
        mapping.Schema.Validate(JsonTreeReader.Read(result.Payload!.Value, [])!, issues);
        Assert.Equal([], issues.Select(Maps.Say));
        return JsonNode.Parse(result.Payload!.Value.Span)!.AsObject();
    }

    private static byte[] Bytes(JsonObject node) => Encoding.UTF8.GetBytes(node.ToJsonString());

    private static string Type(JsonObject entry) => entry["resource"]!["resourceType"]!.GetValue<string>();

    /// <summary>The text at a path of names and positions (<c>documents.0.id</c>); null when there is none.</summary>
    public static string? Text(JsonNode? from, string path)
    {
        foreach (var name in path.Split('.'))
        {
            from = from is JsonArray list ? list.ElementAtOrDefault(int.Parse(name, CultureInfo.InvariantCulture)) : from is JsonObject element ? element[name] : null;
        }

        return from is JsonValue value ? value.ToString() : null;
    }

    /// <summary>A time of the record as FHIR and payloads have it: one without offset is winter in Paris in every case.</summary>
    public static string? Time(string? text) => text is { Length: 19 } ? text + "+01:00" : text;
}
