using Interop.Engine.Ports;
using Interop.Store.Crypto;
using Interop.Store.Writing;

namespace Interop.Store.Sqlite.Writing;

/// <summary>Deliveries, their attempts, and the heads of outbound lanes.</summary>
internal static class DeliveryWrites
{
    private const string InsertSql = """
        insert into delivery (id, message, endpoint_id, message_name, route, recipient, lane, sequence, patient, focus_type, focus_id, focus_version,
          pinned, state, reason, attempts, created_at, deadline, report)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, '{}')
        """;

    // Takes the next place in the lane and, when nothing else is under way there, its head.
    private const string NextPlaceSql = """
        insert into outbound_lane (lane, endpoint_id, last_sequence, head, next_due) values (?1, ?2, 1, case when ?3 then 1 end, case when ?3 then ?4 end)
        on conflict (lane) do update set last_sequence = last_sequence + 1,
          next_due = case when head is null and held = 0 and ?3 then ?4 else next_due end,
          head = case when head is null and held = 0 and ?3 then last_sequence + 1 else head end
        returning last_sequence
        """;

    private const string FindSql = "select number, message, state, lane, endpoint_id, attempts, attempt_started_at, payload, holds_lane, patient from delivery where id = ?";

    private const string UpdateSql = """
        update delivery set state = ?1, reason = ?2, next_attempt_at = case when ?3 then next_attempt_at else ?4 end,
          delivered_at = case when ?1 = 3 then ?5 end, payload = coalesce(?6, payload), payload_hash = coalesce(?7, payload_hash),
          report = coalesce(?8, report), attempts = ?9, attempt_started_at = ?10, deadline = coalesce(?11, deadline), holds_lane = ?12
        where number = ?13
        """;

    public static void Insert(WriteContext context)
    {
        foreach (var delivery in context.Set.Deliveries)
        {
            var message = context.SequenceOf(delivery.MessageId)
                ?? throw new InvalidOperationException("A delivery belongs to a message that does not exist.");
            var sequence = delivery.EndpointId is null ? 0 : NextPlace(context.Database, delivery);
            context.Database.Prepare(InsertSql)
                .Bind(delivery.Id).Bind(message).Bind(delivery.EndpointId).Bind(delivery.Message).Bind(delivery.Route).Bind(delivery.Recipient)
                .Bind(delivery.Lane).Bind(sequence).Bind(delivery.Patient)
                .Bind(delivery.Focus.Key.Type).Bind(delivery.Focus.Key.Id).Bind(delivery.Focus.Version).Bind(VersionList.Write(delivery.Pinned))
                .Bind((int)delivery.State).Bind(delivery.Reason).Bind(delivery.CreatedAt).Bind(delivery.Deadline).Run();
        }
    }

    /// <summary>False when a delivery is not in the state that it should be in, or has its payload already.</summary>
    public static bool Change(WriteContext context)
    {
        for (var i = 0; i < context.Set.DeliveryChanges.Count; i++)
        {
            if (!Change(context, context.Set.DeliveryChanges[i], context.Changes.Payloads[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static long NextPlace(SqliteDatabase database, NewDelivery delivery)
    {
        using var row = database.Prepare(NextPlaceSql)
            .Bind(delivery.Lane).Bind(delivery.EndpointId).Bind(IsUnderWay(delivery.State)).Bind(delivery.CreatedAt);
        row.Step();
        return row.Int64(0);
    }

    private static bool Change(WriteContext context, DeliveryChange change, SealedBody? payload)
    {
        if (Find(context.Database, change.Id) is not { } found || found.State != change.From || (payload is not null && found.HasPayload))
        {
            return false;
        }

        if (payload is not null)
        {
            context.Keys.Insert(payload, found.Patient);
        }

        var (attempts, startedAt) = WriteAttempts(context.Database, change, found);
        context.Database.Prepare(UpdateSql)
            .Bind((int)change.To).Bind(change.Reason).Bind(change.To == DeliveryState.Sending).Bind(change.NextAttemptAt).Bind(change.At)
            .Bind(payload?.Id).Bind(change.PayloadHash).Bind(change.Report).Bind(attempts).Bind(startedAt).Bind(change.Deadline).Bind(change.HoldsLane).Bind(found.Number).Run();
        context.Tally.Add(found.Message, DeliveryTally.Move(change.From, change.To, change.At));
        if (found.HasEndpoint && (IsUnderWay(change.From) || IsUnderWay(change.To) || found.HoldsLane))
        {
            RefreshLane(context.Database, found.Lane);
        }

        return true;
    }

    private static FoundDelivery? Find(SqliteDatabase database, Guid id)
    {
        using var row = database.Prepare(FindSql).Bind(id);
        return row.Step()
            ? new FoundDelivery(
                row.Int64(0), row.Int64(1), (DeliveryState)row.Int32(2), row.Blob(3).ToArray(), !row.IsNull(4), row.Int32(5), row.TimeOrNull(6), !row.IsNull(7), row.Int32(8) != 0, row.GuidOrNull(9))
            : null;
    }

    // A running attempt is part of the delivery's row; when it ends, or the next one starts over it after a crash, it becomes a row.
    private static (int Attempts, DateTimeOffset? StartedAt) WriteAttempts(SqliteDatabase database, DeliveryChange change, FoundDelivery found)
    {
        var startedAt = found.AttemptStartedAt;
        if (change.AttemptEnded is not null && startedAt is null)
        {
            throw new InvalidOperationException("An attempt ends that was not started.");
        }

        if (startedAt is { } started && (change.AttemptEnded is not null || change.AttemptStarted > found.Attempts))
        {
            var end = change.AttemptEnded;
            database.Prepare("insert into attempt (delivery, number, started_at, ended_at, outcome, status, receipt) values (?, ?, ?, ?, ?, ?, ?)")
                .Bind(found.Number).Bind(found.Attempts).Bind(started).Bind(end is null ? null : change.At)
                .Bind(end?.Outcome).Bind(end?.Status).Bind(end?.Receipt).Run();
            startedAt = null;
        }

        if (change.AttemptStarted is not { } next || startedAt is not null)
        {
            return (found.Attempts, startedAt);
        }

        return next > found.Attempts ? (next, change.At) : throw new InvalidOperationException("An attempt has the number of an earlier one.");
    }

    public static void RefreshLane(SqliteDatabase database, ReadOnlySpan<byte> lane)
    {
        long? head = null, due = null;
        using (var row = database.Prepare(
            "select sequence, coalesce(next_attempt_at, created_at) from delivery where lane = ? and state in (0, 1, 2) order by sequence limit 1").Bind(lane))
        {
            if (row.Step())
            {
                (head, due) = (row.Int64(0), row.Int64(1));
            }
        }

        var held = false;
        using (var row = database.Prepare("select min(sequence) from delivery where lane = ? and holds_lane = 1").Bind(lane))
        {
            held = row.Step() && !row.IsNull(0) && (head is null || row.Int64(0) < head);
        }

        (head, due) = held ? (null, null) : (head, due);
        database.Prepare("update outbound_lane set head = ?2, next_due = ?3, held = ?4 where lane = ?1 and (head is not ?2 or next_due is not ?3 or held <> ?4)")
            .Bind(lane).Bind(head).Bind(due).Bind(held).Run();
    }

    private static bool IsUnderWay(DeliveryState state) => state is DeliveryState.Pending or DeliveryState.Sending or DeliveryState.Retrying;

    private sealed record FoundDelivery(
        long Number, long Message, DeliveryState State, byte[] Lane, bool HasEndpoint, int Attempts, DateTimeOffset? AttemptStartedAt, bool HasPayload, bool HoldsLane, Guid? Patient);
}
