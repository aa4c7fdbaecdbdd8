using System.Globalization;
using Interop.Engine.Identity;
using Interop.Engine.Ports;
using Interop.Fhir.Issues;
using Interop.Fhir.Tree;
using Interop.Mapping;

namespace Interop.Engine.Messages;

/// <summary>
/// The door. Whatever is authenticated and within limits is journaled before it is answered, readable or not. The message key rules: same key
/// and bytes, the first answer again; same key and other bytes, a conflict, unless the first is itself in quarantine: then it is replaced.
/// </summary>
public sealed class Receiver(IJournal journal, IIdSource ids, KeyedHasher hasher, TimeProvider clock)
{
    /// <summary>Journals the record and answers.</summary>
    public async Task<Reception> ReceiveAsync(ReceivedRecord record, CancellationToken cancellationToken)
    {
        var issues = new List<Issue>();
        using var tree = record.Mapping.Read(record.Body, issues);
        var message = NewMessage(record, tree is null ? null : record.Mapping.ReadEnvelope(tree));
        while (true)
        {
            var (changes, reception) = tree is null ? Unreadable(message, issues) : await DecideAsync(message, cancellationToken);
            if (changes is null || await journal.CommitAsync(changes, cancellationToken) == CommitOutcome.Committed)
            {
                return reception;
            }
        }
    }

    /// <summary>
    /// Journals a batch with all its records, in one change set, and answers for the whole. The same text again is the same batch; a record in it
    /// that is known from before is not kept twice, and one that is not readable is held back alone.
    /// </summary>
    public async Task<Reception> ReceiveBatchAsync(ReceivedRecord record, IReadOnlyList<ReadOnlyMemory<byte>> parts, CancellationToken cancellationToken)
    {
        var batch = Batch(record);
        var messages = parts.Select((part, i) => Part(record, batch.Id, part, i + 1)).ToList();
        while (true)
        {
            if (await journal.FindVersionsAsync(batch.Organisation, batch.Record, batch.Key!.RecordId, cancellationToken) is [var first, ..])
            {
                return new Reception(ReceptionResult.Duplicate, first.Id, []);
            }

            if (await journal.CommitAsync(await DecideAsync(batch, messages, cancellationToken), cancellationToken) == CommitOutcome.Committed)
            {
                return new Reception(ReceptionResult.Accepted, batch.Id, []);
            }
        }
    }

    private NewMessage Batch(ReceivedRecord record)
    {
        var (organisation, name) = (record.Credential.Organisation, Batches.NameOf(record.Mapping));
        var message = NewMessage(record, null);
        return message with
        {
            Record = name,
            Key = new MessageKey(organisation, name, hasher.Record(organisation, name, message.ContentHash.ToString()), 0),
            State = MessageState.Settled,
        };
    }

    private (NewMessage Message, IReadOnlyList<Issue> Issues) Part(ReceivedRecord record, Guid batch, ReadOnlyMemory<byte> body, int number)
    {
        var issues = new List<Issue>();
        using var tree = record.Mapping.Read(body, issues);
        var message = NewMessage(record with { Body = body }, tree is null ? null : record.Mapping.ReadEnvelope(tree));
        return (message with { Part = new BatchPart(batch, number) }, tree is null ? issues.ConvertAll(i => Batches.InBatch(record.Mapping.Rules.Format, number, i)) : []);
    }

    private async Task<ChangeSet> DecideAsync(NewMessage batch, List<(NewMessage Message, IReadOnlyList<Issue> Issues)> parts, CancellationToken cancellationToken)
    {
        var sets = new List<ChangeSet>();
        var repeated = new List<RepeatedRecord>();
        var here = new Dictionary<MessageKey, NewMessage>();
        foreach (var (message, issues) in parts)
        {
            var known = message.Key is { } key ? here.GetValueOrDefault(key) : null;
            var (changes, reception) = issues.Count > 0 ? Unreadable(message, [.. issues])
                : known is null ? await DecideAsync(message, cancellationToken)
                : known.ContentHash == message.ContentHash ? (null, new Reception(ReceptionResult.Duplicate, known.Id, []))
                : Conflict(message);
            if (changes is null)
            {
                repeated.Add(new RepeatedRecord(message.Part!.Value.Number, reception.MessageId));
                continue;
            }

            sets.Add(changes);
            _ = message.Key is { } own && reception.Result == ReceptionResult.Accepted && here.TryAdd(own, message);
        }

        var report = new MessageReport { Batch = new BatchSummary(parts.Count, repeated) };
        var whole = Add(batch with { Report = report.ToJson() }, "batch");
        return whole with
        {
            Messages = [.. whole.Messages, .. sets.SelectMany(s => s.Messages)],
            MessageChanges = [.. sets.SelectMany(s => s.MessageChanges)],
            Audit = [.. whole.Audit, .. sets.SelectMany(s => s.Audit)],
        };
    }

    private NewMessage NewMessage(ReceivedRecord record, RecordEnvelope? envelope)
    {
        var organisation = record.Credential.Organisation;
        var id = ids.NewId();
        var recordId = envelope?.RecordId;
        return new NewMessage
        {
            Id = id,
            Organisation = organisation,
            Kind = record.Mapping.Kind,
            Record = record.Mapping.Name,
            Key = recordId is null ? null : new MessageKey(
                organisation, record.Mapping.Name, hasher.Record(organisation, record.Mapping.Name, recordId), envelope?.RecordVersion ?? 0),
            Lane = hasher.InboundLane(organisation, envelope?.OrderBy ?? recordId ?? id.ToString("D", CultureInfo.InvariantCulture)),
            ContentHash = hasher.Content(record.Body.Span),
            ContentType = record.ContentType,
            Body = record.Body,
            State = MessageState.Received,
            ReceivedAt = clock.GetUtcNow(),
            CredentialId = record.Credential.Id,
        };
    }

    private static (ChangeSet, Reception) Unreadable(NewMessage message, List<Issue> issues)
    {
        var report = new MessageReport { Issues = [.. issues.Select(ReportedIssue.From)] };
        var kept = message with { State = MessageState.Quarantined, HoldsKey = false, Report = report.ToJson(), Codes = report.Codes };
        return (Add(kept, "unreadable"), new Reception(ReceptionResult.Unreadable, message.Id, issues));
    }

    private async Task<(ChangeSet?, Reception)> DecideAsync(NewMessage message, CancellationToken cancellationToken)
    {
        var first = message.Key is null ? null : (await journal.FindVersionsAsync(message.Organisation, message.Record, message.Key.RecordId, cancellationToken))
            .FirstOrDefault(m => m.Key!.Version == message.Key.Version);
        if (first is null)
        {
            return (Add(message, "accepted"), new Reception(ReceptionResult.Accepted, message.Id, []));
        }

        if (first.ContentHash == message.ContentHash)
        {
            return (null, new Reception(ReceptionResult.Duplicate, first.Id, []));
        }

        if (first.State == MessageState.Quarantined)
        {
            var replaced = new MessageChange(first.Id, MessageState.Quarantined, MessageState.Superseded, message.ReceivedAt, ReleasesKey: true);
            return (Add(message, "accepted") with { MessageChanges = [replaced] }, new Reception(ReceptionResult.Accepted, message.Id, []));
        }

        return Conflict(message);
    }

    private static (ChangeSet, Reception) Conflict(NewMessage message)
    {
        var issue = new Issue(IssueCodes.RecordConflict, new IssueLocation { Source = "$.recordVersion" });
        var report = new MessageReport { Issues = [ReportedIssue.From(issue)] };
        var copy = message with { State = MessageState.Quarantined, HoldsKey = false, Report = report.ToJson(), Codes = report.Codes };
        return (Add(copy, "conflict"), new Reception(ReceptionResult.Conflict, message.Id, [issue]));
    }

    private static ChangeSet Add(NewMessage message, string outcome) => new()
    {
        Messages = [message],
        Audit = [new AuditEntry(message.ReceivedAt, message.CredentialId.ToString("D"), message.Organisation, "receive", $"message/{message.Id:D}", outcome)],
    };
}
