using Interop.Engine.Ports;
using Interop.Store.Crypto;

namespace Interop.Store.Sqlite.Reading;

/// <summary><see cref="IResources"/>.</summary>
internal sealed class ResourceReads(SqliteReaders readers, BodyReads bodies) : IResources
{
    private const string RowSql = """
        select v.version, v.patient, v.content_hash, v.last_updated, m.id, v.body = 0 from resource_version v left join message m on m.sequence = v.message
        where v.resource_id = ? and v.type = ? order by v.version desc limit 1
        """;

    private const string PlaceSql = """
        select v.version, v.body, v.body_offset, v.body_length, m.id, c.readable, v.patient, v.last_updated
        from resource_version c
        join resource_version v on v.resource_id = c.resource_id and v.type = c.type and v.version = case when ?3 = 0 then c.version else ?3 end
        left join message m on m.sequence = v.message
        where c.resource_id = ?1 and c.type = ?2 order by c.version desc limit 1
        """;

    // The current version says whether it is in a compartment: one that was outside by mistake does not stay open to all.
    // A recipient takes part in the versions that its deliveries carried: those written by the record's message that was sent to it, or by an
    // earlier one of the same record. What a later message wrote for others is not its business, nor are bills, nor the exchange behind a report,
    // its files and its other recipients, which are between its two sides. Whoever was told no more of a treatment when others were (a home that the
    // patient has left) takes part no more; what an act is billed by gives a biller no part in anything.
    private const string VisibleSql = """
        with shown as (select patient, message from resource_version where resource_id = ?1 and type = ?2 order by version desc limit 1)
        select case
          when exists (select 1 from shown where patient is null)
            and ?2 in ('Device', 'HealthcareService', 'Location', 'Medication', 'Organization', 'Practitioner', 'PractitionerRole') then 3
          when exists (select 1 from resource_version v join message m on m.sequence = v.message
                       where v.resource_id = ?1 and v.type = ?2 and m.organisation = ?3) then 3
          else coalesce((
            select max(case when d.state = 3 then 2 else 1 end) from delivery d
            where d.recipient = ?3 and d.state <> 5 and d.focus_type <> 'ChargeItem' and ?2 not in ('ChargeItem', 'Coverage')
              and (?2 not in ('Communication', 'CommunicationRequest', 'QuestionnaireResponse', 'ServiceRequest', 'Task') or d.focus_type = ?2)
              and (?2 <> 'DocumentReference' or d.focus_type <> ?2 or d.focus_id = ?1)
              and not exists (select 1 from delivery l where l.focus_id = d.focus_id and l.focus_type = d.focus_type and l.route = d.route
                              and l.focus_version > d.focus_version and l.state <> 5)
              and ((?2 = 'Patient' and d.patient = ?1)
                or d.message in (
                  select m.sequence from shown join message w on w.sequence = shown.message
                  join message m on m.organisation = w.organisation and m.record = w.record and m.record_id = w.record_id and m.sequence >= w.sequence))
          ), 0) end
        """;

    private const string ProducedSql = """
        select distinct v.type, v.resource_id from message m join resource_version v on v.message = m.sequence
        where m.organisation = ? and m.record = ? and m.record_id = ? order by v.resource_id, v.type
        """;

    public Task<IReadOnlyDictionary<KeyedHash, ResourceKey>> FindIdentitiesAsync(
        IReadOnlyCollection<KeyedHash> identifiers, CancellationToken cancellationToken) =>
        readers.ReadAsync<IReadOnlyDictionary<KeyedHash, ResourceKey>>(
            database =>
            {
                var found = new Dictionary<KeyedHash, ResourceKey>();
                foreach (var identifier in identifiers)
                {
                    using var row = database.Prepare("select type, resource_id from identity where identifier = ?").Bind(identifier);
                    if (row.Step())
                    {
                        found[identifier] = new ResourceKey(row.Text(0), row.Guid(1));
                    }
                }

                return found;
            },
            cancellationToken);

    public Task<IReadOnlyDictionary<ResourceKey, ResourceRow>> FindCurrentAsync(IReadOnlyCollection<ResourceKey> keys, CancellationToken cancellationToken) =>
        readers.ReadSnapshotAsync<IReadOnlyDictionary<ResourceKey, ResourceRow>>(
            database =>
            {
                var found = new Dictionary<ResourceKey, ResourceRow>();
                foreach (var key in keys)
                {
                    if (Current(database, key) is { } row)
                    {
                        found[key] = row;
                    }
                }

                return found;
            },
            cancellationToken);

    public Task<IReadOnlyList<StoredResource>> ReadAsync(IReadOnlyCollection<ResourceVersion> versions, CancellationToken cancellationToken) =>
        readers.ReadSnapshotAsync<IReadOnlyList<StoredResource>>(
            database =>
            {
                var read = new BodyCache(database, bodies);
                return [.. versions.Select(v => Read(database, read, v)).OfType<StoredResource>()];
            },
            cancellationToken);

    public Task<IReadOnlyList<StoredResource>> SearchAsync(
        string type, KeyedHash? searchKey, Guid? patient, Guid? after, int limit, CancellationToken cancellationToken) =>
        readers.ReadSnapshotAsync<IReadOnlyList<StoredResource>>(
            database =>
            {
                var read = new BodyCache(database, bodies);
                return [.. Candidates(database, type, searchKey, patient, after)
                    .Select(id => Read(database, read, new ResourceVersion(new ResourceKey(type, id), 0), patient)).OfType<StoredResource>().Take(limit)];
            },
            cancellationToken);

    public Task<IReadOnlyList<ResourceRow>> FindProducedAsync(string organisation, string record, KeyedHash recordId, CancellationToken cancellationToken) =>
        readers.ReadSnapshotAsync<IReadOnlyList<ResourceRow>>(
            database =>
            {
                var keys = new List<ResourceKey>();
                using (var row = database.Prepare(ProducedSql).Bind(organisation).Bind(record).Bind(recordId))
                {
                    while (row.Step())
                    {
                        keys.Add(new ResourceKey(row.Text(0), row.Guid(1)));
                    }
                }

                return [.. keys.Select(k => Current(database, k)).OfType<ResourceRow>()];
            },
            cancellationToken);

    public Task<Visibility> FindVisibilityAsync(ResourceKey key, string organisation, CancellationToken cancellationToken) =>
        readers.ReadSnapshotAsync(
            database =>
            {
                using var row = database.Prepare(VisibleSql).Bind(key.Id).Bind(key.Type).Bind(organisation);
                return row.Step() ? (Visibility)row.Int32(0) : Visibility.Hidden;
            },
            cancellationToken);

    private static ResourceRow? Current(SqliteDatabase database, ResourceKey key)
    {
        using var row = database.Prepare(RowSql).Bind(key.Id).Bind(key.Type);
        return row.Step() ? new ResourceRow(key, row.Int32(0), row.GuidOrNull(1), row.Hash(2), row.Time(3), row.GuidOrNull(4) ?? Guid.Empty, row.Int64(5) != 0) : null;
    }

    private static StoredResource? Read(SqliteDatabase database, BodyCache cache, ResourceVersion wanted, Guid? patient = null)
    {
        BodyPlaceRow place;
        using (var row = database.Prepare(PlaceSql).Bind(wanted.Key.Id).Bind(wanted.Key.Type).Bind(wanted.Version))
        {
            // Candidates of a patient come from all versions: one that has moved to another patient since is not this patient's any more.
            if (!row.Step() || row.Int64(5) == 0 || row.Int64(1) == 0 || (patient is not null && row.GuidOrNull(6) != patient))
            {
                return null;
            }

            place = new BodyPlaceRow(row.Int32(0), row.Int64(1), row.Int32(2), row.Int32(3), row.GuidOrNull(4) ?? Guid.Empty, row.Time(7));
        }

        return cache.Read(place.Body, place.Message) is not { } body ? null : new StoredResource(wanted with { Version = place.Version }, body.AsMemory(place.Offset, place.Length), place.LastUpdated);
    }

    // Read lazily in pages, so that unreadable ones between do not shorten the answer.
    private static IEnumerable<Guid> Candidates(SqliteDatabase database, string type, KeyedHash? searchKey, Guid? patient, Guid? after)
    {
        const int page = 64;
        var from = after;
        while (true)
        {
            var ids = Page(database, type, searchKey, patient, from, page);
            foreach (var id in ids)
            {
                yield return id;
            }

            if (ids.Count < page)
            {
                yield break;
            }

            from = ids[^1];
        }
    }

    private static List<Guid> Page(SqliteDatabase database, string type, KeyedHash? searchKey, Guid? patient, Guid? after, int limit)
    {
        const string byKey = "select resource_id from search_key where search_key = ?1 and type = ?2 and resource_id > ?3 order by resource_id limit ?4";
        const string byPatient = "select distinct resource_id from resource_version where patient = ?1 and type = ?2 and resource_id > ?3 order by resource_id limit ?4";
        using var row = searchKey is { } key
            ? database.Prepare(byKey).Bind(key)
            : database.Prepare(byPatient).Bind(patient ?? throw new ArgumentException("A search needs a key or a patient.", nameof(patient)));
        row.Bind(type);
        _ = after is { } id ? row.Bind(id) : row.Bind([]);
        row.Bind(limit);
        var ids = new List<Guid>();
        while (row.Step())
        {
            ids.Add(row.Guid(0));
        }

        return ids;
    }

    private readonly record struct BodyPlaceRow(int Version, long Body, int Offset, int Length, Guid Message, DateTimeOffset LastUpdated);

    /// <summary>Resources of one change set share a body; it is decrypted once per read.</summary>
    private sealed class BodyCache(SqliteDatabase database, BodyReads bodies)
    {
        private readonly Dictionary<long, byte[]?> _read = [];

        /// <summary>Null when it was erased meanwhile.</summary>
        public byte[]? Read(long body, Guid message)
        {
            if (!_read.TryGetValue(body, out var bytes))
            {
                _read[body] = bytes = bodies.ReadKept(database, body, new BodyOwner(BodyPurpose.Resources, message));
            }

            return bytes;
        }
    }
}
