using Interop.Engine.Ports;
using SQLitePCL;

namespace Interop.Store.Sqlite;

/// <summary>A prepared statement. Values are bound in the order of the question marks and read by column, from 0.</summary>
internal sealed class SqliteStatement(SqliteDatabase database, sqlite3_stmt handle) : IDisposable
{
    private int _bound;

    /// <summary>Forgets what an interrupted use left behind.</summary>
    public SqliteStatement Fresh()
    {
        if (_bound > 0)
        {
            Dispose();
        }

        return this;
    }

    public SqliteStatement Bind(long value) => Checked(raw.sqlite3_bind_int64(handle, ++_bound, value));

    public SqliteStatement Bind(long? value) => value is { } v ? Bind(v) : BindNull();

    public SqliteStatement Bind(bool value) => Bind(value ? 1L : 0L);

    public SqliteStatement Bind(string? value) => value is null ? BindNull() : Checked(raw.sqlite3_bind_text(handle, ++_bound, value));

    public SqliteStatement Bind(ReadOnlySpan<byte> value) => Checked(raw.sqlite3_bind_blob(handle, ++_bound, value));

    /// <summary>Text that is in UTF-8 already.</summary>
    public SqliteStatement BindText(ReadOnlySpan<byte> utf8) => Checked(raw.sqlite3_bind_text(handle, ++_bound, utf8));

    public SqliteStatement Bind(KeyedHash value) => Bind(value.Bytes.Span);

    public SqliteStatement Bind(Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        return Bind(bytes);
    }

    public SqliteStatement Bind(Guid? value) => value is { } v ? Bind(v) : BindNull();

    public SqliteStatement Bind(DateTimeOffset value) => Bind(Timestamps.ToMicroseconds(value));

    public SqliteStatement Bind(DateTimeOffset? value) => value is { } v ? Bind(v) : BindNull();

    public SqliteStatement BindNull() => Checked(raw.sqlite3_bind_null(handle, ++_bound));

    /// <summary>True when there is a row.</summary>
    public bool Step()
    {
        var result = raw.sqlite3_step(handle);
        if (result is not (raw.SQLITE_ROW or raw.SQLITE_DONE))
        {
            database.Check(result);
        }

        return result == raw.SQLITE_ROW;
    }

    /// <summary>Runs a statement that returns no rows.</summary>
    public void Run()
    {
        using (this)
        {
            Step();
        }
    }

    /// <summary>What the value is: SQLITE_NULL, SQLITE_INTEGER, ...</summary>
    public int KindOf(int column) => raw.sqlite3_column_type(handle, column);

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    public long Int64(int column) => raw.sqlite3_column_int64(handle, column);

    public int Int32(int column) => raw.sqlite3_column_int(handle, column);

    public string Text(int column) => raw.sqlite3_column_text(handle, column).utf8_to_string();

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    /// <summary>Valid until the next step.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(handle, column);

    public Guid Guid(int column) => new(Blob(column), bigEndian: true);

    public Guid? GuidOrNull(int column) => IsNull(column) ? null : Guid(column);

    public KeyedHash Hash(int column) => new(Blob(column).ToArray());

    public DateTimeOffset Time(int column) => Timestamps.FromMicroseconds(Int64(column));

    public DateTimeOffset? TimeOrNull(int column) => IsNull(column) ? null : Time(column);

    /// <summary>Makes it ready for the next use; the statement stays prepared.</summary>
    public void Dispose()
    {
        // The result repeats the error that the step has already reported.
        raw.sqlite3_reset(handle);
        _bound = 0;
    }

    public void Close() => handle.Dispose();

    private SqliteStatement Checked(int result)
    {
        if (result != raw.SQLITE_OK)
        {
            database.Check(result);
        }

        return this;
    }
}
