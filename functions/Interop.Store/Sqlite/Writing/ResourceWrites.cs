using Interop.Engine.Ports;
using Interop.Store.Writing;

namespace Interop.Store.Sqlite.Writing;

/// <summary>Versions of resources, what they are found by, and identifiers that arrived later.</summary>
internal static class ResourceWrites
{
    private const string InsertSql = """
        insert into resource_version (resource_id, type, version, readable, patient, content_hash, last_updated, message, body, body_offset, body_length)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """;

    /// <summary>False when the current version of a resource is not the expected one.</summary>
    public static bool Write(WriteContext context)
    {
        var set = context.Set;
        if (set.Resources.Count == 0)
        {
            return true;
        }

        foreach (var body in context.Changes.ResourceBodies)
        {
            context.Insert(body);
        }

        var message = set.ProducedBy is { } id
            ? context.SequenceOf(id) ?? throw new InvalidOperationException("Resources are written by a message that does not exist.")
            : (long?)null;
        for (var i = 0; i < set.Resources.Count; i++)
        {
            if (CurrentVersion(context.Database, set.Resources[i].Key) != set.Resources[i].ExpectedVersion)
            {
                return false;
            }

            Insert(context, set.Resources[i], context.Changes.ResourcePlaces[i], message);
            WriteSearchKeys(context.Database, set.Resources[i]);
        }

        return true;
    }

    /// <summary>An identifier that somebody has already makes the set a conflict, by the primary key.</summary>
    public static void WriteIdentities(WriteContext context)
    {
        foreach (var identity in context.Set.Identities)
        {
            context.Database.Prepare("insert into identity (identifier, type, resource_id) values (?, ?, ?)")
                .Bind(identity.Identifier).Bind(identity.Key.Type).Bind(identity.Key.Id).Run();
        }
    }

    private static int CurrentVersion(SqliteDatabase database, ResourceKey key)
    {
        using var row = database.Prepare("select version from resource_version where resource_id = ? and type = ? order by version desc limit 1")
            .Bind(key.Id).Bind(key.Type);
        return row.Step() ? row.Int32(0) : 0;
    }

    private static void Insert(WriteContext context, ResourceWrite resource, BodyPlace place, long? message) =>
        context.Database.Prepare(InsertSql)
            .Bind(resource.Key.Id).Bind(resource.Key.Type).Bind(resource.ExpectedVersion + 1L).Bind(resource.Readable).Bind(resource.Patient)
            .Bind(resource.ContentHash).Bind(context.Changes.Now).Bind(message).Bind(place.Body).Bind(place.Offset).Bind(place.Length).Run();

    private static void WriteSearchKeys(SqliteDatabase database, ResourceWrite resource)
    {
        var wanted = resource.SearchKeys.ToHashSet();
        if (resource.ExpectedVersion > 0)
        {
            foreach (var old in SearchKeysOf(database, resource.Key))
            {
                if (!wanted.Remove(old))
                {
                    database.Prepare("delete from search_key where search_key = ? and type = ? and resource_id = ?")
                        .Bind(old).Bind(resource.Key.Type).Bind(resource.Key.Id).Run();
                }
            }
        }

        foreach (var key in wanted)
        {
            database.Prepare("insert into search_key (search_key, type, resource_id) values (?, ?, ?)")
                .Bind(key).Bind(resource.Key.Type).Bind(resource.Key.Id).Run();
        }
    }

    private static List<KeyedHash> SearchKeysOf(SqliteDatabase database, ResourceKey key)
    {
        var keys = new List<KeyedHash>();
        using var row = database.Prepare("select search_key from search_key where resource_id = ? and type = ?").Bind(key.Id).Bind(key.Type);
        while (row.Step())
        {
            keys.Add(row.Hash(0));
        }

        return keys;
    }
}
