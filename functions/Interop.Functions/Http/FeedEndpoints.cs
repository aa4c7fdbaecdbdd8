using System.Text.Encodings.Web;
using System.Text.Json;
using Interop.Engine.Feeds;
using Interop.Engine.Ports;
using Interop.Fhir.Issues;

namespace Interop.Functions.Http;

/// <summary><c>GET /feeds/{feed}</c> and <c>POST /feeds/{feed}/ack</c>: billing connectors pull the acts that are theirs.</summary>
public static class FeedEndpoints
{
    /// <summary>The kinds of software that pull.</summary>
    public static IReadOnlyList<string> Feeds { get; } = ["stellair", "hospital-billing"];

    /// <summary>The answer is JSON for a program, never part of a page.</summary>
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads on from <c>after</c>, or from the acknowledged mark.</summary>
    public static async Task<IResult> GetAsync(string feed, long? after, int? limit, HttpContext http, FeedDesk desk)
    {
        var (endpoint, refusal) = await FindAsync(feed, http, desk);
        if (endpoint is null)
        {
            return refusal!;
        }

        if (after < 0 || limit < 1)
        {
            var (name, expected) = after < 0 ? ("after", "the 'next' of a page that was read") : ("limit", $"1 to {FeedDesk.MaxLimit}");
            return OperationOutcomes.Result(http, StatusCodes.Status400BadRequest, [new Issue(IssueCodes.ParameterInvalid, IssueLocation.None, name, expected)]);
        }

        var page = await desk.ReadAsync(http.Credential(), endpoint, feed, after, limit ?? 100, http.RequestAborted);
        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Writing))
        {
            Write(json, feed, page);
        }

        return Results.Bytes(buffer.ToArray(), "application/json; charset=utf-8");
    }

    /// <summary>Moves the mark of the caller's endpoint.</summary>
    public static async Task<IResult> AcknowledgeAsync(string feed, Acknowledgement? body, HttpContext http, FeedDesk desk)
    {
        var (endpoint, refusal) = await FindAsync(feed, http, desk);
        if (endpoint is null)
        {
            return refusal!;
        }

        if (body?.Cursor is not { } cursor || cursor < 0)
        {
            return OperationOutcomes.Result(http, StatusCodes.Status400BadRequest, [new Issue(IssueCodes.ParameterInvalid, IssueLocation.None, "cursor", "the 'next' of a page that was read")]);
        }

        await desk.AcknowledgeAsync(http.Credential(), endpoint, feed, cursor, http.RequestAborted);
        return Results.NoContent();
    }

    internal static async Task<(Engine.Ports.Endpoint? Endpoint, IResult? Refusal)> FindAsync(string feed, HttpContext http, FeedDesk desk)
    {
        if (!Feeds.Contains(feed))
        {
            return (null, OperationOutcomes.Result(http, StatusCodes.Status404NotFound, [new Issue(IssueCodes.FeedUnknown, IssueLocation.None, string.Join(", ", Feeds))]));
        }

        var endpoint = await desk.FindEndpointAsync(http.Credential(), feed, http.RequestAborted);
        return (endpoint, endpoint is not null
            ? null
            : OperationOutcomes.Result(http, StatusCodes.Status403Forbidden, [new Issue(IssueCodes.FeedForbidden, IssueLocation.None, feed)]));
    }

    private static void Write(Utf8JsonWriter json, string feed, FeedPage page)
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

    /// <summary>Body of an acknowledgement.</summary>
    public sealed record Acknowledgement(long? Cursor);
}
