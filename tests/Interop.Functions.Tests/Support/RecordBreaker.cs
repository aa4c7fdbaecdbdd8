using System.Text.Json.Nodes;

namespace Interop.Functions.Tests.Support;

/// <summary>Makes records that a sender might send by mistake from sound ones. The same number gives the same record.</summary>
/// <param name="most">Most edits of one record.</param>
internal sealed class RecordBreaker(IReadOnlyList<string> samples, int most = 4)
{
    private static readonly string[] Odd =
    [
        "\"\"", "\" \"", "null", "true", "0", "-1", "0.5", "1e30", "123456789012345678901234567890", "{}", "[]", "[null]", "[[]]", "{\"a\":1}", "\"0\"", "\"2026-02-30\"", "\"2026-13-01\"", "\"1900-01-01\"",
        "\"9999-12-31\"", "\"2026-11-16\"", "\"2026-11-16T08:00:00\"", "\"2026-11-16T25:00:00+01:00\"", "\"2026-10-25T02:30:00+01:00\"", "\"24:00\"", "\"½\"", "\"1/0\"", "\"1 à 2\"", "\"0,5\"", "\"|\"", "\"a|b\"",
        "\"urn:oid:1.2\"", "\"{{ x }}\"", "\"<b>&amp;</b>\"", "\"\\u202eabc\"", "\"\\ud83d\\ude00\"", "\"\\u0000\"", "\"unknown\"", "\"cancel\"", "\"replace\"", "\"MORN\"", "\"mon\"", "\"stopped\"", "\"withdrawn\"",
    ];

    /// <summary>Record <paramref name="number"/>: some fields of a sample left out, doubled, changed, or taken from another sample.</summary>
    public string Make(int number)
    {
        var random = new Random(number);
        var record = JsonNode.Parse(samples[number % samples.Count])!;
        for (var edits = 1 + random.Next(random.Next(1, most + 1)); edits > 0; edits--)
        {
            Edit(Pick(record, random), random);
        }

        return record.ToJsonString();
    }

    private void Edit(JsonNode place, Random random)
    {
        var other = Below(JsonNode.Parse(samples[random.Next(samples.Count)])!).ToList();
        var alike = other.Where(o => NameOf(o) == NameOf(place)).ToList();
        var value = random.Next(6) switch
        {
            0 => other[random.Next(other.Count)].DeepClone(),
            < 4 when alike.Count > 0 => alike[random.Next(alike.Count)].DeepClone(),
            _ => JsonNode.Parse(Odd[random.Next(Odd.Length)]),
        };
        switch (place.Parent)
        {
            case JsonObject parent when random.Next(3) == 0:
                parent.Remove(place.GetPropertyName());
                break;
            case JsonObject parent:
                parent[place.GetPropertyName()] = value;
                break;
            case JsonArray parent when random.Next(3) == 0:
                parent.Insert(random.Next(parent.Count + 1), place.DeepClone());
                break;
            case JsonArray parent when random.Next(3) == 0:
                parent.RemoveAt(place.GetElementIndex());
                break;
            case JsonArray parent:
                parent[place.GetElementIndex()] = value;
                break;
        }
    }

    private static string NameOf(JsonNode node) => node.Parent is JsonObject ? node.GetPropertyName() : node.Parent is { } list ? NameOf(list) + "[]" : "";

    /// <summary>Any place below the root, all as likely.</summary>
    private static JsonNode Pick(JsonNode root, Random random)
    {
        var places = Below(root).ToList();
        return places.Count == 0 ? root : places[random.Next(places.Count)];
    }

    private static IEnumerable<JsonNode> Below(JsonNode node) => (node switch
    {
        JsonObject o => o.Select(p => p.Value),
        JsonArray a => a,
        _ => [],
    }).OfType<JsonNode>().SelectMany(c => Below(c).Prepend(c));
}
