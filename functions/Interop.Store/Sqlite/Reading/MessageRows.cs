using Interop.Engine.Ports;

namespace Interop.Store.Sqlite.Reading;

/// <summary>Messages as rows.</summary>
internal static class MessageRows
{
    private const string Columns =
        "id, sequence, organisation, kind, record, record_id, record_version, content_hash, content_type, "
        + "state, received_at, routed_at, settled_at, credential_id, report, body, batch, part, erased_at";

    public const string Select = $"select {Columns} from message";

    /// <summary>The columns alone, of the table under this name.</summary>
    public static string SelectOf(string table) => "select " + string.Join(", ", Columns.Split(", ").Select(c => $"{table}.{c}"));

    public const int BodyColumn = 15;

    public static MessageRow Read(SqliteStatement row) => new()
    {
        Id = row.Guid(0),
        Sequence = row.Int64(1),
        Organisation = row.Text(2),
        Kind = row.Text(3),
        Record = row.Text(4),
        Key = row.IsNull(5) ? null : new MessageKey(row.Text(2), row.Text(4), row.Hash(5), row.Int64(6)),
        ContentHash = row.Hash(7),
        ContentType = row.Text(8),
        State = (MessageState)row.Int32(9),
        ReceivedAt = row.Time(10),
        RoutedAt = row.TimeOrNull(11),
        SettledAt = row.TimeOrNull(12),
        CredentialId = row.Guid(13),
        Report = row.Text(14),
        ErasedAt = row.TimeOrNull(18),
        Part = row.GuidOrNull(16) is { } batch ? new BatchPart(batch, row.Int32(17)) : null,
    };

    public static List<MessageRow> ReadAll(SqliteStatement statement)
    {
        using (statement)
        {
            var rows = new List<MessageRow>();
            while (statement.Step())
            {
                rows.Add(Read(statement));
            }

            return rows;
        }
    }
}
