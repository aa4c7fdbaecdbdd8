using System.Collections.Concurrent;
using Interop.Engine.Identity;
using Interop.Engine.Messages;
using Interop.Engine.Ports;
using Interop.Engine.Routing;
using Interop.Fhir.Issues;
using Interop.Mapping;

namespace Interop.Engine;

/// <summary>
/// The main path: receive -> journal -> map -> validate -> identify -> reconcile -> store -> route (deliveries are sent by
/// <see cref="Delivery.DeliveryLoop"/>). From received to routed is one transaction: everything is worked out in memory and committed as one
/// change set, so that a crash at any point leaves the message either untouched or done.
/// </summary>
public sealed class Pipeline(
    IJournal journal, ILanes lanes, Receiver receiver, Interpreter interpreter, SenderNamespace senders, Resolver resolver, LiveMappings mappings)
{
    /// <summary>Lanes worked on at the same time.</summary>
    public const int Parallel = 16;

    private const int MaxConflicts = 50;

    /// <summary>Journals a record and answers; returns once it is on disk.</summary>
    public Task<Reception> ReceiveAsync(ReceivedRecord record, CancellationToken cancellationToken) =>
        Batches.Divide(record.Mapping, record.ContentType, record.Body) is not { } parts ? receiver.ReceiveAsync(record, cancellationToken)
            : parts.Count > Batches.MaxRecords ? Task.FromResult(TooMany())
            : receiver.ReceiveBatchAsync(record, parts, cancellationToken);

    /// <summary>What a record, or each of a batch, would become, without keeping anything of it.</summary>
    public async Task<IReadOnlyList<Interpretation>> DryRunAsync(ReceivedRecord record, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (mapping, credential) = (record.Mapping, record.Credential);
        var sender = new RecordSender(mapping.Kind, credential.Organisation, credential.Id, now);
        if (Batches.Divide(mapping, record.ContentType, record.Body) is not { } parts)
        {
            return [await senders.CheckAsync(mapping, interpreter.Interpret(mapping, record.Body, sender), sender, cancellationToken)];
        }

        var all = new List<Interpretation>();
        foreach (var part in parts.Take(Batches.MaxRecords))
        {
            all.Add(Batches.InBatch(mapping, all.Count + 1, await senders.CheckAsync(mapping, interpreter.Interpret(mapping, part, sender), sender, cancellationToken)));
        }

        return all;
    }

    /// <summary>Processes waiting messages, one at a time per lane, until there are none, the limit is reached or the deadline has passed.</summary>
    /// <returns>How many were processed.</returns>
    public async Task<int> DrainAsync(int limit, DateTimeOffset deadline, TimeProvider clock, CancellationToken cancellationToken)
    {
        var done = 0;
        while (done < limit && clock.GetUtcNow() < deadline)
        {
            var work = await lanes.LeaseInboundAsync(Math.Min(limit - done, Parallel * 4), cancellationToken);
            if (work.Count == 0)
            {
                break;
            }

            await ProcessAllAsync(work, clock, cancellationToken);
            done += work.Count;
        }

        return done;
    }

    private static Reception TooMany() => new(
        ReceptionResult.Refused, Guid.Empty,
        [new Issue(IssueCodes.BatchTooMany, IssueLocation.None, Batches.MaxRecords.ToString(System.Globalization.CultureInfo.InvariantCulture))]);

    private async Task ProcessAllAsync(IReadOnlyList<InboundWork> work, TimeProvider clock, CancellationToken cancellationToken)
    {
        var begun = new ConcurrentDictionary<InboundWork, bool>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellationToken };
        try
        {
            await System.Threading.Tasks.Parallel.ForEachAsync(work, options, async (item, token) =>
            {
                begun[item] = true;
                await ProcessAndReleaseAsync(item, clock, token);
            });
        }
        finally
        {
            // Trouble with one keeps the others from being begun; their lanes must not wait until the leases expire.
            foreach (var item in work.Where(i => !begun.ContainsKey(i)))
            {
                await lanes.ReleaseAsync(item.Lease, CancellationToken.None);
            }
        }
    }

    private async Task ProcessAndReleaseAsync(InboundWork work, TimeProvider clock, CancellationToken cancellationToken)
    {
        try
        {
            await ProcessAsync(work, clock, cancellationToken);
        }
        finally
        {
            await lanes.ReleaseAsync(work.Lease, CancellationToken.None);
        }
    }

    private async Task ProcessAsync(InboundWork work, TimeProvider clock, CancellationToken cancellationToken)
    {
        var message = work.Message;
        var current = mappings.Current;
        if (await IsOutdatedAsync(message, cancellationToken))
        {
            await FinishAsync(work, MessageState.Superseded, new MessageReport(), clock, cancellationToken);
            return;
        }

        var parts = message.Record.Split('/');
        if (current.Catalogue.FindRecord(parts[0], parts[1]) is not { } mapping)
        {
            await QuarantineAsync(work, [new Issue(IssueCodes.ProcessingFailed, IssueLocation.None)], null, current, clock, cancellationToken);
            return;
        }

        using var interpretation = await InterpretAsync(mapping, work, cancellationToken);
        if (interpretation.Failed)
        {
            await QuarantineAsync(work, interpretation.Issues, interpretation, current, clock, cancellationToken);
            return;
        }

        if (await StoreAsync(work, mapping, interpretation, current, cancellationToken) is { } fault)
        {
            var report = Reports.Of(interpretation, [new Issue(IssueCodes.ProcessingFailed, IssueLocation.None)], current.Catalogue.Version) with { Fault = fault };
            await FinishAsync(work, MessageState.Quarantined, report, clock, cancellationToken);
        }
    }

    /// <summary>Null, or why it can never be stored. After a lost lease that verdict commits nothing either, and the message is taken up again.</summary>
    private async Task<string?> StoreAsync(
        InboundWork work, RecordMapping mapping, Interpretation interpretation, MappingSet current, CancellationToken cancellationToken)
    {
        try
        {
            // A conflict means that somebody else was faster with a shared resource: read again and decide anew.
            for (var attempt = 0; attempt < MaxConflicts; attempt++)
            {
                var changes = await resolver.ResolveAsync(work, mapping, interpretation, current, cancellationToken);
                if (await journal.CommitAsync(changes, cancellationToken) == CommitOutcome.Committed || !await IsStillOursAsync(work.Message.Id, cancellationToken))
                {
                    return null;
                }
            }

            return "always another was faster";
        }
        catch (Exception fault) when (UnexpectedFault.IsOurs(fault))
        {
            return UnexpectedFault.PlaceOf(fault);
        }
    }

    private async Task<Interpretation> InterpretAsync(RecordMapping mapping, InboundWork work, CancellationToken cancellationToken)
    {
        var interpretation = Interpret(mapping, work);
        return Batches.InBatch(mapping, work.Message, await senders.CheckAsync(mapping, interpretation, RecordSender.Of(work.Message), cancellationToken));
    }

    private Interpretation Interpret(RecordMapping mapping, InboundWork work)
    {
        try
        {
            return interpreter.Interpret(mapping, work.Body, RecordSender.Of(work.Message));
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // Mapping and validation are pure: the same record would fail the same way for ever and block its lane.
            return new Interpretation(null, null, null, [new Issue(IssueCodes.ProcessingFailed, IssueLocation.None)])
            {
                Timings = new Dictionary<string, long>(), Fault = UnexpectedFault.PlaceOf(fault),
            };
        }
    }

    private async Task<bool> IsOutdatedAsync(MessageRow message, CancellationToken cancellationToken)
    {
        if (message.Key is not { } key)
        {
            return false;
        }

        var versions = await journal.FindVersionsAsync(key.Organisation, key.Record, key.RecordId, cancellationToken);
        return versions.Any(v => v.Key!.Version > key.Version && v.State is (MessageState.Routed or MessageState.Settled));
    }

    private async Task<bool> IsStillOursAsync(Guid id, CancellationToken cancellationToken) =>
        await journal.FindMessageAsync(id, cancellationToken) is { State: MessageState.Received };

    private Task<CommitOutcome> QuarantineAsync(InboundWork work, IReadOnlyList<Issue> issues, Interpretation? interpretation, MappingSet current, TimeProvider clock, CancellationToken cancellationToken) =>
        FinishAsync(work, MessageState.Quarantined, Reports.Of(interpretation, issues, current.Catalogue.Version), clock, cancellationToken);

    private Task<CommitOutcome> FinishAsync(InboundWork work, MessageState state, MessageReport report, TimeProvider clock, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return journal.CommitAsync(new ChangeSet
        {
            Lease = work.Lease,
            MessageChanges = [new MessageChange(work.Message.Id, MessageState.Received, state, now, report.ToJson()) { Codes = report.Codes }],
            Audit = [new AuditEntry(now, "engine", work.Message.Organisation, "route", $"message/{work.Message.Id:D}", state.ToString().ToLowerInvariant())],
        }, cancellationToken);
    }
}
