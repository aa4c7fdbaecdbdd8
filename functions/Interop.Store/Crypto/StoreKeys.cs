using System.Security.Cryptography;

namespace Interop.Store.Crypto;

/// <summary>
/// The two secrets of a data folder and what is derived from them. The master key wraps the keys of bodies and may be replaced by
/// wrapping them anew. The id key mints ids and everything that is looked up by hash; it is never replaced. Neither is in the database.
/// </summary>
public sealed class StoreKeys
{
    private StoreKeys(byte[] master, byte[] id)
    {
        Master = master;
        IdentityKey = id;
        SearchKey = Derive(id, "interop search keys 1");
        AuditKey = Derive(id, "interop audit seal 1");
    }

    /// <summary>For the ids of resources.</summary>
    public ReadOnlyMemory<byte> IdentityKey { get; }

    /// <summary>For record keys, lanes, identifiers and content hashes.</summary>
    public ReadOnlyMemory<byte> SearchKey { get; }

    internal ReadOnlyMemory<byte> Master { get; }

    internal ReadOnlyMemory<byte> AuditKey { get; }

    /// <summary>What is kept in the database to recognise the keys by; it tells nothing about them.</summary>
    internal IEnumerable<(string Name, byte[] Fingerprint)> Fingerprints =>
        [("master.key", Derive(Master.Span, "interop fingerprint 1")), ("id.key", Derive(IdentityKey.Span, "interop fingerprint 1"))];

    /// <summary>Reads the keys, and creates them when the folder has no database yet.</summary>
    internal static StoreKeys Open(string folder, bool mayCreate, RandomNumberGenerator random)
    {
        CreateFolder(folder);
        return new StoreKeys(ReadOrCreate(Path.Combine(folder, "master.key"), mayCreate, random), ReadOrCreate(Path.Combine(folder, "id.key"), mayCreate, random));
    }

    private static byte[] ReadOrCreate(string path, bool mayCreate, RandomNumberGenerator random)
    {
        if (!File.Exists(path))
        {
            if (!mayCreate)
            {
                throw new StoreException($"The key file {path} is missing, and the database cannot be read without it; restore it from its backup.");
            }

            KeyFile.Create(path, random);
        }

        return KeyFile.Read(path);
    }

    private static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static byte[] Derive(ReadOnlySpan<byte> key, string use)
    {
        var output = new byte[KeyFile.KeyLength];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, output, [], System.Text.Encoding.UTF8.GetBytes(use));
        return output;
    }
}
