using Interop.Engine.Ports;
using Interop.Store.Crypto;

namespace Interop.Store.Sqlite.Writing;

/// <summary>Messages, their states, the heads of inbound lanes, and the counters at the door.</summary>
internal static class MessageWrites
{
    private const string InsertSql = """
        insert into message (id, organisation, kind, record, record_id, record_version, holds_key, lane, content_hash, content_type, state,
          received_at, routed_at, settled_at, credential_id, body, open_deliveries, parked_deliveries, report, batch, part)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning sequence
        """;

    private const string CountSql = """
        insert into received_count (organisation, record, day, received) values (?, ?, ?, 1)
        on conflict (organisation, record, day) do update set received = received + 1
        """;

    private const string UpdateSql = """
        update message set state = ?, routed_at = coalesce(?, routed_at), settled_at = case when ? then null else coalesce(?, settled_at) end,
          open_deliveries = ?, parked_deliveries = ?, report = coalesce(?, report), holds_key = case when ? then null else holds_key end
        where sequence = ?
        """;

    private const string OwedSql = """
        update message set open_deliveries = open_deliveries + ?1, parked_deliveries = parked_deliveries + ?2,
          settled_at = case when state = 1 and open_deliveries + ?1 = 0 then ?3 when state = 2 and open_deliveries + ?1 > 0 then null else settled_at end,
          state = case when state = 1 and open_deliveries + ?1 = 0 then 2 when state = 2 and open_deliveries + ?1 > 0 then 1 else state end
        where sequence = ?4
        """;

    /// <summary>False when a message is not in the state that it should be in.</summary>
    public static bool Change(WriteContext context)
    {
        foreach (var change in context.Set.MessageChanges)
        {
            if (!Change(context, change))
            {
                return false;
            }
        }

        return true;
    }

    public static void Insert(WriteContext context)
    {
        for (var i = 0; i < context.Set.Messages.Count; i++)
        {
            var message = context.Set.Messages[i];
            context.Insert(context.Changes.Records[i]);
            var sequence = Insert(context, message, context.Changes.Records[i].Id);
            context.Remember(message.Id, sequence);
            WriteCodes(context.Database, sequence, message.Codes);
            context.Database.Prepare(CountSql).Bind(message.Organisation).Bind(message.Record).Bind(Timestamps.DayNumber(message.ReceivedAt)).Run();
            if (message.State == MessageState.Received)
            {
                RefreshLane(context.Database, message.Lane.Bytes.Span);
            }
        }
    }

    /// <summary>Writes what is owed now; a routed message that is owed nothing is settled, a settled one that is owed something is not.</summary>
    public static void ApplyOwed(WriteContext context)
    {
        foreach (var id in context.Tally.Untaken.ToList())
        {
            var sequence = context.SequenceOf(id) ?? throw new InvalidOperationException("A delivery belongs to a message that does not exist.");
            context.Tally.Add(sequence, context.Tally.Take(id));
        }

        foreach (var (sequence, owed) in context.Tally.BySequence)
        {
            if (owed.Open != 0 || owed.Parked != 0)
            {
                context.Database.Prepare(OwedSql).Bind(owed.Open).Bind(owed.Parked).Bind(owed.At).Bind(sequence).Run();
            }
        }
    }

    private static bool Change(WriteContext context, MessageChange change)
    {
        long sequence;
        int open, parked;
        long body;
        byte[] lane;
        using (var row = context.Database.Prepare("select sequence, state, open_deliveries, parked_deliveries, lane, body from message where id = ?").Bind(change.Id))
        {
            if (!row.Step() || row.Int32(1) != (int)change.From)
            {
                return false;
            }

            (sequence, open, parked, lane, body) = (row.Int64(0), row.Int32(2), row.Int32(3), row.Blob(4).ToArray(), row.Int64(5));
        }

        context.Remember(change.Id, sequence);
        var added = context.Tally.Take(change.Id);
        (open, parked) = (open + added.Open, parked + added.Parked);
        var state = Settle(change.To, open);
        context.Database.Prepare(UpdateSql)
            .Bind((int)state)
            .Bind(change.To == MessageState.Routed ? change.At : null)
            .Bind(state is MessageState.Received or MessageState.Routed)
            .Bind(state == MessageState.Settled ? change.At : null)
            .Bind(open).Bind(parked).Bind(change.Report).Bind(change.ReleasesKey).Bind(sequence).Run();
        WriteCodes(context.Database, sequence, change.Codes);
        if (change.Patients is [var patient])
        {
            context.Keys.Rewrap(body, new BodyOwner(BodyPurpose.Record, change.Id), patient);
        }

        if (change.From == MessageState.Received || change.To == MessageState.Received)
        {
            RefreshLane(context.Database, lane);
        }

        return true;
    }

    private static void WriteCodes(SqliteDatabase database, long message, IReadOnlyList<string> codes)
    {
        foreach (var code in codes)
        {
            database.Prepare("insert into message_code (code, message) values (?, ?) on conflict do nothing").Bind(code).Bind(message).Run();
        }
    }

    private static long Insert(WriteContext context, NewMessage message, long body)
    {
        var owed = context.Tally.Take(message.Id);
        var state = Settle(message.State, owed.Open);
        using var row = context.Database.Prepare(InsertSql)
            .Bind(message.Id).Bind(message.Organisation).Bind(message.Kind).Bind(message.Record);
        _ = message.Key is { } key ? row.Bind(key.RecordId).Bind(key.Version).Bind(message.HoldsKey ? 1L : null) : row.BindNull().BindNull().BindNull();
        row.Bind(message.Lane).Bind(message.ContentHash).Bind(message.ContentType).Bind((int)state).Bind(message.ReceivedAt)
            .Bind(message.State == MessageState.Routed ? message.ReceivedAt : null)
            .Bind(state == MessageState.Settled ? message.ReceivedAt : null)
            .Bind(message.CredentialId).Bind(body).Bind(owed.Open).Bind(owed.Parked).Bind(message.Report)
            .Bind(message.Part?.Batch).Bind((long?)message.Part?.Number)
            .Step();
        return row.Int64(0);
    }

    private static MessageState Settle(MessageState state, int open) => state == MessageState.Routed && open == 0 ? MessageState.Settled : state;

    public static void RefreshLane(SqliteDatabase database, ReadOnlySpan<byte> lane)
    {
        long? head = null;
        var organisation = "";
        using (var row = database.Prepare("select sequence, organisation from message where lane = ? and state = 0 order by sequence limit 1").Bind(lane))
        {
            if (row.Step())
            {
                (head, organisation) = (row.Int64(0), row.Text(1));
            }
        }

        if (head is null)
        {
            database.Prepare("delete from inbound_lane where lane = ?").Bind(lane).Run();
        }
        else
        {
            database.Prepare("insert into inbound_lane (lane, head, organisation) values (?, ?, ?) on conflict (lane) do update set head = excluded.head where head <> excluded.head")
                .Bind(lane).Bind(head).Bind(organisation).Run();
        }
    }
}
