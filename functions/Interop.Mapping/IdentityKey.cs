using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Interop.Mapping;

/// <summary>
/// The secret that turns a business identifier into a logical id. A plain hash would not do: the space of French social security
/// numbers is searched in hours (MODELLING I3).
/// </summary>
public sealed class IdentityKey(ReadOnlyMemory<byte> key)
{
    private readonly byte[] key = key.ToArray();

    // A keyed hash that is used again costs half of one that is set up each time; at most one is kept for each thread that hashes at once.
    private readonly ConcurrentBag<IncrementalHash> idle = [];

    /// <summary>HMAC-SHA-256 over type, system and value; a unit separator keeps the three parts apart.</summary>
    public byte[] Hash(string type, string system, string value)
    {
        var hash = new byte[HMACSHA256.HashSizeInBytes];
        Compute(type, system, value, hash);
        return hash;
    }

    /// <summary>The first 16 bytes of <see cref="Hash"/> as a UUID of version 8 (RFC 9562 §5.8).</summary>
    public Guid Mint(string type, string system, string value)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Compute(type, system, value, hash);
        return Mint(hash);
    }

    /// <summary>The id of a hash that is known already.</summary>
    public static Guid Mint(ReadOnlySpan<byte> hash)
    {
        Span<byte> id = stackalloc byte[16];
        hash[..16].CopyTo(id);
        id[6] = (byte)(id[6] & 0x0F | 0x80);
        id[8] = (byte)(id[8] & 0x3F | 0x80);
        return new Guid(id, bigEndian: true);
    }

    private void Compute(string type, string system, string value, Span<byte> hash)
    {
        var text = string.Join('\u001F', type, system, value);
        Span<byte> stack = stackalloc byte[512];
        var utf8 = text.Length <= 128 ? stack : new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        var length = Encoding.UTF8.GetBytes(text, utf8);
        var hmac = idle.TryTake(out var kept) ? kept : IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(utf8[..length]);
        hmac.GetHashAndReset(hash);
        idle.Add(hmac);
    }
}
