using System.Collections.Frozen;
using System.Security.Cryptography;

namespace Interop.Store.Crypto;

/// <summary>
/// The master keys that this process has. A number that it does not have makes it look again where they are kept, because another process may
/// have made the key since; when it is not there either, the operator is told which one is missing and where it is expected.
/// </summary>
internal sealed class MasterKeyRing(IMasterKeySource source, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private readonly Lock _gate = new();
    private FrozenDictionary<int, byte[]> _keys = FrozenDictionary<int, byte[]>.Empty;
    private readonly Dictionary<int, DateTimeOffset> _missed = [];

    /// <summary>Numbers of the keys that are there, looked up now.</summary>
    public IReadOnlyCollection<int> Numbers
    {
        get
        {
            lock (_gate)
            {
                return Load().Keys;
            }
        }
    }

    public ReadOnlySpan<byte> Get(int number) => _keys.TryGetValue(number, out var key) || LookAgain(number).TryGetValue(number, out key)
        ? key
        : throw new StoreException($"Master key {number} is missing, and something is wrapped by it: it is expected as {source.Describe(number)}. Put it there, from its backup or from the machine where it was made.") { IsTransient = true };

    /// <summary>What is kept in the database to recognise a key by; it tells nothing about it.</summary>
    public byte[] Fingerprint(int number) => StoreKeys.Derive(Get(number), "interop fingerprint 1");

    /// <summary>Refuses a key that has the number of another.</summary>
    public void Check(int number, ReadOnlySpan<byte> fingerprint)
    {
        if (!CryptographicOperations.FixedTimeEquals(Fingerprint(number), fingerprint))
        {
            throw new StoreException($"Master key {number} ({source.Describe(number)}) is not the one this database was written with; restore the right one. Every process on a database needs the same keys.");
        }
    }

    public string Describe(int number) => source.Describe(number);

    /// <summary>Makes a key; one of that number that is there already is used as it is.</summary>
    public void Create(int number, RandomNumberGenerator random)
    {
        var key = new byte[KeyFile.KeyLength];
        random.GetBytes(key);
        source.Add(number, key);
        CryptographicOperations.ZeroMemory(key);
        lock (_gate)
        {
            Load();
        }
    }

    public void Remove(int number)
    {
        source.Remove(number);
        lock (_gate)
        {
            Load();
        }
    }

    private FrozenDictionary<int, byte[]> LookAgain(int number)
    {
        lock (_gate)
        {
            // A key that stays away must not mean a question to the vault for every body.
            if (_missed.TryGetValue(number, out var at) && time.GetUtcNow() - at < Pause)
            {
                return _keys;
            }

            _missed[number] = time.GetUtcNow();
            return Load();
        }
    }

    private FrozenDictionary<int, byte[]> Load()
    {
        _keys = source.Read().ToFrozenDictionary();
        return _keys;
    }
}
