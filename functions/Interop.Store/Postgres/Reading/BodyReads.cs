using System.Globalization;
using Interop.Store.Crypto;

namespace Interop.Store.Postgres.Reading;

/// <summary>Reads and decrypts bodies, many with one statement.</summary>
internal sealed class BodyReads(PostgresDatabase database, BodyCipher cipher)
{
    private const string Sql = "select id, key_id, wrapped_key, packing, content from body where id = any($1)";

    public async Task<byte[]> ReadAsync(long id, BodyOwner owner, CancellationToken cancellationToken) =>
        Open((await FetchAsync([id], cancellationToken)).GetValueOrDefault(id), id, owner);

    /// <summary>The bodies as they are kept; <see cref="Open"/> opens one.</summary>
    public async Task<IReadOnlyDictionary<long, SealedBody>> FetchAsync(IEnumerable<long> ids, CancellationToken cancellationToken)
    {
        var wanted = ids.Distinct().ToArray();
        if (wanted.Length == 0)
        {
            return new Dictionary<long, SealedBody>();
        }

        var bodies = await database.ReadAllAsync(
            Sql, [Parameter.Of(wanted)], row => new SealedBody(row.GetInt64(0), row.GetInt32(1), row.Bytes(2), row.GetInt32(3), row.Bytes(4)), cancellationToken);
        return bodies.ToDictionary(b => b.Id);
    }

    public byte[] Open(SealedBody? body, long id, BodyOwner owner) => body is null
        ? throw new StoreException(string.Create(CultureInfo.InvariantCulture, $"Body {id} is missing from the database."))
        : cipher.Open(body.Id, body.KeyId, body.WrappedKey, body.Packing, body.Content, owner);
}
