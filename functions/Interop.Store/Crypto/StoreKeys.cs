using System.Security.Cryptography;

namespace Interop.Store.Crypto;

/// <summary>
/// The secrets of a data folder and what is derived from them. Master keys wrap the keys of patients and bodies and are replaced by wrapping them
/// anew. The id key mints ids and everything that is looked up by hash; it is never replaced. None of them is in the database.
/// </summary>
public sealed class StoreKeys
{
    private StoreKeys(MasterKeyRing ring, byte[] id, string folder)
    {
        (Ring, Folder) = (ring, folder);
        IdentityKey = id;
        SearchKey = Derive(id, "interop search keys 1");
        AuditKey = Derive(id, "interop audit seal 1");
    }

    /// <summary>For the ids of resources.</summary>
    public ReadOnlyMemory<byte> IdentityKey { get; }

    /// <summary>For record keys, lanes, identifiers and content hashes.</summary>
    public ReadOnlyMemory<byte> SearchKey { get; }

    /// <summary>The folder of the id key and of the list of erasures.</summary>
    internal string Folder { get; }

    internal MasterKeyRing Ring { get; }

    internal ReadOnlyMemory<byte> AuditKey { get; }

    /// <summary>What is kept in the database to recognise the id key by; it tells nothing about it.</summary>
    internal (string Name, byte[] Value) IdFingerprint => ("id.key", Derive(IdentityKey.Span, "interop fingerprint 1"));

    /// <summary>Reads the keys, and creates them when there is no database yet.</summary>
    internal static StoreKeys Open(string folder, bool mayCreate, IMasterKeySource? masters, TimeProvider time, RandomNumberGenerator random)
    {
        CreateFolder(folder);
        var ring = new MasterKeyRing(masters ?? new MasterKeyFiles(folder), time);
        if (ring.Numbers.Count == 0)
        {
            if (!mayCreate)
            {
                throw new StoreException($"The master key ({ring.Describe(1)}) is missing, and the database cannot be read without it; restore it from its backup.");
            }

            ring.Create(1, random);
        }

        return new StoreKeys(ring, ReadOrCreate(Path.Combine(folder, "id.key"), mayCreate, random), folder);
    }

    internal static byte[] Derive(ReadOnlySpan<byte> key, string use)
    {
        var output = new byte[KeyFile.KeyLength];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, output, [], System.Text.Encoding.UTF8.GetBytes(use));
        return output;
    }

    private static byte[] ReadOrCreate(string path, bool mayCreate, RandomNumberGenerator random)
    {
        if (!File.Exists(path))
        {
            if (!mayCreate)
            {
                throw new StoreException($"The key file {path} is missing, and the database cannot be read without it; restore it from its backup.");
            }

            var key = new byte[KeyFile.KeyLength];
            random.GetBytes(key);
            KeyFile.Create(path, key);
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
}
