using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Interop.Functions.Http.Search;

/// <summary>
/// Criteria that name somebody, for the links of a Bundle: the names of the parameters can be read, their values are encrypted (AES-256-GCM) for
/// the credential that asked. Nothing is kept in the engine, so every process opens what another one sealed.
/// </summary>
public sealed class SealedCriteria(ReadOnlyMemory<byte> searchKey)
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    private readonly byte[] key = HKDF.DeriveKey(HashAlgorithmName.SHA256, searchKey.ToArray(), 32, info: "interop sealed search criteria 1"u8.ToArray());

    /// <summary>The value of <c>_sealed</c>: <c>family,birthdate.BASE64URL</c>.</summary>
    public string Seal(IReadOnlyList<KeyValuePair<string, string>> criteria, string type, Guid credential)
    {
        var names = string.Join(',', criteria.Select(c => c.Key).Distinct());
        var text = Text(criteria);
        var box = new byte[NonceSize + text.Length + TagSize];
        var nonce = box.AsSpan(0, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagSize);
        aes.Encrypt(nonce, text, box.AsSpan(NonceSize, text.Length), box.AsSpan(NonceSize + text.Length), Bound(names, type, credential));
        return $"{names}.{Base64Url.EncodeToString(box)}";
    }

    /// <summary>What was sealed; null when it was not sealed here, for another credential or type, or was changed.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? Open(string text, string type, Guid credential)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 || !Base64Url.IsValid(text.AsSpan(dot + 1), out var size) || size < NonceSize + TagSize)
        {
            return null;
        }

        var box = Base64Url.DecodeFromChars(text.AsSpan(dot + 1));
        var plain = new byte[box.Length - NonceSize - TagSize];
        try
        {
            using var aes = new AesGcm(key, TagSize);
            aes.Decrypt(box.AsSpan(0, NonceSize), box.AsSpan(NonceSize, plain.Length), box.AsSpan(NonceSize + plain.Length), plain, Bound(text[..dot], type, credential));
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }

        using var reader = new BinaryReader(new MemoryStream(plain));
        return [.. Enumerable.Range(0, reader.ReadInt32()).Select(_ => KeyValuePair.Create(reader.ReadString(), reader.ReadString()))];
    }

    private static byte[] Text(IReadOnlyList<KeyValuePair<string, string>> criteria)
    {
        var text = new MemoryStream();
        using var writer = new BinaryWriter(text);
        writer.Write(criteria.Count);
        foreach (var (name, value) in criteria)
        {
            writer.Write(name);
            writer.Write(value);
        }

        writer.Flush();
        return text.ToArray();
    }

    private static byte[] Bound(string names, string type, Guid credential) => Encoding.UTF8.GetBytes($"{type}\n{credential:D}\n{names}");
}
