using System.Security.Cryptography;
using Interop.Store.Backup;
using Interop.Store.Crypto;

namespace Interop.Store.Sqlite;

/// <summary>Opens connections to a data folder's database with their settings.</summary>
internal static class SqliteFile
{
    public static string PathIn(string folder) => Path.Combine(folder, "interop.db");

    public static SqliteDatabase OpenWriter(SqliteStoreOptions options, StoreKeys keys)
    {
        var database = SqliteDatabase.Open(PathIn(options.Folder), options.BusyTimeout);
        try
        {
            // FULL: in WAL mode every commit is synced before it returns. The checkpoint size trades file length for fewer page copies.
            database.Execute("""
                pragma journal_mode = wal;
                pragma synchronous = full;
                pragma secure_delete = on;
                pragma cache_size = -65536;
                pragma wal_autocheckpoint = 16000;
                pragma temp_store = memory;
                """);
            if (!options.FinishesRestore && IsUnfinished(database))
            {
                throw new StoreException($"A restore into {options.Folder} was not finished; run it again.");
            }

            SqliteSchema.Apply(database, options.Time.GetUtcNow());
            CheckKeys(database, keys);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>A restore put rows here and did not come to its end.</summary>
    public static bool IsUnfinished(SqliteDatabase database)
    {
        using var row = database.Prepare("select 1 from sqlite_master where name = ?").Bind(SharedForm.UnfinishedMark);
        return row.Step();
    }

    public static SqliteDatabase OpenReader(SqliteStoreOptions options)
    {
        var database = SqliteDatabase.Open(PathIn(options.Folder), options.BusyTimeout);
        database.Execute("pragma query_only = on; pragma cache_size = -8192; pragma temp_store = memory;");
        return database;
    }

    public static SqliteDatabase OpenCheckpointer(SqliteStoreOptions options)
    {
        var database = SqliteDatabase.Open(PathIn(options.Folder), options.BusyTimeout);
        database.Execute("pragma synchronous = full;");
        return database;
    }

    private static void CheckKeys(SqliteDatabase database, StoreKeys keys)
    {
        foreach (var (name, fingerprint) in keys.Fingerprints)
        {
            database.Prepare("insert into key_check (name, fingerprint) values (?, ?) on conflict (name) do nothing").Bind(name).Bind(fingerprint).Run();
            using var row = database.Prepare("select fingerprint from key_check where name = ?").Bind(name);
            if (!row.Step() || !CryptographicOperations.FixedTimeEquals(row.Blob(0), fingerprint))
            {
                throw new StoreException($"The key file {name} is not the one this database was written with; restore the right one.");
            }
        }
    }
}
