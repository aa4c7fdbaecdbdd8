using Interop.Engine.Ports;
using Interop.Store.Crypto;
using Npgsql;

namespace Interop.Store.Postgres.Reading;

/// <summary><see cref="IResources"/>.</summary>
internal sealed class ResourceReads : IResources
{
    private const string RowSql = """
        select k.type, k.id, v.version, v.patient, v.content_hash, v.last_updated, m.id, v.body = 0
        from unnest($1, $2) k (type, id)
        cross join lateral (select * from resource_version r where r.resource_id = k.id and r.type = k.type order by r.version desc limit 1) v
        left join message m on m.sequence = v.message
        """;

    private const string PlaceSql = """
        select k.type, k.id, v.version, v.body, v.body_offset, v.body_length, m.id, v.last_updated
        from unnest($1, $2, $3) with ordinality k (type, id, version, place)
        cross join lateral (select r.version, r.readable from resource_version r where r.resource_id = k.id and r.type = k.type order by r.version desc limit 1) c
        join resource_version v on v.resource_id = k.id and v.type = k.type and v.version = case when k.version = 0 then c.version else k.version end
        left join message m on m.sequence = v.message
        where c.readable and v.body <> 0 order by k.place
        """;

    // Candidates of a patient come from all versions: one that has moved to another patient since is not this patient's any more.
    private const string FoundSql = """
        select s.type, s.resource_id, v.version, v.body, v.body_offset, v.body_length, m.id, v.last_updated from ({0}) s
        cross join lateral (select * from resource_version r where r.resource_id = s.resource_id and r.type = s.type order by r.version desc limit 1) v
        left join message m on m.sequence = v.message
        where v.readable and v.body <> 0 and ($4::uuid is null or v.patient = $4) order by s.resource_id limit $5
        """;

    private const string ByKeySql = "select type, resource_id from search_key where search_key = $1 and type = $2 and ($3::uuid is null or resource_id > $3)";

    private const string ByPatientSql =
        "select distinct type, resource_id from resource_version where $1::bytea is null and patient = $4 and type = $2 and ($3::uuid is null or resource_id > $3)";

    // The current version says whether it is in a compartment: one that was outside by mistake does not stay open to all.
    // A recipient takes part in the versions that its deliveries carried: those written by the record's message that was sent to it, or by an
    // earlier one of the same record. What a later message wrote for others is not its business, nor are bills, nor the exchange behind a report,
    // its files and its other recipients, which are between its two sides. Whoever was told no more of a treatment when others were (a home that the
    // patient has left) takes part no more; what an act is billed by gives a biller no part in anything.
    private const string VisibleSql = """
        with shown as (select patient, message from resource_version where resource_id = $1 and type = $2 order by version desc limit 1)
        select case
          when exists (select 1 from shown where patient is null)
            and $2 in ('Device', 'HealthcareService', 'Location', 'Medication', 'Organization', 'Practitioner', 'PractitionerRole') then 3
          when exists (select 1 from resource_version v join message m on m.sequence = v.message
                       where v.resource_id = $1 and v.type = $2 and m.organisation = $3) then 3
          else coalesce((
            select max(case when d.state = 3 then 2 else 1 end) from delivery d
            where d.recipient = $3 and d.state <> 5 and d.focus_type <> 'ChargeItem' and $2 not in ('ChargeItem', 'Coverage')
              and ($2 not in ('Communication', 'CommunicationRequest', 'QuestionnaireResponse', 'ServiceRequest', 'Task') or d.focus_type = $2)
              and ($2 <> 'DocumentReference' or d.focus_type <> $2 or d.focus_id = $1)
              and not exists (select 1 from delivery l where l.focus_id = d.focus_id and l.focus_type = d.focus_type and l.route = d.route
                              and l.focus_version > d.focus_version and l.state <> 5)
              and (($2 = 'Patient' and d.patient = $1)
                or d.message in (
                  select m.sequence from shown join message w on w.sequence = shown.message
                  join message m on m.organisation = w.organisation and m.record = w.record and m.record_id = w.record_id and m.sequence >= w.sequence))
          ), 0) end
        """;

    private const string ProducedSql = """
        select p.type, p.resource_id, v.version, v.patient, v.content_hash, v.last_updated, w.id, v.body = 0
        from (select distinct r.type, r.resource_id from message m join resource_version r on r.message = m.sequence
              where m.organisation = $1 and m.record = $2 and m.record_id = $3) p
        cross join lateral (select * from resource_version r where r.resource_id = p.resource_id and r.type = p.type order by r.version desc limit 1) v
        left join message w on w.sequence = v.message order by p.resource_id, p.type
        """;

    private static readonly string SearchByKeySql = FoundSql.Replace("{0}", ByKeySql, StringComparison.Ordinal);
    private static readonly string SearchByPatientSql = FoundSql.Replace("{0}", ByPatientSql, StringComparison.Ordinal);

    private readonly PostgresDatabase _database;
    private readonly BodyReads _bodies;
    private readonly Gathered<KeyedHash, ResourceKey> _identities;
    private readonly Gathered<ResourceKey, ResourceRow> _current;
    private readonly Gathered<ResourceVersion, StoredResource> _versions;
    private readonly Gathered<ResourceKey, StoredResource> _newest;

    public ResourceReads(PostgresDatabase database, BodyReads bodies)
    {
        (_database, _bodies) = (database, bodies);
        _identities = new(ReadIdentitiesAsync);
        _current = new(ReadCurrentAsync);
        _versions = new(async versions => (await ReadVersionsAsync(versions)).ToDictionary(r => r.Version));
        _newest = new(async keys => (await ReadVersionsAsync([.. keys.Select(k => new ResourceVersion(k, 0))])).ToDictionary(r => r.Version.Key));
    }

    public Task<IReadOnlyDictionary<KeyedHash, ResourceKey>> FindIdentitiesAsync(IReadOnlyCollection<KeyedHash> identifiers, CancellationToken cancellationToken) =>
        _identities.ReadAsync(identifiers, cancellationToken);

    public Task<IReadOnlyDictionary<ResourceKey, ResourceRow>> FindCurrentAsync(IReadOnlyCollection<ResourceKey> keys, CancellationToken cancellationToken) =>
        _current.ReadAsync(keys, cancellationToken);

    public async Task<IReadOnlyList<StoredResource>> ReadAsync(IReadOnlyCollection<ResourceVersion> versions, CancellationToken cancellationToken)
    {
        var pinned = _versions.ReadAsync([.. versions.Where(v => v.Version != 0)], cancellationToken);
        var newest = _newest.ReadAsync([.. versions.Where(v => v.Version == 0).Select(v => v.Key)], cancellationToken);
        var (byVersion, byKey) = (await pinned, await newest);
        return [.. versions.Select(v => v.Version == 0 ? byKey.GetValueOrDefault(v.Key) : byVersion.GetValueOrDefault(v)).OfType<StoredResource>()];
    }

    public Task<IReadOnlyList<StoredResource>> SearchAsync(
        string type, KeyedHash? searchKey, Guid? patient, Guid? after, int limit, CancellationToken cancellationToken) =>
        searchKey is null && patient is null
            ? throw new ArgumentException("A search needs a key or a patient.", nameof(patient))
            : ReadBodiesAsync(
                searchKey is null ? SearchByPatientSql : SearchByKeySql,
                [
                    searchKey is { } key ? Parameter.Of(key) : new NpgsqlParameter { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bytea, Value = DBNull.Value },
                    Parameter.Of(type), Parameter.Of(after), Parameter.Of(patient), Parameter.Of(limit),
                ],
                cancellationToken);

    public async Task<IReadOnlyList<ResourceRow>> FindProducedAsync(string organisation, string record, KeyedHash recordId, CancellationToken cancellationToken) =>
        await _database.ReadAllAsync(ProducedSql, [Parameter.Of(organisation), Parameter.Of(record), Parameter.Of(recordId)], ReadRow, cancellationToken);

    public async Task<Visibility> FindVisibilityAsync(ResourceKey key, string organisation, CancellationToken cancellationToken) =>
        (await _database.ReadAllAsync(VisibleSql, [Parameter.Of(key.Id), Parameter.Of(key.Type), Parameter.Of(organisation)], row => (Visibility)row.GetInt32(0), cancellationToken))[0];

    private async Task<IReadOnlyDictionary<KeyedHash, ResourceKey>> ReadIdentitiesAsync(IReadOnlyCollection<KeyedHash> identifiers)
    {
        var rows = await _database.ReadAllAsync(
            "select identifier, type, resource_id from identity where identifier = any($1)",
            [Parameter.Of(identifiers)],
            row => (Identifier: row.Hash(0), Key: new ResourceKey(row.GetString(1), row.GetGuid(2))),
            CancellationToken.None);
        return rows.ToDictionary(r => r.Identifier, r => r.Key);
    }

    private async Task<IReadOnlyDictionary<ResourceKey, ResourceRow>> ReadCurrentAsync(IReadOnlyCollection<ResourceKey> keys)
    {
        var distinct = keys.Distinct().ToList();
        var rows = await _database.ReadAllAsync(RowSql, [Parameter.Of(distinct.Select(k => k.Type)), Parameter.Of(distinct.Select(k => k.Id))], ReadRow, CancellationToken.None);
        return rows.ToDictionary(r => r.Key);
    }

    private Task<IReadOnlyList<StoredResource>> ReadVersionsAsync(IReadOnlyCollection<ResourceVersion> versions)
    {
        var distinct = versions.Distinct().ToList();
        return ReadBodiesAsync(
            PlaceSql,
            [Parameter.Of(distinct.Select(v => v.Key.Type)), Parameter.Of(distinct.Select(v => v.Key.Id)), Parameter.Of(distinct.Select(v => v.Version))],
            CancellationToken.None);
    }

    private async Task<IReadOnlyList<StoredResource>> ReadBodiesAsync(string sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        var places = await _database.ReadAllAsync(sql, parameters, ReadPlace, cancellationToken);
        var sealedBodies = await _bodies.FetchAsync(places.Select(p => p.Body), cancellationToken);

        // Resources of one change set share a body; it is decrypted once per read.
        var opened = new Dictionary<long, byte[]?>();
        return [.. places.Select(StoredResource? (p) =>
        {
            if (!opened.TryGetValue(p.Body, out var bytes))
            {
                opened[p.Body] = bytes = _bodies.OpenKept(sealedBodies.GetValueOrDefault(p.Body), p.Body, new BodyOwner(BodyPurpose.Resources, p.Message));
            }

            return bytes is null ? null : new StoredResource(p.Version, bytes.AsMemory(p.Offset, p.Length), p.LastUpdated);
        }).OfType<StoredResource>()];
    }

    private static ResourceRow ReadRow(NpgsqlDataReader row) =>
        new(new ResourceKey(row.GetString(0), row.GetGuid(1)), row.GetInt32(2), row.GuidOrNull(3), row.Hash(4), row.Time(5), row.GuidOrNull(6) ?? Guid.Empty, row.GetBoolean(7));

    private static Place ReadPlace(NpgsqlDataReader row) => new(
        new ResourceVersion(new ResourceKey(row.GetString(0), row.GetGuid(1)), row.GetInt32(2)),
        row.GetInt64(3), row.GetInt32(4), row.GetInt32(5), row.GuidOrNull(6) ?? Guid.Empty, row.Time(7));

    private readonly record struct Place(ResourceVersion Version, long Body, int Offset, int Length, Guid Message, DateTimeOffset LastUpdated);
}
