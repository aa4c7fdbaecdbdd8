using System.Text.Json;
using Interop.Engine.Messages;
using Interop.Engine.Ports;
using Interop.Fhir.Issues;
using Interop.Functions.Workers;

namespace Interop.Functions.Http;

/// <summary>Shows a message: state, times, issues, ledger, deliveries with attempts and receipts. Never its content.</summary>
public sealed class MessageView(IJournal journal, IOutbox outbox, BatchView batches, MessageWatch watch, TimeProvider clock)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);

    /// <summary><c>GET /messages/{id}</c>: for the organisation that sent it, and for operators.</summary>
    public async Task<IResult> GetAsync(HttpContext http, Guid id)
    {
        var credential = http.Credential();
        var message = await journal.FindMessageAsync(id, http.RequestAborted);
        if (message is null)
        {
            return OperationOutcomes.Result(http, StatusCodes.Status404NotFound, [new Issue(IssueCodes.MessageUnknown, IssueLocation.None)]);
        }

        var allowed = message.Organisation == credential.Organisation || credential.Roles.Contains("operate");
        await journal.CommitAsync(new ChangeSet
        {
            Audit = [new AuditEntry(clock.GetUtcNow(), credential.Id.ToString("D"), credential.Organisation, "read", $"message/{id:D}", allowed ? "shown" : "refused")],
        }, http.RequestAborted);
        return allowed
            ? await ShowAsync(http, message, StatusCodes.Status200OK)
            : OperationOutcomes.Result(http, StatusCodes.Status403Forbidden, [new Issue(IssueCodes.OrganisationForbidden, IssueLocation.None)]);
    }

    /// <summary>Waits until the message is past <c>received</c>, then 200 with its view or 422 with an OperationOutcome; 202 when time is up.</summary>
    public async Task<IResult> WaitAsync(HttpContext http, Guid id, TimeSpan wait)
    {
        var end = clock.GetUtcNow() + wait;
        while (true)
        {
            var changed = watch.Next();
            var message = await journal.FindMessageAsync(id, http.RequestAborted);
            var left = end - clock.GetUtcNow();
            if (message is null || !await IsUnderWayAsync(message, http.RequestAborted) || left <= TimeSpan.Zero)
            {
                return await AnswerAsync(http, message!);
            }

            // Another process may be working on it, and tells nobody here.
            await Task.WhenAny(changed, Task.Delay(left < LookAgain ? left : LookAgain, clock, http.RequestAborted));
        }
    }

    /// <summary><c>?dry-run</c>: what the record would become.</summary>
    public IResult DryRun(HttpContext http, IReadOnlyList<Interpretation> records, string mappingVersion)
    {
        if (records is not [var interpretation])
        {
            return DryRun(http, records);
        }

        var report = Reports.Of(interpretation, interpretation.Issues, mappingVersion);
        return interpretation.Failed
            ? OperationOutcomes.Result(http, StatusCodes.Status422UnprocessableEntity, interpretation.Issues)
            : Json(http, StatusCodes.Status200OK, json =>
            {
                json.WriteString("state", "dry-run");
                WriteReport(json, report, Languages.Of(http.Request));
            });
    }

    private static IResult DryRun(HttpContext http, IReadOnlyList<Interpretation> records)
    {
        var issues = records.SelectMany(r => r.Issues).ToList();
        return records.Any(r => r.Failed)
            ? OperationOutcomes.Result(http, StatusCodes.Status422UnprocessableEntity, issues)
            : Json(http, StatusCodes.Status200OK, json =>
            {
                json.WriteString("state", "dry-run");
                json.WriteNumber("records", records.Count);
                OperationOutcomes.WriteIssues(json, issues, Languages.Of(http.Request), "issues");
            });
    }

    private async Task<bool> IsUnderWayAsync(MessageRow message, CancellationToken cancellationToken) =>
        message.State == MessageState.Received || Batches.IsBatch(message) && await batches.IsUnderWayAsync(message.Id, cancellationToken);

    private async Task<IResult> AnswerAsync(HttpContext http, MessageRow message)
    {
        if (Batches.IsBatch(message))
        {
            return await AnswerBatchAsync(http, message);
        }

        if (message.State == MessageState.Quarantined)
        {
            var issues = MessageReport.Parse(message.Report).Issues.Select(i => i.ToIssue()).OfType<Issue>().ToList();
            return OperationOutcomes.Result(http, StatusCodes.Status422UnprocessableEntity, issues);
        }

        return await ShowAsync(http, message, message.State == MessageState.Received ? StatusCodes.Status202Accepted : StatusCodes.Status200OK);
    }

    private async Task<IResult> AnswerBatchAsync(HttpContext http, MessageRow batch)
    {
        var underWay = await batches.IsUnderWayAsync(batch.Id, http.RequestAborted);
        var issues = await batches.FindIssuesAsync(batch.Id, http.RequestAborted);
        return !underWay && issues.Count > 0
            ? OperationOutcomes.Result(http, StatusCodes.Status422UnprocessableEntity, issues)
            : await ShowAsync(http, batch, underWay ? StatusCodes.Status202Accepted : StatusCodes.Status200OK);
    }

    private async Task<IResult> ShowAsync(HttpContext http, MessageRow message, int status)
    {
        var records = Batches.IsBatch(message) ? await batches.ReadAsync(message.Id, http.RequestAborted) : [];
        _ = int.TryParse(http.Request.Query["after"], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var after);
        var deliveries = new List<(DeliveryRow, IReadOnlyList<AttemptRow>)>();
        foreach (var delivery in await outbox.FindDeliveriesAsync(message.Id, http.RequestAborted))
        {
            deliveries.Add((delivery, await outbox.FindAttemptsAsync(delivery.Id, http.RequestAborted)));
        }

        var entries = await outbox.FindFeedEntriesAsync(message.Id, http.RequestAborted);
        var language = Languages.Of(http.Request);
        return Json(http, status, json =>
        {
            Write(json, message, deliveries, language);
            FeedTraceView.Write(json, entries);
            if (MessageReport.Parse(message.Report).Batch is { } summary)
            {
                BatchView.Write(json, summary, records, after, language);
            }
        });
    }

    private static void Write(
        Utf8JsonWriter json, MessageRow message, IReadOnlyList<(DeliveryRow Delivery, IReadOnlyList<AttemptRow> Attempts)> deliveries, Language language)
    {
        json.WriteString("id", message.Id);
        json.WriteString("record", message.Record);
        json.WriteString("state", Name(message.State));
        if (message.Part is { } part)
        {
            json.WriteString("batch", part.Batch);
            json.WriteNumber("number", part.Number);
        }

        json.WriteString("receivedAt", message.ReceivedAt);
        WriteTime(json, "routedAt", message.RoutedAt);
        WriteTime(json, "settledAt", message.SettledAt);
        WriteReport(json, MessageReport.Parse(message.Report), language);
        json.WriteStartArray("deliveries");
        foreach (var (delivery, attempts) in deliveries)
        {
            WriteDelivery(json, delivery, attempts, language);
        }

        json.WriteEndArray();
    }

    private static void WriteReport(Utf8JsonWriter json, MessageReport report, Language language)
    {
        OperationOutcomes.WriteIssues(json, [.. report.Issues.Select(i => i.ToIssue()).OfType<Issue>()], language, "issues");
        if (report.Ledger is { } ledger)
        {
            json.WriteStartObject("ledger");
            json.WriteNumber("carried", ledger.Carried);
            json.WriteNumber("tested", ledger.Tested);
            json.WriteNumber("ignored", ledger.Ignored);
            json.WriteNumber("unmapped", ledger.Unmapped);
            json.WriteStartArray("unmappedPaths");
            ledger.UnmappedPaths.ToList().ForEach(json.WriteStringValue);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteNumber("resources", report.Resources);
        json.WriteNumber("stored", report.Stored);
        json.WriteStartObject("microseconds");
        foreach (var (stage, microseconds) in report.Timings)
        {
            json.WriteNumber(stage, microseconds);
        }

        json.WriteEndObject();
    }

    private static void WriteDelivery(Utf8JsonWriter json, DeliveryRow delivery, IReadOnlyList<AttemptRow> attempts, Language language)
    {
        json.WriteStartObject();
        json.WriteString("id", delivery.Id);
        json.WriteString("message", delivery.Message);
        json.WriteString("recipient", delivery.Recipient);
        json.WriteString("endpoint", delivery.EndpointId);
        json.WriteString("state", Name(delivery.State));
        json.WriteString("reason", delivery.Reason);
        json.WriteNumber("sequence", delivery.Sequence);
        json.WriteString("payloadSha256", delivery.PayloadHash);
        WriteTime(json, "nextAttemptAt", delivery.NextAttemptAt);
        var report = MessageReport.Parse(delivery.Report);
        if (report.Issues.Count > 0)
        {
            OperationOutcomes.WriteIssues(json, [.. report.Issues.Select(i => i.ToIssue()).OfType<Issue>()], language, "issues");
        }

        json.WriteStartArray("attempts");
        foreach (var attempt in attempts)
        {
            json.WriteStartObject();
            json.WriteNumber("number", attempt.Number);
            json.WriteString("startedAt", attempt.StartedAt);
            WriteTime(json, "endedAt", attempt.EndedAt);
            json.WriteString("outcome", attempt.Outcome);
            if (attempt.Status is { } status)
            {
                json.WriteNumber("status", status);
            }

            json.WriteString("receipt", attempt.Receipt);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Name(Enum state) => state.ToString().ToLowerInvariant();

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } value)
        {
            json.WriteString(name, value);
        }
    }

    private static IResult Json(HttpContext http, int status, Action<Utf8JsonWriter> write)
    {
        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        http.Response.StatusCode = status;
        return Results.Bytes(buffer.ToArray(), "application/json; charset=utf-8");
    }
}
