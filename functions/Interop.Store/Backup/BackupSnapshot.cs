namespace Interop.Store.Backup;

/// <summary>The rows of a backup, read like those of a store.</summary>
internal sealed class BackupSnapshot(BackupManifest manifest, ChunkReader chunks) : IStoreSnapshot
{
    public int SchemaNumber => manifest.Header.SchemaNumber;

    public IReadOnlyList<StoreTable> Tables { get; } = [.. manifest.Tables.Select(t => t.Shape)];

    public ValueTask<IStoreRows> ReadAsync(StoreTable table, CancellationToken cancellationToken) =>
        new(new Rows(manifest.Tables.First(t => t.Name == table.Name).Chunks, chunks));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Rows(IReadOnlyList<BackupChunk> parts, ChunkReader chunks) : IStoreRows
    {
        private List<ReadOnlyMemory<byte>> _rows = [];
        private int _part;
        private int _row = -1;

        public ReadOnlyMemory<byte> Current => _rows[_row][ChunkRows.LengthPrefix..];

        public ValueTask<bool> NextAsync(CancellationToken cancellationToken)
        {
            _row++;
            while (_row >= _rows.Count)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (_part == parts.Count)
                {
                    return new(false);
                }

                (_rows, _row) = (ChunkRows.Split(chunks.Read(new ChunkName(parts[_part++].Name))), 0);
            }

            return new(true);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
