using Interop.Engine.Delivery;
using Interop.Engine.Messages;
using Interop.Engine.Ports;
using Interop.Engine.Routing;

namespace Interop.Engine.Operations;

/// <summary>
/// Lets parked deliveries go on, and takes back what has not left. Bytes that may have arrived go out again as they are and under their key, so
/// that the receiver can tell; what was certainly not taken is written anew.
/// </summary>
public sealed class DeliveryReplay(IJournal journal, ISearch search, IOutbox outbox, IRegistry registry, Preparation preparation, EngineContext context)
{
    /// <summary>Why a delivery was cancelled whose patient's data were erased.</summary>
    public const string Erased = "patient-erased";

    /// <summary>What would come of it; changes nothing.</summary>
    public async Task<ReplayItem> PreviewAsync(DeliveryRow delivery, CancellationToken cancellationToken)
    {
        var (endpoint, item) = await DecideAsync(delivery, cancellationToken);
        if (endpoint is null || item.Way != ReplayWay.SendAnew || endpoint.Transport == "feed")
        {
            return item;
        }

        return await preparation.PrepareAsync(delivery, endpoint, cancellationToken) switch
        {
            Prepared.Payload now when await search.ReadPayloadAsync(delivery.Id, cancellationToken) is { } before =>
                item with { Differences = PayloadDifference.Of(before, now.Bytes) },
            Prepared.Cancel cancel => item with { Way = ReplayWay.NotPossible, Reason = cancel.Reason },
            Prepared.Park park => item with { Way = ReplayWay.NotPossible, Reason = park.Reason },
            _ => item,
        };
    }

    /// <summary>Lets one go on.</summary>
    public async Task<ReplayItem> ReplayAsync(DeliveryRow delivery, string actor, CancellationToken cancellationToken)
    {
        var (endpoint, item) = await DecideAsync(delivery, cancellationToken);
        if (endpoint is null || item.Way == ReplayWay.NotPossible)
        {
            return item;
        }

        var now = context.Clock.GetUtcNow();
        if (item.Way == ReplayWay.Resend)
        {
            var to = delivery.PayloadHash is null ? DeliveryState.Pending : DeliveryState.Retrying;
            return await CommitAsync(new ChangeSet { DeliveryChanges = [Move(delivery, to, now)] }, delivery, item, ("replay", actor), cancellationToken);
        }

        return await preparation.AgainAsync(delivery, endpoint, cancellationToken) is { } changes
            ? await CommitAsync(changes with { DeliveryChanges = [Cancel(delivery, "replayed", now)] }, delivery, item, ("replay", actor), cancellationToken)
            : item with { Way = ReplayWay.NotPossible, Reason = "focus-unreadable" };
    }

    /// <summary>Takes back a delivery that has not left, or lets a parked one rest for good.</summary>
    public async Task<ReplayItem> CancelAsync(DeliveryRow delivery, string actor, CancellationToken cancellationToken)
    {
        var left = delivery.State is DeliveryState.Delivered or DeliveryState.Cancelled or DeliveryState.Sending
            || (delivery.State == DeliveryState.Retrying && delivery.Attempts > 0);
        var item = new ReplayItem($"delivery/{delivery.Id:D}", ReplayWay.NotPossible, left ? "has-left" : "cancelled-by-operator", []);
        return left
            ? item
            : await CommitAsync(
                new ChangeSet { DeliveryChanges = [Cancel(delivery, "cancelled-by-operator", context.Clock.GetUtcNow())] }, delivery, item, ("cancel", actor), cancellationToken);
    }

    private async Task<(Endpoint? Endpoint, ReplayItem Item)> DecideAsync(DeliveryRow delivery, CancellationToken cancellationToken)
    {
        var item = new ReplayItem($"delivery/{delivery.Id:D}", ReplayWay.NotPossible, delivery.Reason, []);
        if (delivery.State != DeliveryState.Parked)
        {
            return (null, item with { Reason = delivery.Reason == Erased ? "erased" : "not-parked" });
        }

        var endpoints = await registry.ListEndpointsAsync(cancellationToken);
        var endpoint = delivery.EndpointId is { } id
            ? endpoints.FirstOrDefault(e => e.Id == id && e.Active)
            : Recipients.FindEndpoint(endpoints, delivery.Message[..delivery.Message.IndexOf('/', StringComparison.Ordinal)], delivery.Recipient);
        if (endpoint is null)
        {
            return (null, item with { Reason = "no-endpoint" });
        }

        if (await HasLaterAsync(delivery, cancellationToken))
        {
            return (null, item with { Reason = "newer-version-delivered" });
        }

        // What holds its lane keeps its place there, and so its bytes.
        var anew = delivery.EndpointId is null || endpoint.Transport == "feed" || (delivery.Reason == DeliveryPolicy.Refused && !delivery.HoldsLane);
        return (endpoint, item with { Way = anew ? ReplayWay.SendAnew : ReplayWay.Resend });
    }

    /// <summary>An old plan must not arrive after the one that replaced it.</summary>
    private async Task<bool> HasLaterAsync(DeliveryRow delivery, CancellationToken cancellationToken) =>
        delivery.EndpointId is not null && (await outbox.FindByFocusAsync(delivery.Focus.Key, cancellationToken)).Any(d =>
            d.EndpointId == delivery.EndpointId && d.Message == delivery.Message && d.Sequence > delivery.Sequence && d.State == DeliveryState.Delivered);

    private DeliveryChange Move(DeliveryRow delivery, DeliveryState to, DateTimeOffset now) => new()
    {
        Id = delivery.Id, From = delivery.State, To = to, At = now, NextAttemptAt = now, Deadline = now + context.Policy.DeadlineOf(delivery.EndpointId),
    };

    private static DeliveryChange Cancel(DeliveryRow delivery, string reason, DateTimeOffset now) =>
        new() { Id = delivery.Id, From = delivery.State, To = DeliveryState.Cancelled, At = now, Reason = reason };

    private async Task<ReplayItem> CommitAsync(
        ChangeSet changes, DeliveryRow delivery, ReplayItem item, (string Action, string Actor) who, CancellationToken cancellationToken)
    {
        var outcome = item.Way == ReplayWay.NotPossible ? "cancelled" : item.Way.ToString().ToLowerInvariant();
        var audit = new AuditEntry(context.Clock.GetUtcNow(), who.Actor, delivery.Recipient, who.Action, item.Target, outcome);
        return await journal.CommitAsync(changes with { Audit = [audit] }, cancellationToken) == CommitOutcome.Committed
            ? item with { Done = true }
            : item with { Way = ReplayWay.NotPossible, Reason = "changed-meanwhile" };
    }
}
