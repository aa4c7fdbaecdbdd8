using System.Text.Json;
using Interop.Engine.Ports;
using Interop.Store.Audit;

namespace Interop.Store.Sqlite.Reading;

/// <summary><see cref="IAuditTrail"/>.</summary>
internal sealed class AuditReads(SqliteReaders readers, ReadOnlyMemory<byte> sealKey) : IAuditTrail
{
    private const string Columns = "sequence, at, actor, organisation, action, target, outcome, hash";

    private const string PatientSql = """
        select 'message', id from message where sequence in (select message from resource_version where patient = ?1 union select message from delivery where patient = ?1)
        union all select 'delivery', id from delivery where patient = ?1
        union all select type, resource_id from resource_version where patient = ?1 group by type, resource_id
        """;

    public Task<AuditVerdict> VerifyAuditAsync(AuditHead? anchor, CancellationToken cancellationToken) =>
        readers.ReadSnapshotAsync(database => Verify(database, anchor), cancellationToken);

    public Task<AuditHead> ReadAuditHeadAsync(CancellationToken cancellationToken) => readers.ReadAsync(database => Frame(database).HeadPlace, cancellationToken);

    public Task<IReadOnlyList<AuditMonth>> ListAuditMonthsAsync(CancellationToken cancellationToken) =>
        readers.ReadSnapshotAsync(database => Frame(database).Months(), cancellationToken);

    public Task<AuditPage> ReadAuditAsync(AuditQuery query, CancellationToken cancellationToken) =>
        readers.ReadSnapshotAsync(
            database => query.Targets is { } targets ? AuditPaging.Found(ReadTargets(database, query, targets), query.Limit) : ReadRange(database, query),
            cancellationToken);

    public Task<IReadOnlyList<string>> FindPatientTargetsAsync(Guid patient, CancellationToken cancellationToken) =>
        readers.ReadAsync<IReadOnlyList<string>>(
            database =>
            {
                using var row = database.Prepare(PatientSql).Bind(patient);
                var found = new List<string> { $"Patient/{patient:D}" };
                while (row.Step())
                {
                    found.Add($"{row.Text(0)}/{row.Guid(1):D}");
                }

                return [.. found.Distinct()];
            },
            cancellationToken);

    public static AuditFrame Frame(SqliteDatabase database)
    {
        var ends = Places(database, "select month, last_sequence, hash, seal from audit_month order by month");
        return new AuditFrame(
            Places(database, "select 0, sequence, hash, seal from audit_start where id = 1").FirstOrDefault(), ends,
            Places(database, "select month, sequence, hash, seal from audit_head where id = 1").FirstOrDefault());
    }

    /// <summary>Walks the rows up to a sequence.</summary>
    public static void Walk(SqliteDatabase database, AuditWalk walk, long after, long last)
    {
        using var row = database.Prepare($"select {Columns}, month from audit where sequence > ? and sequence <= ? order by sequence").Bind(after).Bind(last);
        while (row.Step() && walk.Take(row.Int64(0), row.Int32(8), Entry(row), row.Blob(7)))
        {
        }
    }

    private AuditVerdict Verify(SqliteDatabase database, AuditHead? anchor)
    {
        var frame = Frame(database);
        var walk = new AuditWalk(frame, anchor, sealKey.Span);

        // From the very first: a row that is still there after its month left is one too many.
        Walk(database, walk, long.MinValue, long.MaxValue);
        return walk.End();
    }

    private static List<AuditRow> ReadTargets(SqliteDatabase database, AuditQuery query, IReadOnlyCollection<string> targets) =>
        ReadAll(database
            .Prepare($"""
                select {Columns} from audit where target in (select value from json_each(?1)) and sequence > ?2 and sequence <= ?3
                  and (?4 is null or at >= ?4) and (?5 is null or at < ?5) and (?6 is null or actor = ?6) and (?7 is null or organisation = ?7) order by sequence limit ?8
                """)
            .Bind(JsonSerializer.Serialize(targets)).Bind(query.After).Bind(query.Last).Bind(query.From).Bind(query.To).Bind(query.Actor).Bind(query.Organisation).Bind(query.Limit + 1L));

    private static AuditPage ReadRange(SqliteDatabase database, AuditQuery query)
    {
        var frame = Frame(database);
        var (low, high) = (frame.StartSequence + 1, frame.HeadPlace.Sequence);
        var first = Math.Max(query.After + 1, query.From is { } from ? FirstAt(database, low, high, from - AuditPaging.Spare) : low);
        var last = Math.Min(query.Last, query.To is { } to ? FirstAt(database, low, high, to + AuditPaging.Spare) : high);
        var end = AuditPaging.EndOf(first, last);
        var rows = ReadAll(database
            .Prepare($"""
                select {Columns} from audit where sequence between ?1 and ?2
                  and (?3 is null or at >= ?3) and (?4 is null or at < ?4) and (?5 is null or actor = ?5) and (?6 is null or organisation = ?6) order by sequence limit ?7
                """)
            .Bind(first).Bind(end).Bind(query.From).Bind(query.To).Bind(query.Actor).Bind(query.Organisation).Bind(query.Limit + 1L));
        return AuditPaging.Ranged(rows, query.Limit, end, last);
    }

    private static long FirstAt(SqliteDatabase database, long low, long high, DateTimeOffset time)
    {
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            using var row = database.Prepare("select at from audit where sequence >= ? order by sequence limit 1").Bind(middle);
            (low, high) = row.Step() && row.Time(0) < time ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static List<AuditRow> ReadAll(SqliteStatement statement)
    {
        var rows = new List<AuditRow>();
        using (statement)
        {
            while (statement.Step())
            {
                rows.Add(new AuditRow(statement.Int64(0), Entry(statement), statement.Hash(7)));
            }
        }

        return rows;
    }

    private static AuditEntry Entry(SqliteStatement row) => new(row.Time(1), row.Text(2), row.Text(3), row.Text(4), row.Text(5), row.Text(6));

    private static List<SealedPlace> Places(SqliteDatabase database, string sql)
    {
        using var row = database.Prepare(sql);
        var places = new List<SealedPlace>();
        while (row.Step())
        {
            places.Add(new SealedPlace(row.Int32(0), row.Int64(1), row.Blob(2).ToArray(), row.Blob(3).ToArray()));
        }

        return places;
    }
}
