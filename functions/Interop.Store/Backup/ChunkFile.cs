using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Interop.Store.Backup;

/// <summary>
/// A part as a file: "ICK1", how it is packed, the part that it is a difference from (or zeros), nonce, tag, cipher text (AES-256-GCM). All
/// before the nonce and the part's own name are authenticated. Plain text: its length in 4 bytes, then the content, packed or not.
/// </summary>
internal static class ChunkFile
{
    private const int PlainHead = 4 + 1 + ChunkName.Length;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int Head = PlainHead + NonceLength + TagLength;
    private const int LengthPrefix = 4;
    private const int SampleLength = 16 * 1024;

    private static ReadOnlySpan<byte> Magic => "ICK1"u8;

    public static byte[] Seal(BackupKeys keys, ChunkName name, ChunkName? from, ReadOnlySpan<byte> content)
    {
        var packed = new byte[LengthPrefix + content.Length];
        BinaryPrimitives.WriteInt32BigEndian(packed, content.Length);
        var isPacked = IsWorthPacking(content) & BrotliEncoder.TryCompress(content, packed.AsSpan(LengthPrefix), out var length, 1, 20);
        if (!isPacked)
        {
            content.CopyTo(packed.AsSpan(LengthPrefix));
            length = content.Length;
        }

        var plain = packed.AsSpan(0, LengthPrefix + length);
        var file = new byte[Head + plain.Length];
        Magic.CopyTo(file);
        file[4] = isPacked ? (byte)1 : (byte)0;
        if (from is { } other)
        {
            Convert.FromHexString(other.Text).CopyTo(file, 5);
        }

        RandomNumberGenerator.Fill(file.AsSpan(PlainHead, NonceLength));
        using var aes = new AesGcm(keys.SealKey, TagLength);
        aes.Encrypt(file.AsSpan(PlainHead, NonceLength), plain, file.AsSpan(Head), file.AsSpan(PlainHead + NonceLength, TagLength), Authenticated(file, name));
        return file;
    }

    /// <summary>The content, and the part that it is a difference from; null when the file is not what was written.</summary>
    public static (byte[] Content, ChunkName? From)? Open(BackupKeys keys, ChunkName name, ReadOnlySpan<byte> file)
    {
        if (file.Length < Head + LengthPrefix || !file[..4].SequenceEqual(Magic))
        {
            return null;
        }

        var plain = new byte[file.Length - Head];
        try
        {
            using var aes = new AesGcm(keys.SealKey, TagLength);
            aes.Decrypt(file.Slice(PlainHead, NonceLength), file[Head..], file.Slice(PlainHead + NonceLength, TagLength), plain, Authenticated(file, name));
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }

        var from = file[5..PlainHead];
        return (Unpack(file[4] == 1, plain), from.ContainsAnyExcept((byte)0) ? new ChunkName(Convert.ToHexStringLower(from)) : null);
    }

    private static byte[] Unpack(bool isPacked, byte[] plain)
    {
        if (!isPacked)
        {
            return plain[LengthPrefix..];
        }

        var content = new byte[BinaryPrimitives.ReadInt32BigEndian(plain)];
        return BrotliDecoder.TryDecompress(plain.AsSpan(LengthPrefix), content, out var written) && written == content.Length
            ? content
            : throw new StoreException("A part of the backup is packed in a way that this program does not know.");
    }

    /// <summary>Bodies are encrypted and do not shrink; trying on all of them would take most of the time.</summary>
    private static bool IsWorthPacking(ReadOnlySpan<byte> content)
    {
        if (content.Length <= SampleLength * 2)
        {
            return true;
        }

        var sample = new byte[SampleLength];
        return BrotliEncoder.TryCompress(content.Slice(content.Length / 2, SampleLength), sample, out var written, 1, 18) && written < SampleLength * 15 / 16;
    }

    private static byte[] Authenticated(ReadOnlySpan<byte> file, ChunkName name)
    {
        var bytes = new byte[PlainHead + name.Text.Length];
        file[..PlainHead].CopyTo(bytes);
        Encoding.ASCII.GetBytes(name.Text, bytes.AsSpan(PlainHead));
        return bytes;
    }
}
