using Interop.Engine.Ports;
using Npgsql;

namespace Interop.Store.Postgres;

/// <summary>Columns as the engine's types.</summary>
internal static class RowReading
{
    public static byte[] Bytes(this NpgsqlDataReader row, int column) => row.GetFieldValue<byte[]>(column);

    public static KeyedHash Hash(this NpgsqlDataReader row, int column) => new(row.Bytes(column));

    public static DateTimeOffset Time(this NpgsqlDataReader row, int column) => Timestamps.FromMicroseconds(row.GetInt64(column));

    public static DateTimeOffset? TimeOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.Time(column);

    public static string? TextOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static Guid? GuidOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetGuid(column);

    public static long? Int64OrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    public static int? Int32OrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt32(column);
}
