using System.Buffers;
using System.Globalization;
using Interop.Engine.Identity;
using Interop.Engine.Messages;
using Interop.Engine.Ports;
using Interop.Engine.Reconcile;
using Interop.Fhir.Json;
using Interop.Fhir.Tree;

namespace Interop.Engine.Feeds;

/// <summary>
/// Takes in what billers say became of acts. Each word is a new version of the ChargeItem, with a Provenance that says who said it, and a new entry
/// of the feed; the same word again changes nothing (MODELLING B1, B7).
/// </summary>
public sealed class BillingDesk(IJournal journal, IResources resources, IOutbox outbox, FeedRendering rendering, KeyedHasher hasher, EngineContext context)
{
    private const int MaxConflicts = 20;

    /// <summary>Keeps a status; everything is decided anew when a record changes the act at the same time.</summary>
    public async Task<BillingAnswer> TakeAsync(Credential credential, Endpoint endpoint, string feed, BillingStatus status, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxConflicts; attempt++)
        {
            var entry = await outbox.FindFeedEntryAsync(feed, endpoint.Id, status.ItemId, cancellationToken);
            if (entry is null || await ReadAsync(entry.Focus.Key, cancellationToken) is not { } act)
            {
                await AuditAsync(credential, $"feed/{feed}", BillingOutcome.Unknown, cancellationToken);
                return new BillingAnswer(BillingOutcome.Unknown, null);
            }

            using var tree = act.Tree;
            if (BillingEvents.Has(tree.Root, status))
            {
                await AuditAsync(credential, entry.Focus.Key.ToString(), BillingOutcome.Repeated, cancellationToken);
                return new BillingAnswer(BillingOutcome.Repeated, entry);
            }

            var outcome = BillingEvents.IsWithdrawn(tree.Root) ? BillingOutcome.Withdrawn : BillingEvents.IsOlder(tree.Root, status) ? BillingOutcome.Older : BillingOutcome.Recorded;
            if (await journal.CommitAsync(await ChangesAsync(credential, endpoint, entry, act, status, cancellationToken), cancellationToken) == CommitOutcome.Committed)
            {
                return new BillingAnswer(outcome, await outbox.FindFeedEntryAsync(feed, endpoint.Id, status.ItemId, cancellationToken));
            }
        }

        return new BillingAnswer(BillingOutcome.Busy, null);
    }

    private async Task<Act?> ReadAsync(ResourceKey key, CancellationToken cancellationToken)
    {
        var rows = await resources.FindCurrentAsync([key], cancellationToken);
        var stored = rows.TryGetValue(key, out var row) ? await resources.ReadAsync([new ResourceVersion(key, row.Version)], cancellationToken) : [];
        return stored.Count == 0 ? null : new Act(row!, FhirJson.Read(stored[0].Json, []) ?? throw new InvalidOperationException("The stored ChargeItem cannot be read back."));
    }

    private async Task<ChangeSet> ChangesAsync(
        Credential credential, Endpoint endpoint, FeedTrace entry, Act act, BillingStatus status, CancellationToken cancellationToken)
    {
        using var changed = BillingEvents.Add(act.Tree.Root, status);
        var focus = new ResourceVersion(act.Row.Key, act.Row.Version + 1);
        var plan = await rendering.RenderAsync(endpoint, entry, focus, changed.Root, cancellationToken);
        var system = $"urn:interop:{endpoint.Kind}:{endpoint.Id}:billing-status";
        var key = new ResourceKey("Provenance", context.Ids.Mint("Provenance", system, $"{focus}/{status}"));
        using var provenance = StatementProvenance.Of(key, focus, new Statement(credential.Organisation, "author", null, status.At, status.Status), context.Clock.GetUtcNow());
        return new ChangeSet
        {
            Resources = [Write(act.Row, changed.Root), New(key, act.Row.Patient, provenance.Root)],
            FeedItems = plan.FeedItems,
            Deliveries = plan.Deliveries,
            Audit = [Audit(credential, act.Row.Key.ToString(), BillingOutcome.Recorded)],
        };
    }

    private ResourceWrite Write(ResourceRow row, Node resource) => New(row.Key, row.Patient, resource) with { ExpectedVersion = row.Version };

    private ResourceWrite New(ResourceKey key, Guid? patient, Node resource)
    {
        var json = new ArrayBufferWriter<byte>(1024);
        FhirJson.Write(resource, json);
        return new ResourceWrite
        {
            Key = key, ExpectedVersion = 0, Patient = patient, Json = json.WrittenMemory, ContentHash = hasher.Content(json.WrittenSpan),
            SearchKeys =
            [
                .. resource.All("identifier").Where(i => i["system"].HasValue && i["value"].HasValue)
                    .Select(i => hasher.Identifier(i["system"].Text!, i["value"].Text!)).Distinct(),
            ],
        };
    }

    private Task<CommitOutcome> AuditAsync(Credential credential, string target, BillingOutcome outcome, CancellationToken cancellationToken) =>
        journal.CommitAsync(new ChangeSet { Audit = [Audit(credential, target, outcome)] }, cancellationToken);

    private AuditEntry Audit(Credential credential, string target, BillingOutcome outcome) => new(
        context.Clock.GetUtcNow(), credential.Id.ToString("D", CultureInfo.InvariantCulture), credential.Organisation, "billing-status", target, outcome.ToString().ToLowerInvariant());

    private sealed record Act(ResourceRow Row, NodeTree Tree);
}
