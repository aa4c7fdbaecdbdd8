using System.Data;
using Interop.Engine.Ports;
using Interop.Store.Audit;
using Npgsql;
using NpgsqlTypes;

namespace Interop.Store.Postgres.Reading;

/// <summary><see cref="IAuditTrail"/>.</summary>
internal sealed class AuditReads(PostgresDatabase database, ReadOnlyMemory<byte> sealKey) : IAuditTrail
{
    private const string Columns = "sequence, at, actor, organisation, action, target, outcome, hash";
    private const string Narrow =
        " and ($4::bigint is null or at >= $4) and ($5::bigint is null or at < $5) and ($6::text is null or actor = $6) and ($7::text is null or organisation = $7) order by sequence limit $3";

    private const string FrameSql = """
        select 0, 0, sequence, hash, seal from audit_start where id = 1
        union all select 1, month, last_sequence, hash, seal from audit_month
        union all select 2, month, sequence, hash, seal from audit_head where id = 1 order by 1, 2
        """;

    private const string PatientSql = """
        select 'message', id from message where sequence in (select message from resource_version where patient = $1 union select message from delivery where patient = $1)
        union all select 'delivery', id from delivery where patient = $1
        union all select type, resource_id from resource_version where patient = $1 group by type, resource_id
        """;

    public Task<AuditVerdict> VerifyAuditAsync(AuditHead? anchor, CancellationToken cancellationToken) =>
        database.RetryAsync(
            async () =>
            {
                // Head and rows of one moment: read apart, rows appended in between would look like a break.
                await using var connection = await database.OpenOwnAsync(cancellationToken);
                await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
                var walk = new AuditWalk(await FrameAsync(connection, cancellationToken), anchor, sealKey.Span);

                // Partition by partition: sorting all of them together would take the disk.
                foreach (var month in await PartitionsAsync(connection, cancellationToken))
                {
                    await WalkAsync(connection, walk, month, cancellationToken);
                }

                return walk.End();
            },
            cancellationToken);

    public async Task<AuditHead> ReadAuditHeadAsync(CancellationToken cancellationToken) => (await ReadFrameAsync(cancellationToken)).HeadPlace;

    public async Task<IReadOnlyList<AuditMonth>> ListAuditMonthsAsync(CancellationToken cancellationToken) => (await ReadFrameAsync(cancellationToken)).Months();

    public async Task<AuditPage> ReadAuditAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        if (query.Targets is { } targets)
        {
            return AuditPaging.Found(
                await ReadAsync("sequence > $1 and sequence <= $2 and target = any($8)", query.After, query.Last, query, cancellationToken, Parameter.Of(targets)), query.Limit);
        }

        var frame = await ReadFrameAsync(cancellationToken);
        var (first, last) = await RangeAsync(query, frame, cancellationToken);
        var end = AuditPaging.EndOf(first, last);
        return AuditPaging.Ranged(await ReadAsync("sequence >= $1 and sequence <= $2", first, end, query, cancellationToken), query.Limit, end, last);
    }

    public async Task<IReadOnlyList<string>> FindPatientTargetsAsync(Guid patient, CancellationToken cancellationToken)
    {
        var found = await database.ReadAllAsync(PatientSql, [Parameter.Of(patient)], row => $"{row.GetString(0)}/{row.GetGuid(1):D}", cancellationToken);
        return [.. found.Append($"Patient/{patient:D}").Distinct()];
    }

    public static async Task<AuditFrame> FrameAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(FrameSql, connection);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var places = new List<(int Sort, SealedPlace Place)>();
        while (await row.ReadAsync(cancellationToken))
        {
            places.Add(Place(row));
        }

        return Frame(places);
    }

    /// <summary>Walks along one partition.</summary>
    public static async Task WalkAsync(NpgsqlConnection connection, AuditWalk walk, int month, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"select {Columns}, month from audit where month = $1 order by sequence", connection)
        {
            CommandTimeout = 0,
            Parameters = { Parameter.Of(month) },
        };
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken) && walk.Take(row.GetInt64(0), row.GetInt32(8), Entry(row), row.Bytes(7)))
        {
        }
    }

    private async Task<AuditFrame> ReadFrameAsync(CancellationToken cancellationToken) => Frame(await database.ReadAllAsync(FrameSql, [], Place, cancellationToken));

    /// <summary>From the catalogue, not from our own list: a partition that the list lacks would hide rows.</summary>
    private static async Task<List<int>> PartitionsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        const string sql = """
            select coalesce(substring(c.relname from '^audit_(\d{6})$')::integer, 0) from pg_inherits i join pg_class c on c.oid = i.inhrelid
            where i.inhparent = 'audit'::regclass order by 1
            """;
        await using var command = new NpgsqlCommand(sql, connection);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var months = new List<int>();
        while (await row.ReadAsync(cancellationToken))
        {
            months.Add(row.GetInt32(0));
        }

        return months;
    }

    private async Task<(long First, long Last)> RangeAsync(AuditQuery query, AuditFrame frame, CancellationToken cancellationToken)
    {
        var (low, high) = (frame.StartSequence + 1, frame.HeadPlace.Sequence);
        var from = query.From is { } begin ? await FirstAtAsync(low, high, begin - AuditPaging.Spare, cancellationToken) : low;
        var to = query.To is { } end ? await FirstAtAsync(low, high, end + AuditPaging.Spare, cancellationToken) : high;
        return (Math.Max(query.After + 1, from), Math.Min(query.Last, to));
    }

    private async Task<long> FirstAtAsync(long low, long high, DateTimeOffset time, CancellationToken cancellationToken)
    {
        const string sql = "select at from audit where sequence >= $1 order by sequence limit 1";
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            var found = await database.ReadAllAsync(sql, [Parameter.Of(middle)], row => row.Time(0), cancellationToken);
            (low, high) = found is [var at] && at < time ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private Task<List<AuditRow>> ReadAsync(string which, long first, long last, AuditQuery query, CancellationToken cancellationToken, params NpgsqlParameter[] more) =>
        database.ReadAllAsync(
            $"select {Columns} from audit where {which}{Narrow}",
            [
                Parameter.Of(first), Parameter.Of(last), Parameter.Of(query.Limit + 1), Time(query.From), Time(query.To), Parameter.Of(query.Actor),
                Parameter.Of(query.Organisation), .. more,
            ],
            row => new AuditRow(row.GetInt64(0), Entry(row), row.Hash(7)),
            cancellationToken);

    private static NpgsqlParameter Time(DateTimeOffset? time) =>
        time is { } value ? Parameter.Of(value) : new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Bigint, Value = DBNull.Value };

    private static AuditFrame Frame(List<(int Sort, SealedPlace Place)> places) => new(
        places.FirstOrDefault(p => p.Sort == 0).Place, [.. places.Where(p => p.Sort == 1).Select(p => p.Place)], places.FirstOrDefault(p => p.Sort == 2).Place);

    private static (int Sort, SealedPlace Place) Place(NpgsqlDataReader row) => (row.GetInt32(0), new SealedPlace(row.GetInt32(1), row.GetInt64(2), row.Bytes(3), row.Bytes(4)));

    private static AuditEntry Entry(NpgsqlDataReader row) => new(row.Time(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), row.GetString(6));
}
