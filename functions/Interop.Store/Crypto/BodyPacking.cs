using System.IO.Compression;

namespace Interop.Store.Crypto;

/// <summary>
/// Compression before encryption. Records and resources shrink to a fifth or less, which saves more in pages written than it costs;
/// what does not shrink (a PDF) is kept as it is.
/// </summary>
internal static class BodyPacking
{
    public const int None = 0;
    public const int Brotli = 1;
    private const int SmallestWorthwhile = 256;
    private const int Quality = 1;
    private const int Window = 18;

    /// <summary>Packs into the buffer (at least as long as the input); None when that does not make it smaller.</summary>
    public static int Pack(ReadOnlySpan<byte> plain, Span<byte> buffer, out int written)
    {
        written = 0;
        return plain.Length >= SmallestWorthwhile
            && BrotliEncoder.TryCompress(plain, buffer[..(plain.Length - (plain.Length / 8) - LengthPrefix)], out written, Quality, Window)
            ? AddLength(plain.Length, buffer, ref written)
            : None;
    }

    private const int LengthPrefix = 4;

    private static int AddLength(int length, Span<byte> buffer, ref int written)
    {
        // The plain length follows the packed bytes, so that unpacking allocates once.
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(buffer[written..], length);
        written += LengthPrefix;
        return Brotli;
    }

    public static byte[] Unpack(int packing, byte[] packed)
    {
        if (packing == None)
        {
            return packed;
        }

        var plain = new byte[System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(packed.AsSpan(packed.Length - LengthPrefix))];
        return packing == Brotli && BrotliDecoder.TryDecompress(packed.AsSpan(0, packed.Length - LengthPrefix), plain, out var written) && written == plain.Length
            ? plain
            : throw new StoreException($"A body is packed in a way ({packing}) that this program does not know.");
    }
}
