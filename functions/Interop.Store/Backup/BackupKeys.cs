using System.Security.Cryptography;
using Interop.Store.Crypto;

namespace Interop.Store.Backup;

/// <summary>Keys of backups: made from the master key in use, so that whoever holds only a backup reads nothing in it, not even which rows are the same.</summary>
internal sealed class BackupKeys
{
    private readonly byte[] _seal;
    private readonly byte[] _name;

    /// <param name="masters">The master keys that wrap something, the one in use the highest.</param>
    public BackupKeys(StoreKeys keys, IReadOnlyCollection<int> masters)
    {
        _seal = StoreKeys.Derive(keys.Ring.Get(masters.Max()), "interop backup seal 1");
        _name = StoreKeys.Derive(keys.Ring.Get(masters.Max()), "interop backup names 1");
        Needed =
        [
            .. masters.Order().Select(m => new NeededKey(MasterKeyFiles.NameOf(m), Shorten(keys.Ring.Fingerprint(m)))),
            new NeededKey(keys.IdFingerprint.Name, Shorten(keys.IdFingerprint.Value)),
        ];
    }

    /// <summary>The key files that a restore needs.</summary>
    public IReadOnlyList<NeededKey> Needed { get; }

    public ReadOnlySpan<byte> SealKey => _seal;

    /// <summary>The name of a part: tells nothing about its content without the key, and is the same for the same rows.</summary>
    public ChunkName NameOf(ReadOnlySpan<byte> content) => new(Convert.ToHexStringLower(HMACSHA256.HashData(_name, content).AsSpan(0, ChunkName.Length)));

    /// <summary>A mark of a row's key, to find the part of an earlier backup that begins or ends there.</summary>
    public string MarkOf(ReadOnlySpan<byte> key) => Convert.ToHexStringLower(HMACSHA256.HashData(_name, key).AsSpan(0, 6));

    /// <summary>The keys of a folder or vault, when they are those that the backup needs; otherwise what is missing and where to put it.</summary>
    public static BackupKeys Open(BackupHeader header, string folder, IMasterKeySource? vault)
    {
        var source = vault ?? new MasterKeyFiles(folder);
        var masters = header.Keys.Select(k => MasterKeyFiles.NumberOf(k.File)).OfType<int>().ToList();
        var there = source.Read();
        var missing = header.Keys.Where(k => MasterKeyFiles.NumberOf(k.File) is { } number ? !there.ContainsKey(number) : !File.Exists(Path.Combine(folder, k.File))).ToList();
        if (missing.Count > 0)
        {
            throw new StoreException(
                $"The backup {header.Id} opens only with key files that are never part of a backup: {string.Join(", ", missing.Select(k => $"{k.File} (fingerprint {k.Fingerprint})"))}. "
                + $"Put {(missing.Count == 1 ? "it" : "them")} into {folder} (mode 0600, folder 0700){(vault is null ? "" : $", master keys as {source.Describe(masters.Max())}")} "
                + $"from where you keep {(missing.Count == 1 ? "it" : "them")}, and run this again.");
        }

        var found = new BackupKeys(StoreKeys.Open(folder, mayCreate: false, vault, TimeProvider.System, RandomNumberGenerator.Create()), masters);
        var other = header.Keys.Except(found.Needed).Select(k => $"{k.File} (needed: fingerprint {k.Fingerprint}, found: {found.Needed.First(f => f.File == k.File).Fingerprint})").ToList();
        return other.Count == 0
            ? found
            : throw new StoreException($"In {folder} are other keys than the backup {header.Id} was written with: {string.Join(", ", other)}. Put the right ones there and run this again.");
    }

    /// <summary>The keys of the folder are those of the store.</summary>
    public static void CheckSame(StoreKeys keys, IReadOnlyCollection<int> masters, string folder, IMasterKeySource? vault)
    {
        var there = (vault ?? new MasterKeyFiles(folder)).Read();
        List<string> missing = [.. masters.Where(m => !there.ContainsKey(m)).Select(MasterKeyFiles.NameOf), .. File.Exists(Path.Combine(folder, "id.key")) ? Array.Empty<string>() : ["id.key"]];
        if (missing.Count > 0)
        {
            throw new StoreException($"The copy needs the key files of the store: put {string.Join(" and ", missing)} into {folder} (mode 0600, folder 0700), and run this again.");
        }

        if (!new BackupKeys(StoreKeys.Open(folder, mayCreate: false, vault, TimeProvider.System, RandomNumberGenerator.Create()), masters).Needed.SequenceEqual(new BackupKeys(keys, masters).Needed))
        {
            throw new StoreException($"In {folder} are other keys than those of the store; put the right ones there and run this again.");
        }
    }

    private static string Shorten(byte[] fingerprint) => Convert.ToHexStringLower(fingerprint.AsSpan(0, 8));
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
