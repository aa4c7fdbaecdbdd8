using Interop.Engine.Ports;
using Npgsql;
using NpgsqlTypes;

namespace Interop.Store.Postgres.Reading;

/// <summary><see cref="IHistory"/>.</summary>
internal sealed class HistoryReads(PostgresDatabase database) : IHistory
{
    // A version of the message's own may carry a later time than the message: its clock is read when the set is prepared.
    private const string VersionsSql = """
        select k.type, k.id, v.version from message m
        cross join unnest($2, $3) with ordinality k (type, id, place)
        cross join lateral
          (select r.version from resource_version r where r.resource_id = k.id and r.type = k.type and (r.message = m.sequence or r.last_updated <= m.routed_at)
           order by r.message is not distinct from m.sequence desc, r.version desc limit 1) v
        where m.id = $1 and m.routed_at is not null order by k.place
        """;

    public async Task<IReadOnlyList<MessageRow>> ReadMessagesAsync(HistoryQuery query, int limit, CancellationToken cancellationToken) =>
        await database.ReadAllAsync(
            $"{MessageRows.Select} where {Filter(query)} and m.sequence > $4 and ($5::bigint is null or m.received_at >= $5) and ($7::bigint is null or m.state = $7) order by m.sequence limit $6",
            [
                Parameter.Of(query.Organisation), Parameter.Of(query.Record), Parameter.Of(query.Batch), Parameter.Of(query.After),
                query.Since is { } since ? Parameter.Of(since) : new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Bigint, Value = DBNull.Value },
                Parameter.Of(limit), Parameter.Of((long?)query.State),
            ],
            MessageRows.Read,
            cancellationToken);

    public async Task<IReadOnlyList<ResourceVersion>> FindVersionsAtAsync(
        Guid messageId, IReadOnlyCollection<ResourceKey> keys, CancellationToken cancellationToken) =>
        keys.Count == 0
            ? []
            : await database.ReadAllAsync(
                VersionsSql,
                [Parameter.Of(messageId), Parameter.Of(keys.Select(k => k.Type)), Parameter.Of(keys.Select(k => k.Id))],
                row => new ResourceVersion(new ResourceKey(row.GetString(0), row.GetGuid(1)), row.GetInt32(2)),
                cancellationToken);

    // What is not asked for is left out of the text, so that the index of what is asked for can be used.
    private static string Filter(HistoryQuery query) =>
        (query.Batch is null ? "$3::uuid is null" : "m.batch = $3")
        + (query.Organisation is null ? " and $1::text is null" : " and m.organisation = $1")
        + (query.Record is null ? " and $2::text is null" : " and m.record = $2");
}
