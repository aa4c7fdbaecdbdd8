using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Engine.Feeds;
using Interop.Engine.Ports;

namespace Interop.Functions.Http.Feeds;

/// <summary>
/// One resource per line: the ChargeItem of each entry, and behind it a Claim draft when the biller is liberal and nothing is missing. Cursor and
/// state are tags of both, so that whoever reads lines needs no envelope.
/// </summary>
public sealed class FhirFeed : IFeedFormat
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc/>
    public string MediaType => "application/fhir+ndjson";

    /// <inheritdoc/>
    public byte[] Write(string feed, FeedPage page)
    {
        var buffer = new MemoryStream();
        foreach (var row in page.Items)
        {
            var item = JsonNode.Parse(row.Payload.Span)!.AsObject();
            Line(buffer, FeedChargeItem.Of(feed, row, item));
            if (FeedClaim.Of(feed, row, item) is { } claim)
            {
                Line(buffer, claim);
            }
        }

        return buffer.ToArray();
    }

    /// <summary>What both resources of an entry say of it.</summary>
    internal static JsonObject Meta(FeedItemRow row) => new()
    {
        ["versionId"] = row.Version.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["lastUpdated"] = row.At.ToString("yyyy-MM-ddTHH:mm:ss.fffzzz", System.Globalization.CultureInfo.InvariantCulture),
        ["tag"] = new JsonArray(
            FeedFhir.Coding(FeedFhir.System + "feed-cursor", row.Cursor.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            FeedFhir.Coding(FeedFhir.System + "feed-state", row.State)),
    };

    private static void Line(MemoryStream buffer, JsonObject resource)
    {
        JsonSerializer.Serialize(buffer, resource, Plain);
        buffer.WriteByte((byte)'\n');
    }
}
