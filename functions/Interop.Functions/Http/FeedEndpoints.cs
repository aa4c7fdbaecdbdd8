using Interop.Engine.Feeds;
using Interop.Fhir.Issues;
using Interop.Functions.Http.Feeds;

namespace Interop.Functions.Http;

/// <summary><c>GET /feeds/{feed}</c> and <c>POST /feeds/{feed}/ack</c>: billing connectors pull the acts that are theirs, as JSON, FHIR NDJSON or CSV.</summary>
public static class FeedEndpoints
{
    /// <summary>The kinds of software that pull.</summary>
    public static IReadOnlyList<string> Feeds { get; } = ["stellair", "hospital-billing"];

    /// <summary>Reads on from <c>after</c>, or from the acknowledged mark.</summary>
    public static async Task<IResult> GetAsync(string feed, long? after, int? limit, HttpContext http, FeedDesk desk)
    {
        var (endpoint, refusal) = await FindAsync(feed, http, desk);
        if (endpoint is null)
        {
            return refusal!;
        }

        if (FeedFormats.Find(http.Request) is not { } format)
        {
            return OperationOutcomes.Result(http, StatusCodes.Status406NotAcceptable, [new Issue(IssueCodes.FeedFormatUnknown, IssueLocation.None, FeedFormats.Known)]);
        }

        if (after < 0 || limit < 1)
        {
            var (name, expected) = after < 0 ? ("after", "the 'next' of a page that was read") : ("limit", $"1 to {FeedDesk.MaxLimit}");
            return OperationOutcomes.Result(http, StatusCodes.Status400BadRequest, [new Issue(IssueCodes.ParameterInvalid, IssueLocation.None, name, expected)]);
        }

        var page = await desk.ReadAsync(http.Credential(), endpoint, feed, after, limit ?? 100, http.RequestAborted);
        return FeedFormats.Result(http, format, feed, page);
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

    /// <summary>Body of an acknowledgement.</summary>
    public sealed record Acknowledgement(long? Cursor);
}
