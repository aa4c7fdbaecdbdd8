namespace Interop.Store.Backup;

/// <summary>
/// Where a table is cut into parts. A row ends a part when a hash of its key falls below a share that its length sets, so that the same rows
/// are cut at the same places whatever comes before them, and parts are about equally long.
/// </summary>
internal static class ChunkCutter
{
    private const int Target = 1024 * 1024;
    private const int Smallest = Target / 8;
    private const int Largest = Target * 4;

    public static bool EndsAfter(ReadOnlySpan<byte> key, int rowLength, int chunkLength) =>
        chunkLength >= Largest || (chunkLength >= Smallest && (rowLength >= Target || Hash(key) < ulong.MaxValue / Target * (ulong)rowLength));

    // FNV-1a, then mixed so that the high bits depend on all of the key. It has to stay as it is: another hash cuts elsewhere, and the next backup
    // writes everything anew.
    private static ulong Hash(ReadOnlySpan<byte> key)
    {
        var hash = 14695981039346656037UL;
        foreach (var value in key)
        {
            hash = (hash ^ value) * 1099511628211UL;
        }

        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdUL;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53UL;
        return hash ^ (hash >> 33);
    }
}
