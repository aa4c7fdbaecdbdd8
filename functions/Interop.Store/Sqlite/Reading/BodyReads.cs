using Interop.Store.Crypto;

namespace Interop.Store.Sqlite.Reading;

/// <summary>Reads and decrypts bodies.</summary>
internal sealed class BodyReads(BodyCipher cipher)
{
    /// <summary><see cref="ErasedException"/> when it was erased.</summary>
    public byte[] Read(SqliteDatabase database, long id, BodyOwner owner) =>
        cipher.Open(BodyKeys.FindBody(database, id) ?? throw new StoreException($"Body {id} is missing from the database."), owner);

    /// <summary>Null when it was erased.</summary>
    public byte[]? ReadKept(SqliteDatabase database, long id, BodyOwner owner)
    {
        try
        {
            return Read(database, id, owner);
        }
        catch (ErasedException)
        {
            return null;
        }
    }
}
