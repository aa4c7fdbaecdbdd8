using Interop.Store;
using Interop.Store.Backup;
using Interop.Store.Postgres;

namespace Interop.Functions.Configuration;

/// <summary>The store that the settings name: PostgreSQL when they have a connection string, otherwise SQLite in the data folder.</summary>
public static class ConfiguredStore
{
    /// <summary>Opens it; <paramref name="runsWork"/> for the process that works on lanes: one per data folder on SQLite, any number on PostgreSQL.</summary>
    public static async Task<IStore> OpenAsync(InteropSettings settings, bool runsWork, CancellationToken cancellationToken) => settings.Store.Length > 0
        ? await PostgresStore.OpenAsync(PostgresOptions(settings, runsWork), cancellationToken)
        : await SqliteStore.OpenAsync(SqliteOptions(settings, runsWork), cancellationToken);

    /// <summary>Puts rows into the store that the settings name, which has to be empty.</summary>
    public static StoreRestore Restore(InteropSettings settings) =>
        settings.Store.Length > 0 ? StoreRestore.Into(PostgresOptions(settings, runsWork: false)) : StoreRestore.Into(SqliteOptions(settings, runsWork: false));

    /// <summary>Whether an engine has run with these settings. A PostgreSQL database tells when it is opened.</summary>
    public static bool Exists(InteropSettings settings) => settings.Store.Length > 0 || File.Exists(Path.Combine(settings.Data, "interop.db"));

    /// <summary>Where the data are, for people; never the connection string.</summary>
    public static string Describe(InteropSettings settings, IStore store) => store is PostgresStore postgres
        ? $"data in PostgreSQL ({postgres.Name}), keys in {Path.GetFullPath(Path.Combine(settings.Data, "keys"))}"
        : $"data in {Path.GetFullPath(settings.Data)}";

    private static PostgresStoreOptions PostgresOptions(InteropSettings settings, bool runsWork) =>
        new() { ConnectionString = settings.Store, KeysFolder = Path.Combine(settings.Data, "keys"), RunsWork = runsWork };

    private static SqliteStoreOptions SqliteOptions(InteropSettings settings, bool runsWork) =>
        new() { Folder = settings.Data, RunsWork = runsWork, SqliteLibrary = settings.SqliteLibrary is { Length: > 0 } path ? path : null };
}
