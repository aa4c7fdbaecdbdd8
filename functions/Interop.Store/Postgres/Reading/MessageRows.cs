using Interop.Engine.Ports;
using Npgsql;

namespace Interop.Store.Postgres.Reading;

/// <summary>Messages as rows.</summary>
internal static class MessageRows
{
    public const string Columns = """
        m.id, m.sequence, m.organisation, m.kind, m.record, m.record_id, m.record_version, m.content_hash, m.content_type, m.state,
          m.received_at, m.routed_at, m.settled_at, m.credential_id, m.report, m.body, m.batch, m.part, m.erased_at
        """;

    public const string Select = "select " + Columns + " from message m";

    public const int BodyColumn = 15;

    /// <summary>Where columns beyond these begin.</summary>
    public const int Count = 19;

    public static MessageRow Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Sequence = row.GetInt64(1),
        Organisation = row.GetString(2),
        Kind = row.GetString(3),
        Record = row.GetString(4),
        Key = row.IsDBNull(5) ? null : new MessageKey(row.GetString(2), row.GetString(4), row.Hash(5), row.GetInt64(6)),
        ContentHash = row.Hash(7),
        ContentType = row.GetString(8),
        State = (MessageState)row.GetInt32(9),
        ReceivedAt = row.Time(10),
        RoutedAt = row.TimeOrNull(11),
        SettledAt = row.TimeOrNull(12),
        CredentialId = row.GetGuid(13),
        Report = row.GetString(14),
        ErasedAt = row.TimeOrNull(18),
        Part = row.GuidOrNull(16) is { } batch ? new BatchPart(batch, row.GetInt32(17)) : null,
    };
}
