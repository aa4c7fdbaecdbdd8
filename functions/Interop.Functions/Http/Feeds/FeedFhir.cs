using System.Text.Json;
using System.Text.Json.Nodes;

namespace Interop.Functions.Http.Feeds;

/// <summary>Pieces that the resources of a feed are made of.</summary>
internal static class FeedFhir
{
    public const string System = "https://interop.example/fhir/CodeSystem/";
    public const string Extension = "https://interop.example/fhir/StructureDefinition/";
    public const string Rpps = "https://rpps.esante.gouv.fr";
    public const string Ameli = "https://www.ameli.fr";
    public const string Finess = "https://finess.esante.gouv.fr";
    public const string Ngap = "urn:oid:1.2.250.1.215.200.3.3";

    /// <summary>The value at a path; null when it or one of its parents is not there.</summary>
    public static JsonNode? At(JsonObject item, params string[] path)
    {
        JsonNode? node = item;
        foreach (var name in path)
        {
            node = (node as JsonObject)?[name];
        }

        return node?.DeepClone();
    }

    public static JsonObject Coding(string system, JsonNode? code, JsonNode? display = null) => Some(("system", system), ("code", code), ("display", display));

    public static JsonObject Concept(string system, JsonNode? code, JsonNode? display = null) => new() { ["coding"] = new JsonArray(Coding(system, code, display)) };

    public static JsonObject Identifier(string system, JsonNode? value) => Some(("system", system), ("value", value));

    /// <summary>A reference by identifier; null without a number.</summary>
    public static JsonObject? Party(string type, string system, JsonNode? number, JsonNode? display = null) =>
        number is null && display is null ? null : Some(("type", type), ("identifier", number is null ? null : Identifier(system, number)), ("display", display));

    /// <summary>An object of the properties that have a value.</summary>
    public static JsonObject Some(params (string Name, JsonNode? Value)[] properties)
    {
        var made = new JsonObject();
        foreach (var (name, value) in properties)
        {
            if (value is not null)
            {
                made[name] = value;
            }
        }

        return made;
    }

    /// <summary>A list of what is there; null when nothing is.</summary>
    public static JsonArray? List(params JsonNode?[] nodes) => nodes.Any(n => n is not null) ? new JsonArray([.. nodes.Where(n => n is not null)]) : null;

    /// <summary>A field of the item that R4 has no element for, with all that is in it: nothing of an item is lost in this format.</summary>
    public static JsonObject? Field(string url, JsonNode? value) => value switch
    {
        null => null,
        JsonObject parts => new JsonObject { ["url"] = url, ["extension"] = new JsonArray([.. parts.Select(p => Field(p.Key, p.Value)).OfType<JsonNode>()]) },
        JsonArray => throw new InvalidOperationException("A list is several fields."),
        _ => Leaf(url, value),
    };

    private static JsonObject Leaf(string url, JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.Number => new() { ["url"] = url, ["valueDecimal"] = value.DeepClone() },
        JsonValueKind.True or JsonValueKind.False => new() { ["url"] = url, ["valueBoolean"] = value.DeepClone() },
        _ => new() { ["url"] = url, ["valueString"] = value.DeepClone() },
    };
}
