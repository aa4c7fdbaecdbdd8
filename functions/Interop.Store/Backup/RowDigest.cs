using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Interop.Store.Backup;

/// <summary>Rows of a table, counted and hashed as a backup does it.</summary>
internal sealed record RowDigest(long Rows, long Bytes, string Sha256)
{
    public static async Task<RowDigest> OfAsync(IStoreRows rows, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (count, bytes) = (0L, 0L);
        var prefix = new byte[ChunkRows.LengthPrefix];
        while (await rows.NextAsync(cancellationToken))
        {
            BinaryPrimitives.WriteInt32BigEndian(prefix, rows.Current.Length);
            hash.AppendData(prefix);
            hash.AppendData(rows.Current.Span);
            count++;
            bytes += prefix.Length + rows.Current.Length;
        }

        return new RowDigest(count, bytes, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
