using Interop.Engine.Ports;
using Interop.Store.Crypto;

namespace Interop.Store.Postgres.Writing;

/// <summary>Deliveries and their attempts.</summary>
internal static class DeliverySteps
{
    /// <summary>False when the id is taken.</summary>
    public static bool Insert(WorkingSet rows, NewDelivery delivery, long message)
    {
        if (rows.Deliveries.Find(delivery.Id) is not null)
        {
            return false;
        }

        rows.Deliveries.Set(delivery.Id, new DeliveryEntry
        {
            Id = delivery.Id,
            Number = rows.LastDelivery.Next(),
            Message = message,
            MessageId = delivery.MessageId,
            State = delivery.State,
            Lane = delivery.Lane,
            HasEndpoint = delivery.EndpointId is not null,
            Reason = delivery.Reason,
            New = delivery,
            Patient = delivery.Patient,
            Sequence = delivery.EndpointId is { } endpoint ? NextPlace(rows, delivery.Lane, endpoint) : 0,
        });
        return true;
    }

    /// <summary>False when it is not in the state that it should be in, or has its payload already.</summary>
    public static bool Change(WorkingSet rows, KeySteps keys, DeliveryChange change, SealedBody? payload)
    {
        if (rows.Deliveries.Find(change.Id) is not { } found || found.State != change.From || (payload is not null && found.HasPayload))
        {
            return false;
        }

        if (payload is not null)
        {
            keys.Add(payload, found.Patient);
        }

        var (attempts, startedAt) = WriteAttempts(rows, change, found);
        rows.Deliveries.Set(change.Id, found with
        {
            State = change.To,
            Reason = change.Reason,
            NextAttemptAt = change.To == DeliveryState.Sending ? found.NextAttemptAt : change.NextAttemptAt,
            DeliveredAt = change.To == DeliveryState.Delivered ? change.At : null,
            HasPayload = found.HasPayload || payload is not null,
            Payload = payload?.Id ?? found.Payload,
            PayloadHash = change.PayloadHash ?? found.PayloadHash,
            Report = change.Report ?? found.Report,
            Deadline = change.Deadline ?? found.Deadline,
            HoldsLane = change.HoldsLane,
            Attempts = attempts,
            AttemptStartedAt = startedAt,
            Changed = true,
        });
        if (found.HasEndpoint && (IsUnderWay(change.From) || IsUnderWay(change.To) || found.HoldsLane))
        {
            rows.OutboundTouched.Add(found.Lane);
        }

        return true;
    }

    // A running attempt is part of the delivery's row; when it ends, or the next one starts over it after a crash, it becomes a row.
    private static (int Attempts, DateTimeOffset? StartedAt) WriteAttempts(WorkingSet rows, DeliveryChange change, DeliveryEntry found)
    {
        var startedAt = found.AttemptStartedAt;
        if (change.AttemptEnded is not null && startedAt is null)
        {
            throw new InvalidOperationException("An attempt ends that was not started.");
        }

        if (startedAt is { } started && (change.AttemptEnded is not null || change.AttemptStarted > found.Attempts))
        {
            var end = change.AttemptEnded;
            rows.Attempts.Add(new AttemptInsert(found.Number, found.Attempts, started, end is null ? null : change.At, end?.Outcome, end?.Status, end?.Receipt));
            startedAt = null;
        }

        if (change.AttemptStarted is not { } next || startedAt is not null)
        {
            return (found.Attempts, startedAt);
        }

        return next > found.Attempts ? (next, change.At) : throw new InvalidOperationException("An attempt has the number of an earlier one.");
    }

    private static long NextPlace(WorkingSet rows, KeyedHash lane, string endpoint)
    {
        var last = rows.Outbound.Find(lane) ?? new OutboundEntry(lane, endpoint, 0);
        rows.Outbound.Set(lane, last with { LastSequence = last.LastSequence + 1, Changed = true });
        rows.OutboundTouched.Add(lane);
        return last.LastSequence + 1;
    }

    private static bool IsUnderWay(DeliveryState state) => state is DeliveryState.Pending or DeliveryState.Sending or DeliveryState.Retrying;
}
