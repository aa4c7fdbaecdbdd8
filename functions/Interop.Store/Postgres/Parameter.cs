using System.Runtime.InteropServices;
using Interop.Engine.Ports;
using Npgsql;
using NpgsqlTypes;

namespace Interop.Store.Postgres;

/// <summary>Positional parameters, each with its type said, because a null has none.</summary>
internal static class Parameter
{
    public static NpgsqlParameter Of(string? value) => Of(NpgsqlDbType.Text, value);

    public static NpgsqlParameter Of(int value) => Of(NpgsqlDbType.Integer, value);

    public static NpgsqlParameter Of(long? value) => Of(NpgsqlDbType.Bigint, value);

    public static NpgsqlParameter Of(Guid? value) => Of(NpgsqlDbType.Uuid, value);

    public static NpgsqlParameter Of(byte[] value) => Of(NpgsqlDbType.Bytea, value);

    public static NpgsqlParameter Of(KeyedHash value) => Of(NpgsqlDbType.Bytea, Bytes(value));

    public static NpgsqlParameter Of(DateTimeOffset value) => Of(Timestamps.ToMicroseconds(value));

    public static NpgsqlParameter Of(IEnumerable<string?> values) => Array(NpgsqlDbType.Text, values.ToArray());

    public static NpgsqlParameter Of(IEnumerable<int> values) => Array(NpgsqlDbType.Integer, values.ToArray());

    public static NpgsqlParameter Of(IEnumerable<int?> values) => Array(NpgsqlDbType.Integer, values.ToArray());

    public static NpgsqlParameter Of(IEnumerable<long> values) => Array(NpgsqlDbType.Bigint, values.ToArray());

    public static NpgsqlParameter Of(IEnumerable<long?> values) => Array(NpgsqlDbType.Bigint, values.ToArray());

    public static NpgsqlParameter Of(IEnumerable<bool> values) => Array(NpgsqlDbType.Boolean, values.ToArray());

    public static NpgsqlParameter Of(IEnumerable<Guid> values) => Array(NpgsqlDbType.Uuid, values.ToArray());

    public static NpgsqlParameter Of(IEnumerable<Guid?> values) => Array(NpgsqlDbType.Uuid, values.ToArray());

    public static NpgsqlParameter Of(IEnumerable<byte[]?> values) => Array(NpgsqlDbType.Bytea, values.ToArray());

    public static NpgsqlParameter Of(IEnumerable<KeyedHash> values) => Array(NpgsqlDbType.Bytea, values.Select(Bytes).ToArray());

    public static NpgsqlParameter Of(IEnumerable<KeyedHash?> values) => Array(NpgsqlDbType.Bytea, values.Select(v => v is { } hash ? Bytes(hash) : null).ToArray());

    public static NpgsqlParameter Of(IEnumerable<DateTimeOffset> values) => Of(values.Select(Timestamps.ToMicroseconds));

    public static NpgsqlParameter Of(IEnumerable<DateTimeOffset?> values) => Of(values.Select(v => v is { } time ? Timestamps.ToMicroseconds(time) : (long?)null));

    public static byte[] Bytes(KeyedHash hash) =>
        MemoryMarshal.TryGetArray(hash.Bytes, out var array) && array.Array is { } whole && whole.Length == array.Count ? whole : hash.Bytes.ToArray();

    private static NpgsqlParameter Of(NpgsqlDbType type, object? value) => new() { NpgsqlDbType = type, Value = value ?? DBNull.Value };

    private static NpgsqlParameter Array(NpgsqlDbType type, object value) => new() { NpgsqlDbType = NpgsqlDbType.Array | type, Value = value };
}
