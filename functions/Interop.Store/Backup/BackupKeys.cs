using System.Security.Cryptography;
using System.Text;
using Interop.Store.Crypto;

namespace Interop.Store.Backup;

/// <summary>Keys of backups: made from the master key, so that whoever holds only a backup reads nothing in it, not even which rows are the same.</summary>
internal sealed class BackupKeys
{
    private readonly byte[] _seal;
    private readonly byte[] _name;

    public BackupKeys(StoreKeys keys)
    {
        _seal = Derive(keys.Master.Span, "interop backup seal 1");
        _name = Derive(keys.Master.Span, "interop backup names 1");
        Needed = [.. keys.Fingerprints.Select(f => new NeededKey(f.Name, Shorten(f.Fingerprint)))];
    }

    /// <summary>The key files that a restore needs.</summary>
    public IReadOnlyList<NeededKey> Needed { get; }

    public ReadOnlySpan<byte> SealKey => _seal;

    /// <summary>The name of a part: tells nothing about its content without the key, and is the same for the same rows.</summary>
    public ChunkName NameOf(ReadOnlySpan<byte> content) => new(Convert.ToHexStringLower(HMACSHA256.HashData(_name, content).AsSpan(0, ChunkName.Length)));

    /// <summary>A mark of a row's key, to find the part of an earlier backup that begins or ends there.</summary>
    public string MarkOf(ReadOnlySpan<byte> key) => Convert.ToHexStringLower(HMACSHA256.HashData(_name, key).AsSpan(0, 6));

    /// <summary>The keys of a folder, when they are those that the backup needs; otherwise what is missing and where to put it.</summary>
    public static StoreKeys OpenStoreKeys(BackupHeader header, string folder)
    {
        var missing = header.Keys.Where(k => !File.Exists(Path.Combine(folder, k.File))).ToList();
        if (missing.Count > 0)
        {
            throw new StoreException(
                $"The backup {header.Id} opens only with key files that are never part of a backup: {string.Join(", ", missing.Select(k => $"{k.File} (fingerprint {k.Fingerprint})"))}. "
                + $"Put {(missing.Count == 1 ? "it" : "them")} into {folder} (mode 0600, folder 0700) from where you keep {(missing.Count == 1 ? "it" : "them")}, and run this again.");
        }

        var keys = StoreKeys.Open(folder, mayCreate: false, RandomNumberGenerator.Create());
        var found = new BackupKeys(keys).Needed;
        var other = header.Keys.Except(found).Select(k => $"{k.File} (needed: fingerprint {k.Fingerprint}, found: {found.First(f => f.File == k.File).Fingerprint})").ToList();
        return other.Count == 0
            ? keys
            : throw new StoreException($"In {folder} are other keys than the backup {header.Id} was written with: {string.Join(", ", other)}. Put the right ones there and run this again.");
    }

    private static string Shorten(byte[] fingerprint) => Convert.ToHexStringLower(fingerprint.AsSpan(0, 8));

    private static byte[] Derive(ReadOnlySpan<byte> key, string use)
    {
        var output = new byte[KeyFile.KeyLength];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, output, [], Encoding.UTF8.GetBytes(use));
        return output;
    }
}

/// <summary>A key file, and how to recognise the right one.</summary>
public sealed record NeededKey(string File, string Fingerprint);

/// <summary>Keyed hash of a part's rows, in hexadecimal.</summary>
internal readonly record struct ChunkName(string Text)
{
    /// <summary>In bytes.</summary>
    public const int Length = 20;

    public override string ToString() => Text;
}
