namespace Interop.Store.Backup;

/// <summary>Writes the parts of one backup that earlier ones have not.</summary>
internal sealed class BackupWriter(BackupFolder folder, BackupKeys keys, BackupManifest? previous)
{
    // A part is made of at most so many files, which together are at most half again as long as the part alone would be.
    private const int LongestChain = 24;

    private readonly ChunkReader _reader = new(folder, keys);
    private readonly Dictionary<string, long> _lengths = previous?.Header.Files.ToDictionary(f => f.Name, f => f.Length, StringComparer.Ordinal) ?? [];
    private readonly SortedDictionary<string, long> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BackupChunk> _chunks = new(StringComparer.Ordinal);
    private readonly List<ChunkName> _written = [];

    /// <summary>Bytes written to disk.</summary>
    public long NewBytes { get; private set; }

    /// <summary>Parts written by this backup.</summary>
    public IReadOnlyList<ChunkName> Written => _written;

    /// <summary>All files of the backup.</summary>
    public IReadOnlyList<BackupFile> Files => [.. _files.Select(f => new BackupFile(f.Key, f.Value))];

    public async Task<BackupTable> WriteAsync(IStoreSnapshot snapshot, StoreTable table, Action<long> wrote, CancellationToken cancellationToken)
    {
        var old = new OldChunks(previous?.Tables.FirstOrDefault(t => t.Name == table.Name && t.Columns.SequenceEqual(table.Columns, StringComparer.Ordinal)));
        await using var rows = await snapshot.ReadAsync(table, cancellationToken);
        using var builder = new ChunkBuilder(table.KeyLength);
        var chunks = new List<BackupChunk>();
        while (await rows.NextAsync(cancellationToken))
        {
            if (builder.Add(rows.Current.Span))
            {
                chunks.Add(Finish(builder, old));
                wrote(builder.TotalBytes);
                cancellationToken.ThrowIfCancellationRequested();

                // SQLite is read on the thread of the caller; others get their turn.
                await Task.Yield();
            }
        }

        if (builder.Length > 0)
        {
            chunks.Add(Finish(builder, old));
        }

        return new BackupTable(table.Name, table.Columns, table.KeyLength, builder.TotalRows, builder.TotalBytes, builder.Digest(), chunks);
    }

    /// <summary>Takes back what was written, so that a disk that is full is as full as before.</summary>
    public void Undo() => _written.ForEach(n => BackupFolder.Remove(folder.ChunkPath(n)));

    private BackupChunk Finish(ChunkBuilder builder, OldChunks old)
    {
        var content = builder.Content;
        var name = keys.NameOf(content.Span);
        var chunk = new BackupChunk(name.Text, builder.Rows, content.Length, keys.MarkOf(builder.FirstKey.Span), keys.MarkOf(builder.LastKey.Span), []);
        if (old.Find(name.Text) is { } same && folder.Has(name))
        {
            chunk = chunk with { Bases = same.Bases };
            same.Bases.Append(same.Name).ToList().ForEach(Keep);
        }
        else if (_chunks.TryGetValue(name.Text, out var here))
        {
            chunk = chunk with { Bases = here.Bases };
        }
        else
        {
            chunk = Write(chunk, name, content, old);
        }

        _chunks[name.Text] = chunk;

        builder.Reset();
        return chunk;
    }

    private BackupChunk Write(BackupChunk chunk, ChunkName name, ReadOnlyMemory<byte> content, OldChunks old)
    {
        // A file that is there already belongs to an older backup, or to one that was interrupted: written whole, it serves all of them.
        var isThere = folder.Has(name);
        var from = !isThere && old.Near(chunk) is { } near && near.Bases.Count + 1 < LongestChain ? near : null;
        var difference = from is null ? null : DifferenceFrom(from, content);
        var file = ChunkFile.Seal(keys, name, difference is null ? null : new ChunkName(from!.Name), difference ?? content.Span);
        if (difference is not null)
        {
            chunk = chunk with { Bases = [from!.Name, .. from.Bases] };
            chunk.Bases.ToList().ForEach(Keep);
        }

        folder.WriteChunk(name, file);
        if (!isThere)
        {
            _written.Add(name);
        }

        _files[name.Text] = _lengths[name.Text] = file.Length;
        NewBytes += file.Length;
        return chunk;
    }

    /// <summary>Null when the whole part is better: the differences have become long, or the part they begin at cannot be read.</summary>
    private byte[]? DifferenceFrom(BackupChunk from, ReadOnlyMemory<byte> content)
    {
        var root = from.Bases.Count > 0 ? from.Bases[^1] : from.Name;
        var differences = from.Bases.Count > 0 ? from.Bases.SkipLast(1).Prepend(from.Name).Sum(LengthOf) : 0;
        if (differences > LengthOf(root) / 2)
        {
            return null;
        }

        try
        {
            return ChunkDifference.Of(_reader.Read(new ChunkName(from.Name)), content);
        }
        catch (StoreException)
        {
            return null;
        }
    }

    private void Keep(string name) => _files[name] = LengthOf(name);

    private long LengthOf(string name) => _lengths[name];

    /// <summary>The parts of the table in the backup before.</summary>
    private sealed class OldChunks(BackupTable? table)
    {
        private readonly Dictionary<string, BackupChunk> _byName = table?.Chunks.DistinctBy(c => c.Name).ToDictionary(c => c.Name, StringComparer.Ordinal) ?? [];
        private readonly Dictionary<string, BackupChunk> _byFirst = table?.Chunks.DistinctBy(c => c.First).ToDictionary(c => c.First, StringComparer.Ordinal) ?? [];
        private readonly Dictionary<string, BackupChunk> _byLast = table?.Chunks.DistinctBy(c => c.Last).ToDictionary(c => c.Last, StringComparer.Ordinal) ?? [];

        public BackupChunk? Find(string name) => _byName.GetValueOrDefault(name);

        /// <summary>The one that ended or began at the same key: cuts depend on keys, so it held about the same rows.</summary>
        public BackupChunk? Near(BackupChunk chunk) => _byLast.GetValueOrDefault(chunk.Last) ?? _byFirst.GetValueOrDefault(chunk.First);
    }
}
