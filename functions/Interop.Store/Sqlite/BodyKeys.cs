using Interop.Store.Crypto;

namespace Interop.Store.Sqlite;

/// <summary>Bodies with what wraps their keys, in one look-up each.</summary>
internal static class BodyKeys
{
    private const string Joined = "from body b left join patient_key k on b.wrapped_by < 0 and k.number = -b.wrapped_by - 281474976710656 where b.id = ?";

    private const string Columns = "b.key_id, b.wrapped_by, b.wrapped_key, k.number, k.patient, k.wrapped_by, k.wrapped_key";

    public static BodyKey? Find(SqliteDatabase database, long id)
    {
        using var row = database.Prepare($"select {Columns} {Joined}").Bind(id);
        return row.Step() ? Read(row, id) : null;
    }

    public static StoredBody? FindBody(SqliteDatabase database, long id)
    {
        using var row = database.Prepare($"select {Columns}, b.packing, b.content {Joined}").Bind(id);
        return row.Step() ? new StoredBody(Read(row, id), row.Int32(7), row.Blob(8).ToArray()) : null;
    }

    private static BodyKey Read(SqliteStatement row, long id) => new(
        id, row.Int32(0), row.IsNull(1) ? null : row.Int64(1), row.Blob(2).ToArray(),
        row.IsNull(3) ? null : new PatientKeyRow(row.Int64(3), row.Guid(4), row.Int64(5), row.Blob(6).ToArray()));
}
