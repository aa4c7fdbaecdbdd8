using System.Globalization;
using System.Security.Cryptography;

namespace Interop.Store.Backup;

/// <summary>Backups of a store in a folder: each a consistent moment, encrypted, sharing with the earlier ones what has not changed.</summary>
public sealed class StoreBackup(string directory)
{
    private const int DiskFull = 28;
    private readonly BackupFolder _folder = new(directory);

    /// <summary>
    /// Writes a backup of a store, which goes on meanwhile. Its manifest comes last: a backup that was interrupted is none, and leaves the earlier
    /// ones as they were. <see cref="StoreException"/> says what an operator can do when it cannot be written.
    /// </summary>
    /// <param name="progress">Table, and bytes of its rows so far.</param>
    public async Task<BackupHeader> WriteAsync(IStore store, DateTimeOffset now, Action<string, long>? progress, CancellationToken cancellationToken)
    {
        using var held = _folder.Lock();
        var keys = new BackupKeys(store.Keys);
        var writer = new BackupWriter(_folder, keys, Latest(keys));
        try
        {
            await using var snapshot = await store.OpenSnapshotAsync(forBackup: true, cancellationToken);
            var tables = new List<BackupTable>();
            foreach (var table in snapshot.Tables)
            {
                tables.Add(await writer.WriteAsync(snapshot, table, bytes => progress?.Invoke(table.Name, bytes), cancellationToken));
            }

            var header = new BackupHeader(
                ManifestFile.Format, NewId(now), now, snapshot.SchemaNumber, keys.Needed, tables.Sum(t => t.Rows), tables.Sum(t => t.Bytes), writer.NewBytes, writer.Files);
            _folder.FlushNames(writer.Written);
            _folder.WriteManifest(header.Id, ManifestFile.Write(keys, new BackupManifest(header, tables)));
            return header;
        }
        catch (Exception fault)
        {
            writer.Undo();
            throw fault is IOException or UnauthorizedAccessException ? Describe(fault) : fault;
        }
    }

    /// <summary>Removes backups that are older, but for the latest, and the parts that no other needs. Returns what was removed.</summary>
    public (int Backups, int Parts) Prune(TimeSpan keep, DateTimeOffset now)
    {
        using var held = _folder.Lock();
        var headers = List();
        var old = headers.SkipLast(1).Where(h => h.TakenAt < now - keep).ToList();

        // Manifests first: a part is removed only when nothing names it any more.
        old.ForEach(h => BackupFolder.Remove(_folder.ManifestPath(h.Id)));
        DirectorySync.Flush(_folder.Manifests);
        var needed = headers.Except(old).SelectMany(h => h.Files).Select(f => f.Name).ToHashSet(StringComparer.Ordinal);
        var unneeded = _folder.ChunkFiles().Where(f => !needed.Contains(Path.GetFileName(f))).ToList();
        unneeded.ForEach(BackupFolder.Remove);
        return (old.Count, unneeded.Count);
    }

    /// <summary>The backups, the oldest first; <see cref="StoreException"/> naming a manifest that cannot be read.</summary>
    public IReadOnlyList<BackupHeader> List() =>
        [.. _folder.ManifestPaths().Select(p => ManifestFile.ReadHeader(File.ReadAllBytes(p)) ?? throw new StoreException($"The manifest {p} is damaged; move it away to go on with the other backups."))];

    /// <summary>The one to use: the latest, or the latest up to a time, or the one with this id.</summary>
    public BackupHeader Find(string? at)
    {
        var all = List();
        var found = at is null ? all is [] ? null : all[^1]
            : all.FirstOrDefault(h => h.Id == at)
                ?? (DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? all.LastOrDefault(h => h.TakenAt <= time) : null);
        return found ?? throw new StoreException(
            all.Count == 0 ? $"There is no backup in {_folder.Path}." : $"There is no backup {at} in {_folder.Path}; the first is {all[0].Id}, the last {all[^1].Id}. Give an id, or a time: the last one up to it is taken.");
    }

    /// <summary>Reads all of a backup and compares it with its checksums; every fault in words, with the file.</summary>
    public async Task<IReadOnlyList<string>> VerifyAsync(BackupHeader header, string keysFolder, CancellationToken cancellationToken)
    {
        var faults = new List<string>();
        BackupManifest manifest;
        BackupKeys keys;
        try
        {
            keys = new BackupKeys(BackupKeys.OpenStoreKeys(header, keysFolder));
            manifest = Open(header, keys);
        }
        catch (StoreException fault)
        {
            return [fault.Message];
        }

        var chunks = new ChunkReader(_folder, keys);
        await using var rows = new BackupSnapshot(manifest, chunks);
        foreach (var table in manifest.Tables)
        {
            var before = faults.Count;
            Check(table, chunks, faults);
            if (faults.Count == before)
            {
                await using var all = await rows.ReadAsync(table.Shape, cancellationToken);
                Compare(table, await RowDigest.OfAsync(all, cancellationToken), faults);
            }
        }

        return faults;
    }

    internal BackupManifest Open(BackupHeader header, BackupKeys keys)
    {
        var path = _folder.ManifestPath(header.Id);
        var manifest = ManifestFile.Read(keys, File.ReadAllBytes(path)) ?? throw new StoreException($"The manifest {path} is damaged.");
        return manifest.Header.Format == ManifestFile.Format ? manifest : throw new StoreException($"The backup {header.Id} was written by a newer program; restore it with that one.");
    }

    internal IStoreSnapshot Read(BackupManifest manifest, BackupKeys keys) => new BackupSnapshot(manifest, new ChunkReader(_folder, keys));

    internal static void Compare(BackupTable expected, RowDigest found, List<string> faults)
    {
        if (found != new RowDigest(expected.Rows, expected.Bytes, expected.Digest))
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"Table {expected.Name}: {found.Rows} rows with other content than the {expected.Rows} that were written."));
        }
    }

    private static void Check(BackupTable table, ChunkReader chunks, List<string> faults)
    {
        foreach (var chunk in table.Chunks)
        {
            try
            {
                chunks.Read(new ChunkName(chunk.Name));
            }
            catch (StoreException fault)
            {
                faults.Add($"Table {table.Name}: {fault.Message}");
            }
        }
    }

    /// <summary>The backup before, to share parts with; one that does not open is passed over.</summary>
    private BackupManifest? Latest(BackupKeys keys) =>
        _folder.ManifestPaths().Reverse().Select(p => ManifestFile.Read(keys, File.ReadAllBytes(p))).FirstOrDefault(m => m is { Header.Format: ManifestFile.Format });

    private StoreException Describe(Exception fault) => fault is IOException { HResult: DiskFull }
        ? new StoreException($"The disk of {_folder.Path} is full: the backup was not made, and what was written of it is removed. Make room, or shorten how long backups are kept.", fault)
        : new StoreException($"The backup was not made: {_folder.Path} cannot be written to. Earlier backups are as they were.", fault);

    private static string NewId(DateTimeOffset now) =>
        now.UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture) + "-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(3));
}
