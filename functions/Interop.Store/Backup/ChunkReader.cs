namespace Interop.Store.Backup;

/// <summary>Reads parts, also those that are kept as a difference, and proves that they are what was written.</summary>
internal sealed class ChunkReader(BackupFolder folder, BackupKeys keys)
{
    /// <summary>The rows of a part. <see cref="StoreException"/> naming the file that is missing or damaged.</summary>
    public byte[] Read(ChunkName name)
    {
        var file = folder.ReadChunk(name) ?? throw new StoreException($"A part of the backup is missing: {folder.ChunkPath(name)}");
        if (ChunkFile.Open(keys, name, file) is not { } opened)
        {
            throw Damaged(name);
        }

        var rows = opened.From is { } from ? ChunkDifference.Apply(Read(from), opened.Content) : opened.Content;
        return rows is not null && keys.NameOf(rows) == name ? rows : throw Damaged(name);
    }

    private StoreException Damaged(ChunkName name) => new($"A part of the backup is damaged: {folder.ChunkPath(name)}");
}
