using Interop.Store.Sqlite;
using SQLitePCL;

namespace Interop.Store.Backup;

/// <summary>One read transaction on a SQLite file. The writer goes on beside it; its log keeps growing until the transaction ends.</summary>
internal sealed class SqliteSnapshot : IStoreSnapshot
{
    private readonly SqliteDatabase _database;

    private SqliteSnapshot(SqliteDatabase database) => _database = database;

    public int SchemaNumber { get; private init; }

    public IReadOnlyList<StoreTable> Tables { get; private init; } = [];

    /// <summary>Takes the connection over.</summary>
    public static SqliteSnapshot Open(SqliteDatabase database)
    {
        try
        {
            // The transaction begins with its first read, not with this word.
            database.Execute("begin");
            return new SqliteSnapshot(database) { SchemaNumber = SqliteSchema.AppliedVersion(database), Tables = Catalogue(database) };
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    public ValueTask<IStoreRows> ReadAsync(StoreTable table, CancellationToken cancellationToken)
    {
        var columns = string.Join(", ", table.Columns.Select(Quote));
        return new(new Rows(_database.Prepare($"select {columns} from {Quote(table.Name)} order by {string.Join(", ", table.Key.Select(Quote))}"), table.Columns.Count));
    }

    public ValueTask DisposeAsync()
    {
        _database.Execute("rollback");
        _database.Dispose();
        return ValueTask.CompletedTask;
    }

    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>Names and primary keys of the tables, in the order of their names.</summary>
    public static List<StoreTable> Catalogue(SqliteDatabase database)
    {
        var names = new List<string>();
        using (var row = database.Prepare("select name from sqlite_master where type = 'table' order by name"))
        {
            while (row.Step())
            {
                names.Add(row.Text(0));
            }
        }

        return [.. names.Select(n => Describe(database, n)).OfType<StoreTable>()];
    }

    /// <summary>All columns, also those that are not shared.</summary>
    public static List<(string Name, int KeyPlace)> ColumnsOf(SqliteDatabase database, string table)
    {
        var columns = new List<(string Name, int KeyPlace)>();
        using var row = database.Prepare("select name, pk from pragma_table_info(?) order by cid").Bind(table);
        while (row.Step())
        {
            columns.Add((row.Text(0), row.Int32(1)));
        }

        return columns;
    }

    private static StoreTable? Describe(SqliteDatabase database, string name)
    {
        var columns = ColumnsOf(database, name);
        return StoreTable.Of(name, [.. columns.Select(c => c.Name)], [.. columns.Where(c => c.KeyPlace > 0).OrderBy(c => c.KeyPlace).Select(c => c.Name)]);
    }

    private sealed class Rows(SqliteStatement statement, int columns) : IStoreRows
    {
        private readonly RowWriter _writer = new();

        public ReadOnlyMemory<byte> Current => _writer.Row;

        public ValueTask<bool> NextAsync(CancellationToken cancellationToken)
        {
            if (!statement.Step())
            {
                return new(false);
            }

            _writer.Clear();
            for (var i = 0; i < columns; i++)
            {
                Write(i);
            }

            return new(true);
        }

        public ValueTask DisposeAsync()
        {
            statement.Dispose();
            return ValueTask.CompletedTask;
        }

        private void Write(int column)
        {
            switch (statement.KindOf(column))
            {
                case raw.SQLITE_NULL:
                    _writer.Null();
                    break;
                case raw.SQLITE_INTEGER:
                    _writer.Integer(statement.Int64(column));
                    break;
                case raw.SQLITE_TEXT:
                    _writer.Text(statement.Blob(column));
                    break;
                case raw.SQLITE_BLOB:
                    _writer.Bytes(statement.Blob(column));
                    break;
                default:
                    throw new StoreException("A column holds a floating-point number, which the shared form has none of.");
            }
        }
    }
}
