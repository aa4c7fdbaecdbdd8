using SQLitePCL;

namespace Interop.Store.Sqlite;

/// <summary>
/// One connection, used by one thread at a time, with its prepared statements kept for its lifetime. A thin layer over the C interface:
/// at tens of thousands of small statements a second the cost of a general data provider (parameter names, boxing, readers) is the
/// larger part.
/// </summary>
internal sealed class SqliteDatabase : IDisposable
{
    private readonly sqlite3 _handle;
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);

    private SqliteDatabase(sqlite3 handle) => _handle = handle;

    /// <summary>Rows inserted, changed and deleted since the connection was opened.</summary>
    public long TotalChanges => raw.sqlite3_total_changes(_handle);

    public static SqliteDatabase Open(string path, TimeSpan busyTimeout)
    {
        // NOMUTEX: a connection is never shared between threads at the same time.
        const int flags = raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_NOMUTEX;
        var result = raw.sqlite3_open_v2(path, out var handle, flags, null);
        if (result != raw.SQLITE_OK)
        {
            handle?.Dispose();
            throw new SqliteException(result, "cannot open the database file");
        }

        var database = new SqliteDatabase(handle);
        raw.sqlite3_extended_result_codes(handle, 1);
        raw.sqlite3_busy_timeout(handle, (int)busyTimeout.TotalMilliseconds);
        return database;
    }

    /// <summary>The prepared statement of this text, ready to bind. Dispose it to end the read.</summary>
    public SqliteStatement Prepare(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            Check(raw.sqlite3_prepare_v2(_handle, sql, out var handle));
            statement = new SqliteStatement(this, handle);
            _statements.Add(sql, statement);
        }

        return statement.Fresh();
    }

    /// <summary>Runs statements that are used once.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(_handle, sql));

    public void Check(int result)
    {
        if (result is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
        {
            throw new SqliteException(raw.sqlite3_extended_errcode(_handle), raw.sqlite3_errmsg(_handle).utf8_to_string());
        }
    }

    /// <summary>False once SQLite itself has rolled the transaction back, as it does when the disk is full.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(_handle) == 0;

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Close();
        }

        _handle.Dispose();
    }
}
