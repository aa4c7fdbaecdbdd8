using System.Text.Json;
using Interop.Engine.Ports;

namespace Interop.Store.Sqlite.Reading;

/// <summary><see cref="IRegistry"/>.</summary>
internal sealed class RegistryReads(SqliteReaders readers) : IRegistry
{
    private const string CredentialSql = "select id, name, token_hash, kind, organisation, roles, created_at, revoked_at, instances from credential";

    // Asked for at every delivery, changed once in a while, perhaps by another process.
    private volatile EndpointList _endpoints = new(0, []);

    public Task<IReadOnlyList<Endpoint>> ListEndpointsAsync(CancellationToken cancellationToken) =>
        readers.ReadSnapshotAsync(
            database =>
            {
                var known = _endpoints;
                var version = EndpointListVersion(database);
                return (known.Version == version ? known : _endpoints = new EndpointList(version, ReadEndpoints(database))).Endpoints;
            },
            cancellationToken);

    public Task<Credential?> FindCredentialAsync(string tokenHash, CancellationToken cancellationToken) =>
        readers.ReadAsync(
            database => ReadAll(database.Prepare(CredentialSql + " where token_hash = ?").Bind(tokenHash)).FirstOrDefault(), cancellationToken);

    public Task<Credential?> FindCredentialAsync(Guid id, CancellationToken cancellationToken) =>
        readers.ReadAsync(database => ReadAll(database.Prepare(CredentialSql + " where id = ?").Bind(id)).FirstOrDefault(), cancellationToken);

    public Task<IReadOnlyList<Credential>> ListCredentialsAsync(CancellationToken cancellationToken) =>
        readers.ReadAsync<IReadOnlyList<Credential>>(database => ReadAll(database.Prepare(CredentialSql + " order by created_at, id")), cancellationToken);

    private static long EndpointListVersion(SqliteDatabase database)
    {
        using var row = database.Prepare("select version from endpoint_list");
        row.Step();
        return row.Int64(0);
    }

    private static List<Endpoint> ReadEndpoints(SqliteDatabase database)
    {
        var endpoints = new List<Endpoint>();
        using var row = database.Prepare("select id, kind, organisation, transport, address, subscriptions, active from endpoint order by id");
        while (row.Step())
        {
            endpoints.Add(new Endpoint(row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.TextOrNull(4), Texts(row.Text(5)), row.Int64(6) != 0));
        }

        return endpoints;
    }

    private static List<Credential> ReadAll(SqliteStatement statement)
    {
        using (statement)
        {
            var credentials = new List<Credential>();
            while (statement.Step())
            {
                credentials.Add(new Credential(
                    statement.Guid(0), statement.Text(1), statement.Text(2), statement.Text(3), statement.Text(4), Texts(statement.Text(5)),
                    statement.Time(6), statement.TimeOrNull(7))
                {
                    Instances = Texts(statement.Text(8)),
                });
            }

            return credentials;
        }
    }

    private static List<string> Texts(string json) => JsonSerializer.Deserialize<List<string>>(json)!;

    private sealed record EndpointList(long Version, IReadOnlyList<Endpoint> Endpoints);
}
