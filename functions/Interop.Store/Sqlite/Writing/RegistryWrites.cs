using System.Text.Json;

namespace Interop.Store.Sqlite.Writing;

/// <summary>Endpoints and credentials; a second write of an id replaces the first.</summary>
internal static class RegistryWrites
{
    private const string EndpointSql = """
        insert into endpoint (id, kind, organisation, transport, address, subscriptions, active) values (?, ?, ?, ?, ?, ?, ?)
        on conflict (id) do update set kind = excluded.kind, organisation = excluded.organisation, transport = excluded.transport,
          address = excluded.address, subscriptions = excluded.subscriptions, active = excluded.active
        """;

    private const string CredentialSql = """
        insert into credential (id, name, token_hash, kind, organisation, roles, created_at, revoked_at, instances) values (?, ?, ?, ?, ?, ?, ?, ?, ?)
        on conflict (id) do update set name = excluded.name, token_hash = excluded.token_hash, kind = excluded.kind, organisation = excluded.organisation,
          roles = excluded.roles, created_at = excluded.created_at, revoked_at = excluded.revoked_at, instances = excluded.instances
        """;

    public static void Write(WriteContext context)
    {
        foreach (var e in context.Set.Endpoints)
        {
            context.Database.Prepare(EndpointSql)
                .Bind(e.Id).Bind(e.Kind).Bind(e.Organisation).Bind(e.Transport).Bind(e.Address).Bind(JsonSerializer.Serialize(e.Subscriptions)).Bind(e.Active).Run();
        }

        if (context.Set.Endpoints.Count > 0)
        {
            context.Database.Prepare("update endpoint_list set version = version + 1").Run();
        }

        foreach (var c in context.Set.Credentials)
        {
            context.Database.Prepare(CredentialSql)
                .Bind(c.Id).Bind(c.Name).Bind(c.TokenHash).Bind(c.Kind).Bind(c.Organisation).Bind(JsonSerializer.Serialize(c.Roles))
                .Bind(c.CreatedAt).Bind(c.RevokedAt).Bind(JsonSerializer.Serialize(c.Instances)).Run();
        }
    }
}
