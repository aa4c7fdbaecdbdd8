using System.Globalization;
using System.Text.Json;
using Interop.Engine.Feeds;
using Interop.Fhir.Issues;

namespace Interop.Functions.Http;

/// <summary><c>POST /feeds/{feed}/status</c>: a billing connector says what became of an act that it pulled.</summary>
public static class FeedStatusEndpoint
{
    private const int MaxText = 500;

    /// <summary>A biller's clock may run a little ahead; a date further on is a mistake.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(1);

    /// <summary>Keeps the status and answers with the item as it stands.</summary>
    public static async Task<IResult> PostAsync(string feed, StatusBody? body, HttpContext http, FeedDesk feeds, BillingDesk billing, TimeProvider clock)
    {
        var (endpoint, refusal) = await FeedEndpoints.FindAsync(feed, http, feeds);
        if (endpoint is null)
        {
            return refusal!;
        }

        if (Fault(body, clock.GetUtcNow()) is { } fault)
        {
            return OperationOutcomes.Result(http, StatusCodes.Status400BadRequest, [new Issue(IssueCodes.ParameterInvalid, IssueLocation.None, fault.Name, fault.Expected)]);
        }

        var answer = await billing.TakeAsync(http.Credential(), endpoint, feed, body!.Read(), http.RequestAborted);
        return answer.Outcome switch
        {
            BillingOutcome.Unknown => OperationOutcomes.Result(http, StatusCodes.Status404NotFound, [new Issue(IssueCodes.FeedItemUnknown, IssueLocation.None, feed)]),
            BillingOutcome.Busy => Busy(http),
            _ => Shown(http, answer),
        };
    }

    private static IResult Busy(HttpContext http)
    {
        http.Response.Headers.RetryAfter = "2";
        return OperationOutcomes.Result(http, StatusCodes.Status503ServiceUnavailable, [new Issue(IssueCodes.FeedItemBusy, IssueLocation.None)]);
    }

    private static IResult Shown(HttpContext http, BillingAnswer answer)
    {
        if (answer.Outcome == BillingOutcome.Repeated)
        {
            http.Response.Headers["X-Duplicate"] = "true";
        }

        var issues = answer.Outcome switch
        {
            BillingOutcome.Older => new[] { new Issue(IssueCodes.BillingStatusOlder, IssueLocation.None) },
            BillingOutcome.Withdrawn => [new Issue(IssueCodes.BillingStatusWithdrawn, IssueLocation.None)],
            _ => [],
        };
        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("itemId", answer.Entry!.ItemId);
            json.WriteNumber("version", answer.Entry.Version);
            json.WriteString("state", answer.Entry.State);
            OperationOutcomes.WriteIssues(json, issues, Languages.Of(http.Request), "issues");
            json.WriteEndObject();
        }

        return Results.Bytes(buffer.ToArray(), "application/json; charset=utf-8");
    }

    private static (string Name, string Expected)? Fault(StatusBody? body, DateTimeOffset now) => body switch
    {
        null => ("body", "a JSON object with itemId, status and at"),
        { ItemId: null or "" } => ("itemId", "the itemId of an item of this feed"),
        { Status: null } => ("status", string.Join(", ", BillingEvents.Statuses)),
        _ when !BillingEvents.Statuses.Contains(body.Status) => ("status", string.Join(", ", BillingEvents.Statuses)),
        _ when Instant(body.At) is not { } at || at > now + Ahead => ("at", "a date and time with offset that is not in the future"),
        { Version: < 1 } => ("version", "the version of the item that was billed"),
        { Amount: < 0 or > 1_000_000 } => ("amount", "euros, not negative"),
        _ => TooLong(body) is { } name ? (name, string.Create(CultureInfo.InvariantCulture, $"at most {MaxText} characters")) : null,
    };

    private static string? TooLong(StatusBody body) =>
        new (string Name, string? Value)[] { ("invoiceNo", body.InvoiceNo), ("lot", body.Lot), ("code", body.Code), ("text", body.Text), ("itemId", body.ItemId) }
            .FirstOrDefault(p => p.Value?.Length > MaxText).Name;

    /// <summary>Without an offset nobody knows when it was.</summary>
    private static DateTimeOffset? Instant(string? text) =>
        text is not null && (text.EndsWith('Z') || (text.Length > 6 && text[^3] == ':' && text[^6] is '+' or '-'))
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) ? at : null;

    /// <summary>What became of the act, in the connector’s words.</summary>
    public sealed record StatusBody(
        string? ItemId, int? Version, string? Status, string? At, string? InvoiceNo, string? Lot, string? Code, string? Text, decimal? Amount)
    {
        /// <summary>As the engine takes it; only after it was checked.</summary>
        public BillingStatus Read() => new(ItemId!, Version, Status!, Instant(At)!.Value, InvoiceNo, Lot, Code, Text, Amount);
    }
}
