using System.Text.Json;
using Interop.Engine.Ports;
using Npgsql;

namespace Interop.Store.Postgres.Reading;

/// <summary><see cref="IRegistry"/>.</summary>
internal sealed class RegistryReads(PostgresDatabase database) : IRegistry
{
    private const string CredentialSql = "select id, name, token_hash, kind, organisation, roles, created_at, revoked_at, instances from credential";

    // The count and the list in one statement: read apart, a list of an older count could be kept under a newer one.
    private const string EndpointSql = """
        select l.version, e.id, e.kind, e.organisation, e.transport, e.address, e.subscriptions, e.active
        from endpoint_list l left join endpoint e on l.version <> $1 order by e.id collate "C"
        """;

    // Asked for at every delivery, changed once in a while, perhaps by another process.
    private volatile EndpointList _endpoints = new(0, []);

    public async Task<IReadOnlyList<Endpoint>> ListEndpointsAsync(CancellationToken cancellationToken)
    {
        var known = _endpoints;
        var rows = await database.ReadAllAsync(
            EndpointSql, [Parameter.Of(known.Version)], row => (Version: row.GetInt64(0), Endpoint: row.IsDBNull(1) ? null : ReadEndpoint(row)), cancellationToken);
        return (rows[0].Version == known.Version
            ? known
            : _endpoints = new EndpointList(rows[0].Version, [.. rows.Select(r => r.Endpoint).OfType<Endpoint>()])).Endpoints;
    }

    public Task<Credential?> FindCredentialAsync(string tokenHash, CancellationToken cancellationToken) =>
        database.ReadFirstAsync(CredentialSql + " where token_hash = $1", [Parameter.Of(tokenHash)], ReadCredential, cancellationToken);

    public Task<Credential?> FindCredentialAsync(Guid id, CancellationToken cancellationToken) =>
        database.ReadFirstAsync(CredentialSql + " where id = $1", [Parameter.Of(id)], ReadCredential, cancellationToken);

    public async Task<IReadOnlyList<Credential>> ListCredentialsAsync(CancellationToken cancellationToken) =>
        await database.ReadAllAsync(CredentialSql + " order by created_at, id", [], ReadCredential, cancellationToken);

    private static Endpoint ReadEndpoint(NpgsqlDataReader row) =>
        new(row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.TextOrNull(5), Texts(row.GetString(6)), row.GetBoolean(7));

    private static Credential ReadCredential(NpgsqlDataReader row) =>
        new(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), Texts(row.GetString(5)), row.Time(6), row.TimeOrNull(7))
        {
            Instances = Texts(row.GetString(8)),
        };

    private static List<string> Texts(string json) => JsonSerializer.Deserialize<List<string>>(json)!;

    private sealed record EndpointList(long Version, IReadOnlyList<Endpoint> Endpoints);
}
