using System.Security.Cryptography;
using Interop.Engine.Messages;
using Interop.Engine.Ports;
using Interop.Engine.Privacy;
using Interop.Engine.Reconcile;
using Interop.Engine.Routing;
using Interop.Fhir.Issues;
using Interop.Fhir.Json;
using Interop.Fhir.Tree;
using Interop.Mapping;

namespace Interop.Engine.Delivery;

/// <summary>What the head of a lane turned out to be.</summary>
public abstract record Prepared
{
    private Prepared()
    {
    }

    /// <summary>Bytes to freeze and send.</summary>
    public sealed record Payload(ReadOnlyMemory<byte> Bytes, string Hash, string Report) : Prepared;

    /// <summary>No longer owed; others may be owed instead.</summary>
    public sealed record Cancel(string Reason, IReadOnlyList<NewDelivery> Instead) : Prepared;

    /// <summary>Cannot be written; a person has to look.</summary>
    public sealed record Park(string Reason, string Report) : Prepared;
}

/// <summary>
/// Renders a delivery when it comes to the head of its lane: from the versions pinned when it was routed, the last payload this endpoint got, and
/// consent, residence and newer versions as they are now.
/// </summary>
public sealed class Preparation(IResources resources, IOutbox outbox, Router router, LiveMappings mappings, EngineContext context)
{
    private readonly SkippedVersions skipped = new(resources);
    private readonly EndsOnly ends = new(resources, outbox, new SkippedVersions(resources));

    private const string ConsentWithdrawn = "consent-withdrawn";

    /// <summary>Whether a parked delivery of this route holds up its lane.</summary>
    public bool Blocks(DeliveryRow delivery) => RouteOf(delivery) is { BlocksOnPoison: true };

    /// <summary>Decides and renders. Reads only.</summary>
    public async Task<Prepared> PrepareAsync(DeliveryRow delivery, Endpoint endpoint, CancellationToken cancellationToken)
    {
        var pinned = await ReadAsync(delivery.Pinned, cancellationToken);
        try
        {
            return await PrepareAsync(delivery, endpoint, pinned, cancellationToken);
        }
        finally
        {
            Dispose(pinned);
        }
    }

    /// <summary>
    /// Not null when consent was withdrawn since this was rendered: bytes that have not arrived do not go out again; what they told the end of is owed
    /// anew. Reads only.
    /// </summary>
    public async Task<Prepared.Cancel?> WithdrawnAsync(DeliveryRow delivery, CancellationToken cancellationToken)
    {
        var consents = delivery.Pinned.Where(p => p.Key.Type == "Consent").ToList();
        var rows = await resources.FindCurrentAsync([.. consents.Select(p => p.Key)], cancellationToken);
        if (Purpose(delivery) is not { } purpose || !consents.Exists(p => rows.TryGetValue(p.Key, out var row) && row.Version != p.Version))
        {
            return null;
        }

        var pinned = await ReadAsync([delivery.Focus, .. consents], cancellationToken);
        var now = await ReadAsync([.. consents.Select(p => p with { Version = 0 })], cancellationToken);
        try
        {
            var retraction = pinned.Any(p => p.Key == delivery.Focus.Key && p.Resource["status"].Is("entered-in-error"u8));
            return !retraction && IsWithdrawn(purpose, pinned, now) && !await IsReplacementAsync(delivery, cancellationToken)
                ? await WithdrawnAsync(delivery, purpose, cancellationToken)
                : null;
        }
        finally
        {
            Dispose(pinned);
            Dispose(now);
        }
    }

    /// <summary>The rows that owe the same versions to the same recipient once more, at this endpoint; null when they cannot be read or the route is gone. Reads only.</summary>
    public async Task<ChangeSet?> AgainAsync(DeliveryRow delivery, Endpoint endpoint, CancellationToken cancellationToken)
    {
        var pinned = await ReadAsync(delivery.Pinned, cancellationToken);
        try
        {
            if (pinned.FirstOrDefault(p => p.Key == delivery.Focus.Key).Resource is not { Exists: true } focus || RouteOf(delivery) is not { } route)
            {
                return null;
            }

            using var record = ResourceTrees.Bundle("collection", pinned.Select(p => p.Resource));
            var versions = delivery.Pinned.ToDictionary(p => p.Key, p => p.Version);
            var scope = new RoutingScope(mappings.Current, delivery.MessageId, route.Record, record, versions, context.Clock.GetUtcNow(), context.Policy);
            var plan = await router.RouteAgainAsync(route, delivery, focus, scope, endpoint, cancellationToken);
            return new ChangeSet { Deliveries = plan.Deliveries, FeedItems = plan.FeedItems };
        }
        finally
        {
            Dispose(pinned);
        }
    }

    private async Task<Prepared> PrepareAsync(
        DeliveryRow delivery, Endpoint endpoint, IReadOnlyList<(ResourceKey Key, Node Resource)> pinned, CancellationToken cancellationToken)
    {
        if (pinned.FirstOrDefault(p => p.Key == delivery.Focus.Key).Resource is not { Exists: true } focus)
        {
            return new Prepared.Park("focus-unreadable", "{}");
        }

        var retraction = focus["status"].Is("entered-in-error"u8);
        if (!retraction && await CancelAsync(delivery, pinned, focus, cancellationToken) is { } cancelled)
        {
            return cancelled;
        }

        if (retraction || delivery.Focus.Key.Type != "List" || Purpose(delivery) is not { } purpose || ConsentGate.Permits(pinned.Select(p => p.Resource), purpose))
        {
            return await RenderAsync(delivery, endpoint, pinned, whole: true, cancellationToken);
        }

        if (await ends.SelectAsync(delivery, purpose, cancellationToken) is not { } owed)
        {
            return new Prepared.Cancel(ConsentWithdrawn, []);
        }

        var rendered = await RenderAsync(delivery, endpoint, owed, whole: false, cancellationToken);
        Dispose(owed);
        return rendered;
    }

    private async Task<Prepared?> CancelAsync(
        DeliveryRow delivery, IReadOnlyList<(ResourceKey Key, Node Resource)> pinned, Node focus, CancellationToken cancellationToken)
    {
        var rows = await resources.FindCurrentAsync([.. delivery.Pinned.Select(p => p.Key)], cancellationToken);
        var moved = delivery.Pinned.Where(p => rows.TryGetValue(p.Key, out var row) && row.Version != p.Version).Select(p => p.Key).ToHashSet();
        if (moved.Count == 0)
        {
            return null;
        }

        var newer = (await ReadAsync([.. moved.Select(k => new ResourceVersion(k, 0))], cancellationToken)).ToDictionary(p => p.Key, p => p.Resource);
        var now = pinned.Select(p => p.Key == delivery.Focus.Key ? p : (p.Key, Resource: newer.GetValueOrDefault(p.Key, p.Resource))).ToList();
        if (Purpose(delivery) is { } purpose && IsWithdrawn(purpose, pinned, now) && !await IsReplacementAsync(delivery, cancellationToken))
        {
            return await WithdrawnAsync(delivery, purpose, cancellationToken);
        }

        if (moved.Contains(delivery.Focus.Key) && (await HasNewerAsync(delivery, cancellationToken) || IsReplaced(delivery, newer, now) || ReplacedDocuments.IsSuperseded(newer.GetValueOrDefault(delivery.Focus.Key))))
        {
            return new Prepared.Cancel("superseded-by-newer-version", []);
        }

        return await CheckRecipientAsync(delivery, focus, now, isLatest: !moved.Contains(delivery.Focus.Key), cancellationToken);
    }

    /// <summary>New data are not told any more; the end of what this receiver knows still is (MODELLING E7), from what stands now.</summary>
    private async Task<Prepared.Cancel> WithdrawnAsync(DeliveryRow delivery, string purpose, CancellationToken cancellationToken)
    {
        if (await ends.SelectAsync(delivery, purpose, cancellationToken) is not { } owed)
        {
            return new Prepared.Cancel(ConsentWithdrawn, []);
        }

        Dispose(owed);
        var rows = await resources.FindCurrentAsync([.. delivery.Pinned.Where(p => p.Key.Type == "Consent").Select(p => p.Key)], cancellationToken);
        var pinned = delivery.Pinned.Select(p => rows.TryGetValue(p.Key, out var row) ? p with { Version = row.Version } : p).ToList();
        return new Prepared.Cancel(ConsentWithdrawn, [router.Renew(delivery, pinned, context.Clock.GetUtcNow(), context.Policy)]);
    }

    /// <summary>What was routed after a withdrawal, a stop or a replacement, was let through on purpose.</summary>
    private static bool IsWithdrawn(string purpose, IReadOnlyList<(ResourceKey Key, Node Resource)> pinned, IReadOnlyList<(ResourceKey Key, Node Resource)> now) =>
        !ConsentGate.Permits(now.Select(p => p.Resource), purpose) && ConsentGate.Permits(pinned.Select(p => p.Resource), purpose);

    /// <summary>Whether this receiver holds an earlier version of the document, which must not stay its last (MODELLING E7).</summary>
    private async Task<bool> IsReplacementAsync(DeliveryRow delivery, CancellationToken cancellationToken) =>
        RouteOf(delivery) is { ToEarlierReceivers: true }
        && delivery.EndpointId is { } endpoint && await outbox.FindLastDeliveredAsync(endpoint, delivery.Message, delivery.Focus.Key, cancellationToken) is not null;

    private Route? RouteOf(DeliveryRow delivery) => mappings.Current.Routes.Routes.FirstOrDefault(r => r.Name == delivery.Route);

    private string? Purpose(DeliveryRow delivery)
    {
        var route = RouteOf(delivery);
        return route?.Consent ?? (route?.Record.Split('/') is [var kind, var name] ? mappings.Current.Catalogue.FindRecord(kind, name)?.Rules.Consent : null);
    }

    /// <summary>
    /// Whether a document that is sent as current has a newer version which goes to others: who is no longer named must not be the only one left
    /// with the old one.
    /// </summary>
    private bool IsReplaced(DeliveryRow delivery, Dictionary<ResourceKey, Node> newer, IReadOnlyList<(ResourceKey Key, Node Resource)> now)
    {
        if (RouteOf(delivery) is not { ToEarlierReceivers: true } route || !newer.TryGetValue(delivery.Focus.Key, out var focus))
        {
            return false;
        }

        using var record = ResourceTrees.Bundle("collection", now.Select(p => p.Key == delivery.Focus.Key ? focus : p.Resource));
        return Recipients.Applies(route, focus, record, context.Clock.GetUtcNow());
    }

    private async Task<bool> HasNewerAsync(DeliveryRow delivery, CancellationToken cancellationToken) =>
        (await outbox.FindByFocusAsync(delivery.Focus.Key, cancellationToken)).Any(d =>
            d.EndpointId == delivery.EndpointId && d.Message == delivery.Message && d.Focus.Version > delivery.Focus.Version && d.State != DeliveryState.Cancelled);

    private async Task<Prepared?> CheckRecipientAsync(
        DeliveryRow delivery, Node focus, IReadOnlyList<(ResourceKey Key, Node Resource)> now, bool isLatest, CancellationToken cancellationToken)
    {
        if (RouteOf(delivery) is not { ToEarlierReceivers: false } route)
        {
            return null;
        }

        var time = context.Clock.GetUtcNow();
        using var record = ResourceTrees.Bundle("collection", now.Select(p => p.Resource));
        var recipients = Recipients.Of(route, focus, record, time);
        if (recipients.Contains(delivery.Recipient))
        {
            return null;
        }

        // A newer version of the focus was routed by its own record; only the latest one is routed anew from here.
        var versions = delivery.Pinned.ToDictionary(p => p.Key, p => p.Version);
        var scope = new RoutingScope(mappings.Current, delivery.MessageId, route.Record, record, versions, time, context.Policy);
        var instead = isLatest ? await router.RerouteAsync(route, delivery, focus, scope, recipients, cancellationToken) : [];
        return new Prepared.Cancel("recipient-changed", instead);
    }

    private async Task<Prepared> RenderAsync(
        DeliveryRow delivery, Endpoint endpoint, IReadOnlyList<(ResourceKey Key, Node Resource)> pinned, bool whole, CancellationToken cancellationToken)
    {
        var parts = delivery.Message.Split('/');
        var catalogue = mappings.Current.Catalogue;
        var confirmed = await ReadAsync([new ResourceVersion(Confirmations.KeyOf(context.Ids, delivery.Focus, delivery.Recipient), 0)], cancellationToken);
        var previous = await outbox.FindLastDeliveredAsync(endpoint.Id, delivery.Message, delivery.Focus.Key, cancellationToken);
        var dropped = previous is null || !whole ? [] : await skipped.ReadAsync(previous.Focus, delivery, cancellationToken);
        using var bundle = ResourceTrees.Bundle("collection", pinned.Concat(dropped).Concat(confirmed).Select(p => p.Resource));
        Dispose(confirmed);
        Dispose(dropped);
        var focus = bundle.Root.All("entry").Select(e => e["resource"]).First(r => r["id"].Is(delivery.Focus.Key.Id.ToString("D")) && r["resourceType"].Is(delivery.Focus.Key.Type));
        using var before = previous is null ? null : JsonTreeReader.Read(previous.Payload, []);
        var now = context.Clock.GetUtcNow();
        var result = catalogue.FindMessage(parts[0], parts[1])!.Render(new RenderInput
        {
            Bundle = bundle,
            Focus = focus,
            Previous = before,
            Endpoint = RenderJson.Endpoint(endpoint),
            Delivery = RenderJson.Delivery(new RenderedDelivery(delivery.MessageId, delivery.Id, delivery.Sequence, now, previous?.DeliveryId, delivery.Reason)),
            Now = now,
            Ids = context.Ids,
        });
        var report = new MessageReport { Issues = [.. result.Issues.Select(ReportedIssue.From)], Ledger = Reports.Summary(result.Ledger), Mapping = catalogue.Version };
        return result.Payload is { } bytes && !result.Issues.Any(i => i.IsError)
            ? new Prepared.Payload(bytes, Convert.ToHexStringLower(SHA256.HashData(bytes.Span)), report.ToJson())
            : new Prepared.Park(IssueCodes.RenderFailed.Id, report.ToJson());
    }

    private async Task<IReadOnlyList<(ResourceKey Key, Node Resource)>> ReadAsync(IReadOnlyList<ResourceVersion> versions, CancellationToken cancellationToken) =>
        [.. (await resources.ReadAsync(versions, cancellationToken)).Select(s => (s.Version.Key, FhirJson.Read(s.Json, [])!.Root))];

    private static void Dispose(IReadOnlyList<(ResourceKey Key, Node Resource)> resources)
    {
        foreach (var (_, resource) in resources)
        {
            resource.Tree.Dispose();
        }
    }
}
