using System.Globalization;
using Interop.Engine.Ports;
using Interop.Store.Postgres;

namespace Interop.Store.Backup;

/// <summary>Puts rows into an empty store: those of a backup, or of another store.</summary>
public sealed class StoreRestore
{
    private readonly Func<IStoreTarget> _open;
    private readonly string _keys;

    private StoreRestore(Func<IStoreTarget> open, string keys) => (_open, _keys) = (open, keys);

    /// <summary>Into a folder without a database.</summary>
    public static StoreRestore Into(SqliteStoreOptions options) => new(() => new SqliteTarget(options), Path.Combine(options.Folder, "keys"));

    /// <summary>Into a database without rows.</summary>
    public static StoreRestore Into(PostgresStoreOptions options) => new(() => new PostgresTarget(options), options.KeysFolder);

    /// <summary>
    /// Restores a backup, and reads back every row before it says so. <see cref="StoreException"/> when keys are missing, the backup is damaged or
    /// the store is not empty; the store cannot be opened then, and the restore can be run again.
    /// </summary>
    /// <param name="actor">Who does it, for the audit trail.</param>
    /// <param name="progress">What is done: a word and a table.</param>
    public async Task RunAsync(StoreBackup backups, BackupHeader header, string actor, DateTimeOffset now, Action<string, string>? progress, CancellationToken cancellationToken)
    {
        var keys = new BackupKeys(BackupKeys.OpenStoreKeys(header, _keys));
        var manifest = backups.Open(header, keys);
        await using var source = backups.Read(manifest, keys);
        await using var target = _open();
        await LoadAsync(source, target, progress, cancellationToken);
        await using (var found = await target.ReadBackAsync(cancellationToken))
        {
            await CheckAsync(manifest, found, progress, cancellationToken);
        }

        var at = header.TakenAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        await FinishAsync(target, new AuditEntry(now, actor, "", "restore", $"backup/{header.Id}", $"restored from backup of {at}"), cancellationToken);
    }

    /// <summary>Copies another store as it is at this moment, and reads back every row.</summary>
    public async Task CopyAsync(IStore from, string actor, DateTimeOffset now, Action<string, string>? progress, CancellationToken cancellationToken)
    {
        await using var source = await from.OpenSnapshotAsync(forBackup: false, cancellationToken);
        await using var target = _open();
        await LoadAsync(source, target, progress, cancellationToken);
        await using (var found = await target.ReadBackAsync(cancellationToken))
        {
            var compared = await StoreComparison.RunAsync(source, found, table => progress?.Invoke("check", table), cancellationToken);
            if (compared.Differences > 0)
            {
                throw new StoreException("What was copied differs, and is not kept: " + string.Join("; ", compared.Examples));
            }
        }

        await FinishAsync(target, new AuditEntry(now, actor, "", "store-copy", "store", "copied from another database"), cancellationToken);
    }

    private static async Task LoadAsync(IStoreSnapshot source, IStoreTarget target, Action<string, string>? progress, CancellationToken cancellationToken)
    {
        await target.PrepareAsync(source.SchemaNumber, source.Tables, cancellationToken);
        foreach (var table in source.Tables)
        {
            progress?.Invoke("load", table.Name);
            await using var rows = await source.ReadAsync(table, cancellationToken);
            await target.LoadAsync(table, rows, cancellationToken);
        }

        progress?.Invoke("index", "");
    }

    private static async Task CheckAsync(BackupManifest manifest, IStoreSnapshot found, Action<string, string>? progress, CancellationToken cancellationToken)
    {
        var faults = new List<string>();
        foreach (var table in manifest.Tables)
        {
            progress?.Invoke("check", table.Name);
            await using var rows = await found.ReadAsync(table.Shape, cancellationToken);
            StoreBackup.Compare(table, await RowDigest.OfAsync(rows, cancellationToken), faults);
        }

        if (faults.Count > 0)
        {
            throw new StoreException("What was restored is not what the backup says, and is not kept: " + string.Join("; ", faults));
        }
    }

    private static async Task FinishAsync(IStoreTarget target, AuditEntry entry, CancellationToken cancellationToken)
    {
        await target.KeepAsync(cancellationToken);
        await using (var store = await target.OpenLoadedAsync(cancellationToken))
        {
            await store.CommitAsync(new ChangeSet { Audit = [entry] }, cancellationToken);
        }

        await target.ReleaseAsync(cancellationToken);
    }
}
