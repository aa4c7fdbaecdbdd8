using System.Text.Json;
using Interop.Engine.Messages;
using Interop.Engine.Ports;
using Interop.Fhir.Issues;

namespace Interop.Functions.Http;

/// <summary>Shows a batch: how many of its records are in which state, and each record with its verdict.</summary>
public sealed class BatchView(IHistory history)
{
    /// <summary>Records shown at once; the others are asked for with <c>?after=</c> the number of the last one.</summary>
    public const int Page = 1000;

    private const int MaxIssues = 100;

    /// <summary>Whether a record of the batch has not been processed yet.</summary>
    public async Task<bool> IsUnderWayAsync(Guid batch, CancellationToken cancellationToken) =>
        (await history.ReadMessagesAsync(new HistoryQuery { Batch = batch, State = MessageState.Received }, 1, cancellationToken)).Count > 0;

    /// <summary>Issues of the records that were held back, each with its place in the batch; empty when there are none.</summary>
    public async Task<IReadOnlyList<Issue>> FindIssuesAsync(Guid batch, CancellationToken cancellationToken)
    {
        var held = await history.ReadMessagesAsync(new HistoryQuery { Batch = batch, State = MessageState.Quarantined }, MaxIssues, cancellationToken);
        return [.. held.SelectMany(m => MessageReport.Parse(m.Report).Issues).Select(i => i.ToIssue()).OfType<Issue>().Take(MaxIssues)];
    }

    /// <summary>All records of the batch, in order.</summary>
    public async Task<IReadOnlyList<MessageRow>> ReadAsync(Guid batch, CancellationToken cancellationToken) =>
        await history.ReadMessagesAsync(new HistoryQuery { Batch = batch }, Batches.MaxRecords, cancellationToken);

    /// <summary>Writes the member <c>batch</c>.</summary>
    public static void Write(Utf8JsonWriter json, BatchSummary summary, IReadOnlyList<MessageRow> records, int after, Language language)
    {
        json.WriteStartObject("batch");
        json.WriteNumber("records", summary.Records);
        json.WriteNumber("repeated", summary.Repeated.Count);
        json.WriteStartObject("states");
        foreach (var state in records.GroupBy(r => r.State).OrderBy(g => g.Key))
        {
            json.WriteNumber(state.Key.ToString().ToLowerInvariant(), state.Count());
        }

        json.WriteEndObject();
        json.WriteStartArray("verdicts");
        var all = records.Select(r => (r.Part!.Value.Number, Row: (MessageRow?)r, Message: r.Id))
            .Concat(summary.Repeated.Select(r => (r.Number, Row: (MessageRow?)null, r.Message)))
            .Where(r => r.Number > after).OrderBy(r => r.Number).Take(Page);
        foreach (var (number, row, message) in all)
        {
            WriteVerdict(json, number, row, message, language);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteVerdict(Utf8JsonWriter json, int number, MessageRow? row, Guid message, Language language)
    {
        json.WriteStartObject();
        json.WriteNumber("number", number);
        json.WriteString("message", message);
        json.WriteString("state", row is null ? "repeated" : row.State.ToString().ToLowerInvariant());
        var issues = row is null ? [] : MessageReport.Parse(row.Report).Issues;
        if (issues.Count > 0)
        {
            OperationOutcomes.WriteIssues(json, [.. issues.Select(i => i.ToIssue()).OfType<Issue>()], language, "issues");
        }

        json.WriteEndObject();
    }
}
