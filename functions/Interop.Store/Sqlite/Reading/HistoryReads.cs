using Interop.Engine.Ports;

namespace Interop.Store.Sqlite.Reading;

/// <summary><see cref="IHistory"/>.</summary>
internal sealed class HistoryReads(SqliteReaders readers) : IHistory
{
    // A version of the message's own may carry a later time than the message: its clock is read when the set is prepared.
    private const string VersionSql = """
        select v.version from message m
        join resource_version v on v.resource_id = ?2 and v.type = ?3 and (v.message = m.sequence or v.last_updated <= m.routed_at)
        where m.id = ?1 and m.routed_at is not null order by v.message = m.sequence desc, v.version desc limit 1
        """;

    public Task<IReadOnlyList<MessageRow>> ReadMessagesAsync(HistoryQuery query, int limit, CancellationToken cancellationToken) =>
        readers.ReadAsync<IReadOnlyList<MessageRow>>(
            database => MessageRows.ReadAll(database
                .Prepare($"{MessageRows.Select} where {Filter(query)} and sequence > ?4 and (?5 is null or received_at >= ?5) and (?7 is null or state = ?7) order by sequence limit ?6")
                .Bind(query.Organisation).Bind(query.Record).Bind(query.Batch).Bind(query.After).Bind(query.Since).Bind(limit).Bind((long?)query.State)),
            cancellationToken);

    public Task<IReadOnlyList<ResourceVersion>> FindVersionsAtAsync(
        Guid messageId, IReadOnlyCollection<ResourceKey> keys, CancellationToken cancellationToken) =>
        readers.ReadSnapshotAsync<IReadOnlyList<ResourceVersion>>(
            database =>
            {
                var found = new List<ResourceVersion>();
                foreach (var key in keys)
                {
                    using var row = database.Prepare(VersionSql).Bind(messageId).Bind(key.Id).Bind(key.Type);
                    if (row.Step())
                    {
                        found.Add(new ResourceVersion(key, row.Int32(0)));
                    }
                }

                return found;
            },
            cancellationToken);

    // What is not asked for is left out of the text, so that the index of what is asked for can be used.
    private static string Filter(HistoryQuery query) =>
        (query.Batch is null ? "?3 is null" : "batch = ?3")
        + (query.Organisation is null ? " and ?1 is null" : " and organisation = ?1")
        + (query.Record is null ? " and ?2 is null" : " and record = ?2");
}
