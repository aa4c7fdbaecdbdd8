using System.Text.Json;
using Interop.Engine.Ports;

namespace Interop.Functions.Http;

/// <summary>What a message put into feeds and how the acts stand; what the biller said beyond that is the biller's own.</summary>
public static class FeedTraceView
{
    /// <summary>The array <c>feedItems</c>: each item once, as its last entry says; nothing when there is none.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<FeedTrace> entries)
    {
        if (entries.Count == 0)
        {
            return;
        }

        json.WriteStartArray("feedItems");
        foreach (var entry in entries.GroupBy(e => (e.Feed, e.EndpointId, e.ItemId)).Select(g => g.MaxBy(e => e.Version)!))
        {
            json.WriteStartObject();
            json.WriteString("feed", entry.Feed);
            json.WriteString("itemId", entry.ItemId);
            json.WriteNumber("version", entry.Version);
            json.WriteString("state", entry.State);
            json.WriteString("at", entry.At);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
