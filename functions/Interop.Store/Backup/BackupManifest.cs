namespace Interop.Store.Backup;

/// <summary>What can be told of a backup without its keys.</summary>
/// <param name="Format">1.</param>
/// <param name="Id">Its time and a few letters.</param>
/// <param name="TakenAt">The moment whose rows it holds.</param>
/// <param name="SchemaNumber">Of the tables in it.</param>
/// <param name="Keys">The key files that it opens with.</param>
/// <param name="Rows">Of all tables.</param>
/// <param name="Bytes">Of all rows, before compression.</param>
/// <param name="NewBytes">Written by this backup; the rest was there from earlier ones.</param>
/// <param name="Files">Parts that it needs, with those that others of them are a difference from.</param>
public sealed record BackupHeader(
    int Format, string Id, DateTimeOffset TakenAt, int SchemaNumber, IReadOnlyList<NeededKey> Keys, long Rows, long Bytes, long NewBytes, IReadOnlyList<BackupFile> Files);

/// <summary>A file of a part: its name and length.</summary>
public sealed record BackupFile(string Name, long Length);

/// <summary>A table of a backup.</summary>
/// <param name="Digest">SHA-256 of all rows in order, each after its length in 4 bytes, big-endian.</param>
internal sealed record BackupTable(string Name, IReadOnlyList<string> Columns, int KeyLength, long Rows, long Bytes, string Digest, IReadOnlyList<BackupChunk> Chunks)
{
    public StoreTable Shape => new(Name, Columns, KeyLength);
}

/// <summary>A part of a table: rows that follow one another.</summary>
/// <param name="First">Mark of the key of its first row.</param>
/// <param name="Bases">When it is kept as a difference: the part that it differs from, what that differs from, and so on.</param>
internal sealed record BackupChunk(string Name, int Rows, int Bytes, string First, string Last, IReadOnlyList<string> Bases);

/// <summary>A backup's header, and its tables, which are encrypted.</summary>
internal sealed record BackupManifest(BackupHeader Header, IReadOnlyList<BackupTable> Tables);
