namespace Interop.Store.Sqlite;

/// <summary>SQLite refused something. The message names tables, columns and result codes, never values.</summary>
public sealed class SqliteException(int code, string message) : Exception($"SQLite error {code & 0xff} ({code}): {message}")
{
    /// <summary>Extended result code, see https://www.sqlite.org/rescode.html.</summary>
    public int Code { get; } = code;

    /// <summary>The rows of one change set are at fault, not the disk or the database.</summary>
    public bool IsConstraint => (Code & 0xff) is SQLitePCL.raw.SQLITE_CONSTRAINT or SQLitePCL.raw.SQLITE_TOOBIG;

    /// <summary>Another connection has the lock.</summary>
    public bool IsBusy => (Code & 0xff) is SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED;

    /// <summary>A row with this key is already there: somebody else was first.</summary>
    public bool IsDuplicate => Code is SQLitePCL.raw.SQLITE_CONSTRAINT_UNIQUE or SQLitePCL.raw.SQLITE_CONSTRAINT_PRIMARYKEY;
}
