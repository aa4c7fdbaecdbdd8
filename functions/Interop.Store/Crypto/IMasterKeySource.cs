namespace Interop.Store.Crypto;

/// <summary>Where master keys are kept: files beside the data, or a vault. Never the database.</summary>
public interface IMasterKeySource
{
    /// <summary>All keys there are, by number. <see cref="StoreException"/> when they cannot be read, saying what to do.</summary>
    IReadOnlyDictionary<int, byte[]> Read();

    /// <summary>Keeps a new key; it is safe there when this returns. A key with this number that is there already stays as it is.</summary>
    void Add(int number, ReadOnlySpan<byte> key);

    /// <summary>Destroys a key as far as the place allows.</summary>
    void Remove(int number);

    /// <summary>Where a key is or would be, for people.</summary>
    string Describe(int number);
}
