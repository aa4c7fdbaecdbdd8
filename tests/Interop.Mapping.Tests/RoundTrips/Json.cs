using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Interop.Mapping.Tests.RoundTrips;

/// <summary>Small words for JSON that is built and compared by hand.</summary>
internal static class Json
{
    /// <summary>An object without what is null or empty.</summary>
    public static JsonObject Obj(params (string Name, JsonNode? Value)[] members)
    {
        var made = new JsonObject();
        foreach (var (name, value) in members.Where(m => m.Value is not (null or JsonArray { Count: 0 } or JsonObject { Count: 0 })))
        {
            made[name] = value!.Parent is null ? value : value.DeepClone();
        }

        return made;
    }

    public static JsonArray List(IEnumerable<JsonNode?> items) => [.. items.OfType<JsonNode>().Select(i => i.Parent is null ? i : i.DeepClone())];

    public static IEnumerable<JsonNode> Items(this JsonNode? list) => (list as JsonArray ?? []).OfType<JsonNode>();

    public static string? Text(this JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    /// <summary>One or several, as some fields may be.</summary>
    public static IEnumerable<string> Texts(this JsonNode? node) => node is JsonArray list ? list.Select(i => i.Text()).OfType<string>() : node.Text() is { } one ? [one] : [];

    /// <summary>Where two trees differ; numbers by value, members in any order.</summary>
    public static IEnumerable<string> Differences(JsonNode? expected, JsonNode? actual, string path = "$") => (expected, actual) switch
    {
        (JsonObject a, JsonObject b) => a.Select(p => p.Key).Union(b.Select(p => p.Key)).SelectMany(k => Differences(a[k], b[k], path + "." + k)),
        (JsonArray a, JsonArray b) when a.Count == b.Count => a.Zip(b).SelectMany((p, i) => Differences(p.First, p.Second, $"{path}[{i}]")),
        (JsonArray a, JsonArray b) => [$"{path}: {a.Count} expected, {b.Count} sent"],
        _ => Same(expected, actual) ? [] : [$"{path}: {Say(expected)} expected, {Say(actual)} sent"],
    };

    private static bool Same(JsonNode? a, JsonNode? b) => a is null || b is null
        ? a is null && b is null
        : a is JsonValue && b is JsonValue && a.GetValueKind() == b.GetValueKind() && (a.GetValueKind() == JsonValueKind.Number ? Number(a) == Number(b) : JsonNode.DeepEquals(a, b));

    public static decimal Number(this JsonNode node) => decimal.Parse(node.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture);

    private static string Say(JsonNode? node) => node?.ToJsonString() ?? "nothing";
}
