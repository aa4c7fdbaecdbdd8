using Interop.Store.Crypto;

namespace Interop.Store.Sqlite.Reading;

/// <summary>Reads and decrypts bodies.</summary>
internal sealed class BodyReads(BodyCipher cipher)
{
    public byte[] Read(SqliteDatabase database, long id, BodyOwner owner)
    {
        using var row = database.Prepare("select key_id, wrapped_key, packing, content from body where id = ?").Bind(id);
        return row.Step()
            ? cipher.Open(id, row.Int32(0), row.Blob(1), row.Int32(2), row.Blob(3), owner)
            : throw new StoreException($"Body {id} is missing from the database.");
    }
}
