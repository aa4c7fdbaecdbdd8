using System.Text.Encodings.Web;
using System.Text.Json;
using Interop.Engine.Feeds;
using Interop.Engine.Ports;

namespace Interop.Functions.Http.Feeds;

/// <summary>One object with the items.</summary>
public sealed class JsonFeed : IFeedFormat
{
    /// <summary>The answer is JSON for a program, never part of a page.</summary>
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc/>
    public string MediaType => "application/json";

    /// <inheritdoc/>
    public byte[] Write(string feed, FeedPage page)
    {
        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Writing))
        {
            json.WriteStartObject();
            json.WriteString("feed", feed);
            json.WriteStartArray("items");
            foreach (var item in page.Items)
            {
                json.WriteStartObject();
                json.WriteNumber("cursor", item.Cursor);
                json.WriteString("itemId", item.ItemId);
                json.WriteNumber("version", item.Version);
                json.WriteString("state", item.State);
                json.WriteString("at", item.At);
                json.WritePropertyName("item");
                WriteItem(json, item);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteNumber("next", page.Next);
            json.WriteNumber("acknowledged", page.Acknowledged);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>The item as it was rendered; its version is known only since the store took it in.</summary>
    private static void WriteItem(Utf8JsonWriter json, FeedItemRow row)
    {
        using var item = JsonDocument.Parse(row.Payload);
        json.WriteStartObject();
        foreach (var property in item.RootElement.EnumerateObject())
        {
            if (property.NameEquals("version"u8))
            {
                json.WriteNumber("version", row.Version);
            }
            else
            {
                property.WriteTo(json);
            }
        }

        json.WriteEndObject();
    }
}
