using System.Globalization;
using Interop.Store.Crypto;
using Npgsql;

namespace Interop.Store.Postgres.Reading;

/// <summary>Reads and decrypts bodies, many with one statement, each with what wraps its key.</summary>
internal sealed class BodyReads(PostgresDatabase database, BodyCipher cipher)
{
    public const string KeyColumns = "b.id, b.key_id, b.wrapped_by, b.wrapped_key, k.number, k.patient, k.wrapped_by, k.wrapped_key";

    public const string KeyJoin = "left join patient_key k on b.wrapped_by < 0 and k.number = -b.wrapped_by - 281474976710656";

    private const int KeyColumnCount = 8;

    private const string Sql = $"select {KeyColumns}, b.packing, b.content from body b {KeyJoin} where b.id = any($1)";

    /// <summary><see cref="ErasedException"/> when it was erased.</summary>
    public async Task<byte[]> ReadAsync(long id, BodyOwner owner, CancellationToken cancellationToken) =>
        Open((await FetchAsync([id], cancellationToken)).GetValueOrDefault(id), id, owner);

    /// <summary>Null when it was erased.</summary>
    public async Task<byte[]?> ReadKeptAsync(long id, BodyOwner owner, CancellationToken cancellationToken) =>
        OpenKept((await FetchAsync([id], cancellationToken)).GetValueOrDefault(id), id, owner);

    /// <summary>The bodies as they are kept; <see cref="Open"/> opens one.</summary>
    public async Task<IReadOnlyDictionary<long, StoredBody>> FetchAsync(IEnumerable<long> ids, CancellationToken cancellationToken)
    {
        var wanted = ids.Distinct().ToArray();
        if (wanted.Length == 0)
        {
            return new Dictionary<long, StoredBody>();
        }

        var bodies = await database.ReadAllAsync(
            Sql, [Parameter.Of(wanted)], row => new StoredBody(ReadKey(row, 0), row.GetInt32(KeyColumnCount), row.Bytes(KeyColumnCount + 1)), cancellationToken);
        return bodies.ToDictionary(b => b.Key.Id);
    }

    public byte[] Open(StoredBody? body, long id, BodyOwner owner) => body is null
        ? throw new StoreException(string.Create(CultureInfo.InvariantCulture, $"Body {id} is missing from the database."))
        : cipher.Open(body, owner);

    public byte[]? OpenKept(StoredBody? body, long id, BodyOwner owner)
    {
        try
        {
            return Open(body, id, owner);
        }
        catch (ErasedException)
        {
            return null;
        }
    }

    /// <summary>Reads <see cref="KeyColumns"/>.</summary>
    public static BodyKey ReadKey(NpgsqlDataReader row, int first) => new(
        row.GetInt64(first), row.GetInt32(first + 1), row.Int64OrNull(first + 2), row.Bytes(first + 3),
        row.IsDBNull(first + 4) ? null : new PatientKeyRow(row.GetInt64(first + 4), row.GetGuid(first + 5), row.GetInt64(first + 6), row.Bytes(first + 7)));
}
