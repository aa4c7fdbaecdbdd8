namespace Interop.Store.Postgres.Writing;

/// <summary>Statements for deliveries, their attempts, and the heads of outbound lanes.</summary>
internal static class DeliverySave
{
    private const string InsertSql = """
        insert into delivery (number, id, message, endpoint_id, message_name, route, recipient, lane, sequence, patient, focus_type, focus_id, focus_version,
          pinned, created_at, deadline, state, reason, attempts, attempt_started_at, next_attempt_at, delivered_at, payload, payload_hash, report, holds_lane)
        select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26)
        """;

    private const string UpdateSql = """
        update delivery d set state = u.state, reason = u.reason, attempts = u.attempts, attempt_started_at = u.attempt_started_at,
          next_attempt_at = u.next_attempt_at, delivered_at = u.delivered_at, payload = coalesce(u.payload, d.payload),
          payload_hash = coalesce(u.payload_hash, d.payload_hash), report = coalesce(u.report, d.report), deadline = coalesce(u.deadline, d.deadline), holds_lane = u.holds_lane
        from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
          u (number, state, reason, attempts, attempt_started_at, next_attempt_at, delivered_at, payload, payload_hash, report, deadline, holds_lane)
        where d.number = u.number
        """;

    private const string AttemptSql = """
        insert into attempt (delivery, number, started_at, ended_at, outcome, status, receipt) select * from unnest($1, $2, $3, $4, $5, $6, $7)
        """;

    private const string PlaceSql = """
        insert into outbound_lane (lane, endpoint_id, last_sequence) select * from unnest($1, $2, $3)
        on conflict (lane) do update set last_sequence = excluded.last_sequence
        """;

    public const string HeadSql = """
        update outbound_lane o set head = h.sequence, next_due = h.due
        from unnest($1) l (lane) left join lateral
          (select d.sequence, coalesce(d.next_attempt_at, d.created_at) as due from delivery d
           where d.lane = l.lane and d.state in (0, 1, 2) order by d.sequence limit 1) h
          on not exists (select 1 from delivery p where p.lane = l.lane and p.holds_lane and p.sequence < h.sequence)
        where o.lane = l.lane and (o.head is distinct from h.sequence or o.next_due is distinct from h.due)
        """;

    public static void Plan(WorkingSet rows, AddStatement add)
    {
        var added = rows.Deliveries.All.Where(d => d.New is not null).ToList();
        if (added.Count > 0)
        {
            Insert(added, add);
        }

        var changed = rows.Deliveries.All.Where(d => d is { Changed: true, New: null }).ToList();
        if (changed.Count > 0)
        {
            add(
                UpdateSql, Parameter.Of(changed.Select(d => d.Number)), Parameter.Of(changed.Select(d => (int)d.State)), Parameter.Of(changed.Select(d => d.Reason)),
                Parameter.Of(changed.Select(d => d.Attempts)), Parameter.Of(changed.Select(d => d.AttemptStartedAt)), Parameter.Of(changed.Select(d => d.NextAttemptAt)),
                Parameter.Of(changed.Select(d => d.DeliveredAt)), Parameter.Of(changed.Select(d => d.Payload)), Parameter.Of(changed.Select(d => d.PayloadHash)),
                Parameter.Of(changed.Select(d => d.Report)), Parameter.Of(changed.Select(d => d.Deadline)), Parameter.Of(changed.Select(d => d.HoldsLane)));
        }

        var attempts = rows.Attempts.All;
        if (attempts.Count > 0)
        {
            add(
                AttemptSql, Parameter.Of(attempts.Select(a => a.Delivery)), Parameter.Of(attempts.Select(a => a.Number)), Parameter.Of(attempts.Select(a => a.StartedAt)),
                Parameter.Of(attempts.Select(a => a.EndedAt)), Parameter.Of(attempts.Select(a => a.Outcome)), Parameter.Of(attempts.Select(a => a.Status)),
                Parameter.Of(attempts.Select(a => a.Receipt)));
        }

        PlanLanes(rows, add);
    }

    private static void PlanLanes(WorkingSet rows, AddStatement add)
    {
        var lanes = rows.Outbound.All.Where(l => l.Changed).ToList();
        if (lanes.Count > 0)
        {
            add(PlaceSql, Parameter.Of(lanes.Select(l => l.Lane)), Parameter.Of(lanes.Select(l => l.EndpointId)), Parameter.Of(lanes.Select(l => l.LastSequence)));
        }

        if (rows.OutboundTouched.Count > 0)
        {
            add(HeadSql, Parameter.Of(rows.OutboundTouched));
        }
    }

    private static void Insert(List<DeliveryEntry> added, AddStatement add) => add(
        InsertSql, Parameter.Of(added.Select(d => d.Number)), Parameter.Of(added.Select(d => d.Id)), Parameter.Of(added.Select(d => d.Message)),
        Parameter.Of(added.Select(d => d.New!.EndpointId)), Parameter.Of(added.Select(d => d.New!.Message)), Parameter.Of(added.Select(d => d.New!.Route)),
        Parameter.Of(added.Select(d => d.New!.Recipient)), Parameter.Of(added.Select(d => d.Lane)), Parameter.Of(added.Select(d => d.Sequence)),
        Parameter.Of(added.Select(d => d.New!.Patient)), Parameter.Of(added.Select(d => d.New!.Focus.Key.Type)), Parameter.Of(added.Select(d => d.New!.Focus.Key.Id)),
        Parameter.Of(added.Select(d => d.New!.Focus.Version)), Parameter.Of(added.Select(d => VersionList.Write(d.New!.Pinned))),
        Parameter.Of(added.Select(d => d.New!.CreatedAt)), Parameter.Of(added.Select(d => d.Deadline ?? d.New!.Deadline)), Parameter.Of(added.Select(d => (int)d.State)),
        Parameter.Of(added.Select(d => d.Reason)), Parameter.Of(added.Select(d => d.Attempts)), Parameter.Of(added.Select(d => d.AttemptStartedAt)),
        Parameter.Of(added.Select(d => d.NextAttemptAt)), Parameter.Of(added.Select(d => d.DeliveredAt)), Parameter.Of(added.Select(d => d.Payload)),
        Parameter.Of(added.Select(d => d.PayloadHash)), Parameter.Of(added.Select(d => d.Report ?? "{}")), Parameter.Of(added.Select(d => d.HoldsLane)));
}
