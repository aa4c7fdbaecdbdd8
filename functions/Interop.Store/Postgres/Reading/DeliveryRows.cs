using Interop.Engine.Ports;
using Npgsql;

namespace Interop.Store.Postgres.Reading;

/// <summary>Deliveries as rows.</summary>
internal static class DeliveryRows
{
    public const string Columns = """
        d.id, m.id, d.endpoint_id, d.message_name, d.route, d.recipient, d.lane, d.sequence, d.patient, d.focus_type, d.focus_id, d.focus_version,
          d.pinned, d.state, d.reason, d.attempts, d.created_at, d.deadline, d.next_attempt_at, d.payload_hash, d.report, d.payload, d.holds_lane
        """;

    public const string Select = "select " + Columns + " from delivery d join message m on m.sequence = d.message";

    public const int PayloadColumn = 21;

    public static DeliveryRow Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        MessageId = row.GetGuid(1),
        EndpointId = row.TextOrNull(2),
        Message = row.GetString(3),
        Route = row.GetString(4),
        Recipient = row.GetString(5),
        Lane = row.Hash(6),
        Sequence = (int)row.GetInt64(7),
        Patient = row.GuidOrNull(8),
        Focus = new ResourceVersion(new ResourceKey(row.GetString(9), row.GetGuid(10)), row.GetInt32(11)),
        Pinned = VersionList.Read(row.Bytes(12)),
        State = (DeliveryState)row.GetInt32(13),
        Reason = row.TextOrNull(14),
        Attempts = row.GetInt32(15),
        CreatedAt = row.Time(16),
        Deadline = row.Time(17),
        NextAttemptAt = row.TimeOrNull(18),
        PayloadHash = row.TextOrNull(19),
        Report = row.GetString(20),
        HoldsLane = row.GetBoolean(22),
    };
}
