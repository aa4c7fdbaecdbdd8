using SQLitePCL;

namespace Interop.Functions.Bench;

/// <summary>Counts the rows of all tables of a SQLite file, beside the process that writes it.</summary>
public static class RowCount
{
    /// <summary>Rows of the database in a data folder.</summary>
    public static long Of(string folder)
    {
        Batteries_V2.Init();
        Check(raw.sqlite3_open_v2(Path.Combine(folder, "interop.db"), out var database, raw.SQLITE_OPEN_READWRITE, null));
        using (database)
        {
            return Read(database, "select name from sqlite_master where type = 'table'", row => raw.sqlite3_column_text(row, 0).utf8_to_string())
                .Sum(table => Read(database, $"select count(*) from \"{table}\"", row => raw.sqlite3_column_int64(row, 0))[0]);
        }
    }

    private static List<T> Read<T>(sqlite3 database, string sql, Func<sqlite3_stmt, T> read)
    {
        Check(raw.sqlite3_prepare_v2(database, sql, out var statement));
        using (statement)
        {
            var rows = new List<T>();
            while (raw.sqlite3_step(statement) == raw.SQLITE_ROW)
            {
                rows.Add(read(statement));
            }

            return rows;
        }
    }

    private static void Check(int result)
    {
        if (result != raw.SQLITE_OK)
        {
            throw new InvalidOperationException($"SQLite answered {result}.");
        }
    }
}
