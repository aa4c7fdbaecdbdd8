using Interop.Engine.Ports;

namespace Interop.Store.Sqlite.Reading;

/// <summary>Deliveries as rows.</summary>
internal static class DeliveryRows
{
    public const string Select = """
        select d.id, m.id, d.endpoint_id, d.message_name, d.route, d.recipient, d.lane, d.sequence, d.patient, d.focus_type, d.focus_id, d.focus_version,
          d.pinned, d.state, d.reason, d.attempts, d.created_at, d.deadline, d.next_attempt_at, d.payload_hash, d.report, d.payload, d.holds_lane
        from delivery d join message m on m.sequence = d.message
        """;

    public const int PayloadColumn = 21;

    public static DeliveryRow Read(SqliteStatement row) => new()
    {
        Id = row.Guid(0),
        MessageId = row.Guid(1),
        EndpointId = row.TextOrNull(2),
        Message = row.Text(3),
        Route = row.Text(4),
        Recipient = row.Text(5),
        Lane = row.Hash(6),
        Sequence = row.Int32(7),
        Patient = row.GuidOrNull(8),
        Focus = new ResourceVersion(new ResourceKey(row.Text(9), row.Guid(10)), row.Int32(11)),
        Pinned = VersionList.Read(row.Blob(12)),
        State = (DeliveryState)row.Int32(13),
        Reason = row.TextOrNull(14),
        Attempts = row.Int32(15),
        CreatedAt = row.Time(16),
        Deadline = row.Time(17),
        NextAttemptAt = row.TimeOrNull(18),
        PayloadHash = row.TextOrNull(19),
        Report = row.Text(20),
        HoldsLane = row.Int32(22) != 0,
    };

    public static List<DeliveryRow> ReadAll(SqliteStatement statement)
    {
        using (statement)
        {
            var rows = new List<DeliveryRow>();
            while (statement.Step())
            {
                rows.Add(Read(statement));
            }

            return rows;
        }
    }
}
