using System.Security.Cryptography;
using Interop.Store.Backup;
using Interop.Store.Crypto;
using Interop.Store.Writing;
using Npgsql;

namespace Interop.Store.Postgres;

/// <summary>What happens before a database is used: its settings are looked at, its schema brought up to date, its keys compared.</summary>
internal static class PostgresSetup
{
    public static Task<StoreKeys> RunAsync(
        PostgresDatabase database, PostgresStoreOptions options, IReadOnlyList<PostgresSchema.SchemaStep> steps, RandomNumberGenerator random, CancellationToken cancellationToken) =>
        database.RetryAsync(
            async () =>
            {
                await using var connection = await database.OpenOwnAsync(cancellationToken);
                await CheckDurableAsync(connection, cancellationToken);
                if (!options.FinishesRestore && await IsUnfinishedAsync(connection, cancellationToken))
                {
                    throw new StoreException($"A restore into {database.Name} was not finished; run it again.");
                }

                await PostgresSchema.ApplyAsync(connection, steps, options.Time.GetUtcNow(), cancellationToken);
                return await OpenKeysAsync(connection, options, random, cancellationToken);
            },
            cancellationToken);

    /// <summary>What an operator can do about a database that does not open; null for faults of another kind.</summary>
    public static StoreException? Describe(PostgresDatabase database, Exception fault) => fault switch
    {
        StoreException => null,
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } e =>
            new StoreException($"PostgreSQL does not let this user into {database.Name}; check Username, and the password in PGPASSWORD or a passfile.", e),
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } e => new StoreException($"There is no database {database.Name}; create it first.", e),
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } e =>
            new StoreException($"The user may not create tables in {database.Name}; grant it the schema, or make it the owner of the database.", e),
        _ => null,
    };

    /// <summary>A restore put rows here and did not come to its end.</summary>
    public static async Task<bool> IsUnfinishedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"select to_regclass('{SharedForm.UnfinishedMark}') is not null", connection);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task CheckDurableAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select current_setting('fsync'), current_setting('server_version_num')::integer", connection);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        if (row.GetString(0) != "on")
        {
            throw new StoreException("This PostgreSQL runs with fsync off: what it calls committed would not survive a power cut. Turn it on.");
        }

        if (row.GetInt32(1) < 140_000)
        {
            throw new StoreException("This PostgreSQL is older than version 14; use a newer one.");
        }
    }

    private static async Task<StoreKeys> OpenKeysAsync(NpgsqlConnection connection, PostgresStoreOptions options, RandomNumberGenerator random, CancellationToken cancellationToken)
    {
        var known = await ReadFingerprintsAsync(connection, cancellationToken);
        var keys = StoreKeys.Open(options.KeysFolder, mayCreate: known.Count == 0, random);
        foreach (var (name, fingerprint) in keys.Fingerprints)
        {
            await using var command = new NpgsqlCommand("insert into key_check (name, fingerprint) values ($1, $2) on conflict (name) do nothing", connection)
            {
                Parameters = { Parameter.Of(name), Parameter.Of(fingerprint) },
            };
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        known = await ReadFingerprintsAsync(connection, cancellationToken);
        foreach (var (name, fingerprint) in keys.Fingerprints)
        {
            if (!CryptographicOperations.FixedTimeEquals(known[name], fingerprint))
            {
                throw new StoreException($"The key file {name} in {options.KeysFolder} is not the one this database was written with; every process on it needs the same two key files.");
            }
        }

        await WriteFirstHeadAsync(connection, keys, cancellationToken);
        return keys;
    }

    private static async Task<Dictionary<string, byte[]>> ReadFingerprintsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select name, fingerprint from key_check", connection);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var found = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        while (await row.ReadAsync(cancellationToken))
        {
            found[row.GetString(0)] = row.Bytes(1);
        }

        return found;
    }

    /// <summary>The row that writers lock. One that is missing from a chain that has begun is not made good.</summary>
    private static async Task WriteFirstHeadAsync(NpgsqlConnection connection, StoreKeys keys, CancellationToken cancellationToken)
    {
        var empty = new byte[AuditChain.HashLength];
        const string sql = "insert into audit_head (id, sequence, hash, seal) select 1, 0, $1, $2 where not exists (select 1 from audit) on conflict (id) do nothing";
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { Parameter.Of(empty), Parameter.Of(AuditChain.Seal(keys.AuditKey.Span, 0, empty)) } };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
