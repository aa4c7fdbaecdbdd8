using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

namespace Interop.Store.Backup;

/// <summary>
/// A manifest as a file: one line of JSON (the header, in clear, so that a restore can say which keys it needs), then nonce, tag and the
/// encrypted tables, which authenticate that line.
/// </summary>
internal static class ManifestFile
{
    public const string Extension = ".manifest";
    public const int Format = 1;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static byte[] Write(BackupKeys keys, BackupManifest manifest)
    {
        byte[] head = [.. JsonSerializer.SerializeToUtf8Bytes(manifest.Header, Json), (byte)'\n'];
        var tables = Pack(JsonSerializer.SerializeToUtf8Bytes(manifest.Tables, Json));
        var file = new byte[head.Length + NonceLength + TagLength + tables.Length];
        head.CopyTo(file, 0);
        var nonce = file.AsSpan(head.Length, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(keys.SealKey, TagLength);
        aes.Encrypt(nonce, tables, file.AsSpan(head.Length + NonceLength + TagLength), file.AsSpan(head.Length + NonceLength, TagLength), head);
        return file;
    }

    /// <summary>The header alone, unproved; null when it cannot be one.</summary>
    public static BackupHeader? ReadHeader(ReadOnlySpan<byte> file)
    {
        var end = file.IndexOf((byte)'\n');
        if (end <= 0)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<BackupHeader>(file[..end], Json) is { Id: not null, Keys: not null, Files: not null } header ? header : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>All of it; null when it is not what was written with these keys.</summary>
    public static BackupManifest? Read(BackupKeys keys, ReadOnlySpan<byte> file)
    {
        var head = file.IndexOf((byte)'\n') + 1;
        if (ReadHeader(file) is not { } header || file.Length < head + NonceLength + TagLength)
        {
            return null;
        }

        var tables = new byte[file.Length - head - NonceLength - TagLength];
        try
        {
            using var aes = new AesGcm(keys.SealKey, TagLength);
            aes.Decrypt(file.Slice(head, NonceLength), file[(head + NonceLength + TagLength)..], file.Slice(head + NonceLength, TagLength), tables, file[..head]);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }

        return new BackupManifest(header, JsonSerializer.Deserialize<List<BackupTable>>(Unpack(tables), Json)!);
    }

    private static byte[] Pack(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest))
        {
            brotli.Write(plain);
        }

        return packed.ToArray();
    }

    private static MemoryStream Unpack(byte[] packed)
    {
        using var brotli = new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress);
        var plain = new MemoryStream();
        brotli.CopyTo(plain);
        plain.Position = 0;
        return plain;
    }
}
