using Interop.Engine.Identity;
using Interop.Engine.Messages;
using Interop.Engine.Ports;
using Interop.Engine.Routing;
using Interop.Fhir.Issues;

namespace Interop.Engine.Operations;

/// <summary>Takes quarantined records up again, after a mapping, a code table or a consent was put right.</summary>
public sealed class MessageReplay(IJournal journal, Interpreter interpreter, SenderNamespace senders, LiveMappings mappings, EngineContext context)
{
    /// <summary>What would come of it; changes nothing.</summary>
    public async Task<ReplayItem> PreviewAsync(MessageRow message, CancellationToken cancellationToken)
    {
        var target = $"message/{message.Id:D}";
        var before = MessageReport.Parse(message.Report).Issues;
        if (Refusal(message, before) is { } refusal)
        {
            return new ReplayItem(target, ReplayWay.NotPossible, refusal, []);
        }

        var parts = message.Record.Split('/');
        if (mappings.Current.Catalogue.FindRecord(parts[0], parts[1]) is not { } mapping)
        {
            return new ReplayItem(target, ReplayWay.NotPossible, "no-mapping", []);
        }

        var sender = RecordSender.Of(message);
        var mapped = interpreter.Interpret(mapping, await journal.ReadBodyAsync(message.Id, cancellationToken), sender);
        using var interpretation = Batches.InBatch(mapping, message, await senders.CheckAsync(mapping, mapped, sender, cancellationToken));
        var (old, now) = (before.Select(Line).ToHashSet(), interpretation.Issues.Select(ReportedIssue.From).Select(Line).ToHashSet());
        return new ReplayItem(
            target, ReplayWay.Reprocess, FirstCode(before), [.. old.Except(now).Select(l => $"- {l}"), .. now.Except(old).Select(l => $"+ {l}")]);
    }

    /// <summary>Puts it back to <c>received</c>; its lane takes it up in its turn.</summary>
    public async Task<ReplayItem> ReplayAsync(MessageRow message, string actor, CancellationToken cancellationToken)
    {
        var target = $"message/{message.Id:D}";
        var issues = MessageReport.Parse(message.Report).Issues;
        if (Refusal(message, issues) is { } refusal)
        {
            return new ReplayItem(target, ReplayWay.NotPossible, refusal, []);
        }

        var now = context.Clock.GetUtcNow();
        var outcome = await journal.CommitAsync(new ChangeSet
        {
            MessageChanges = [new MessageChange(message.Id, MessageState.Quarantined, MessageState.Received, now)],
            Audit = [new AuditEntry(now, actor, message.Organisation, "replay", target, "received")],
        }, cancellationToken);
        return outcome == CommitOutcome.Committed
            ? new ReplayItem(target, ReplayWay.Reprocess, FirstCode(issues), []) { Done = true }
            : new ReplayItem(target, ReplayWay.NotPossible, "changed-meanwhile", []);
    }

    /// <summary>A conflicting copy never had the key of its record; which of the two is right is for the sender to say, with a new version.</summary>
    private static string? Refusal(MessageRow message, IReadOnlyList<ReportedIssue> issues) =>
        message.State != MessageState.Quarantined ? "not-quarantined"
        : issues.Any(i => i.Code == IssueCodes.RecordConflict.Id) ? IssueCodes.RecordConflict.Id : null;

    private static string? FirstCode(IReadOnlyList<ReportedIssue> issues) => issues.Count > 0 ? issues[0].Code : null;

    private static string Line(ReportedIssue issue) => $"{issue.Code} {issue.Source ?? issue.Expression}".TrimEnd();
}
