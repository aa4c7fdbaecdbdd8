namespace Interop.Store.Postgres.Writing;

/// <summary>Statements for messages, the counters at the door, and the heads of inbound lanes.</summary>
internal static class MessageSave
{
    private const string InsertSql = """
        insert into message (sequence, id, organisation, kind, record, record_id, record_version, holds_key, lane, content_hash, content_type, state,
          received_at, routed_at, settled_at, credential_id, body, open_deliveries, parked_deliveries, report, batch, part)
        select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
        """;

    private const string UpdateSql = """
        update message m set state = u.state, routed_at = u.routed_at, settled_at = u.settled_at, open_deliveries = u.open, parked_deliveries = u.parked,
          report = coalesce(u.report, m.report), holds_key = u.holds_key
        from unnest($1, $2, $3, $4, $5, $6, $7, $8) u (sequence, state, routed_at, settled_at, open, parked, report, holds_key) where m.sequence = u.sequence
        """;

    private const string CountSql = """
        insert into received_count (organisation, record, day, received) select * from unnest($1, $2, $3, $4)
        on conflict (organisation, record, day) do update set received = received_count.received + excluded.received
        """;

    public const string HeadSql = """
        insert into inbound_lane (lane, head, organisation)
        select l.lane, h.sequence, h.organisation from unnest($1) l (lane)
        cross join lateral (select sequence, organisation from message m where m.lane = l.lane and m.state = 0 order by sequence limit 1) h
        on conflict (lane) do update set head = excluded.head where inbound_lane.head <> excluded.head
        """;

    public const string EmptySql = """
        delete from inbound_lane l where l.lane = any($1) and not exists (select 1 from message m where m.lane = l.lane and m.state = 0)
        """;

    public static void Plan(WorkingSet rows, AddStatement add)
    {
        // Changes first: one may give up a key that an insert takes.
        var changed = rows.Messages.All.Where(m => m is { Changed: true, New: null }).ToList();
        if (changed.Count > 0)
        {
            add(
                UpdateSql, Parameter.Of(changed.Select(m => m.Sequence)), Parameter.Of(changed.Select(m => (int)m.State)), Parameter.Of(changed.Select(m => m.RoutedAt)),
                Parameter.Of(changed.Select(m => m.SettledAt)), Parameter.Of(changed.Select(m => m.Open)), Parameter.Of(changed.Select(m => m.Parked)),
                Parameter.Of(changed.Select(m => m.Report)), Parameter.Of(changed.Select(m => m.Holds is not null)));
        }

        var added = rows.Messages.All.Where(m => m.New is not null).ToList();
        if (added.Count > 0)
        {
            Insert(added, add);
        }

        var codes = rows.Codes.All.Distinct().ToList();
        if (codes.Count > 0)
        {
            add(
                "insert into message_code (code, message) select * from unnest($1, $2) on conflict do nothing",
                Parameter.Of(codes.Select(c => c.Code)), Parameter.Of(codes.Select(c => c.Message)));
        }

        if (rows.InboundTouched.Count > 0)
        {
            add(HeadSql, Parameter.Of(rows.InboundTouched));
            add(EmptySql, Parameter.Of(rows.InboundTouched));
        }
    }

    private static void Insert(List<MessageEntry> added, AddStatement add)
    {
        add(
            InsertSql, Parameter.Of(added.Select(m => m.Sequence)), Parameter.Of(added.Select(m => m.Id)), Parameter.Of(added.Select(m => m.New!.Organisation)),
            Parameter.Of(added.Select(m => m.New!.Kind)), Parameter.Of(added.Select(m => m.New!.Record)), Parameter.Of(added.Select(m => m.New!.Key?.RecordId)),
            Parameter.Of(added.Select(m => m.New!.Key?.Version)), Parameter.Of(added.Select(m => m.Holds is not null)), Parameter.Of(added.Select(m => m.Lane)),
            Parameter.Of(added.Select(m => m.New!.ContentHash)), Parameter.Of(added.Select(m => m.New!.ContentType)), Parameter.Of(added.Select(m => (int)m.State)),
            Parameter.Of(added.Select(m => m.New!.ReceivedAt)), Parameter.Of(added.Select(m => m.RoutedAt)), Parameter.Of(added.Select(m => m.SettledAt)),
            Parameter.Of(added.Select(m => m.New!.CredentialId)), Parameter.Of(added.Select(m => m.Body)), Parameter.Of(added.Select(m => m.Open)),
            Parameter.Of(added.Select(m => m.Parked)), Parameter.Of(added.Select(m => m.Report)), Parameter.Of(added.Select(m => m.New!.Part?.Batch)),
            Parameter.Of(added.Select(m => m.New!.Part?.Number)));

        var counts = added.CountBy(m => (m.New!.Organisation, m.New!.Record, Day: Timestamps.DayNumber(m.New!.ReceivedAt))).ToList();
        add(
            CountSql, Parameter.Of(counts.Select(c => c.Key.Organisation)), Parameter.Of(counts.Select(c => c.Key.Record)), Parameter.Of(counts.Select(c => c.Key.Day)),
            Parameter.Of(counts.Select(c => (long)c.Value)));
    }
}
