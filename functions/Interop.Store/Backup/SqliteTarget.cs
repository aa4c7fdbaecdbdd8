using Interop.Store.Sqlite;

namespace Interop.Store.Backup;

/// <summary>
/// A new SQLite file. Rows go into a file of another name without any log, which becomes the database once it is whole and on disk: one that
/// was interrupted is thrown away.
/// </summary>
internal sealed class SqliteTarget(SqliteStoreOptions options) : IStoreTarget
{
    private readonly string _path = SqliteFile.PathIn(options.Folder);
    private SqliteDatabase? _database;
    private List<string> _indexes = [];
    private FileStream? _lock;

    private string Unfinished => _path + ".restoring";

    public Task PrepareAsync(int schemaNumber, IReadOnlyList<StoreTable> tables, CancellationToken cancellationToken)
    {
        SqliteLibrary.Load(options.SqliteLibrary);
        Directory.CreateDirectory(options.Folder);
        _lock = EngineLock.Take(options.Folder);
        ClearUnfinished();
        _database = SqliteDatabase.Open(Unfinished, options.BusyTimeout);
        _database.Execute("pragma journal_mode = off; pragma synchronous = off; pragma locking_mode = exclusive; pragma cache_size = -65536; begin");
        SqliteSchema.Create(_database, options.Time.GetUtcNow(), schemaNumber);
        CheckShape(tables, schemaNumber);
        _database.Execute($"create table {SharedForm.UnfinishedMark} (since text)");
        _indexes = TakeIndexes(_database);
        tables.Where(t => SharedForm.StartsFilled(t.Name)).ToList().ForEach(t => _database.Execute($"delete from {SqliteSnapshot.Quote(t.Name)}"));
        return Task.CompletedTask;
    }

    public async Task LoadAsync(StoreTable table, IStoreRows rows, CancellationToken cancellationToken)
    {
        var columns = string.Join(", ", table.Columns.Select(SqliteSnapshot.Quote));
        var insert = $"insert into {SqliteSnapshot.Quote(table.Name)} ({columns}) values ({string.Join(", ", table.Columns.Select(_ => "?"))})";
        while (await rows.NextAsync(cancellationToken))
        {
            Insert(_database!.Prepare(insert), rows.Current.Span, table.Columns.Count);
        }
    }

    public Task<IStoreSnapshot> ReadBackAsync(CancellationToken cancellationToken)
    {
        _indexes.ForEach(_database!.Execute);
        if (SqliteSnapshot.ColumnsOf(_database, "outbound_lane").Any(c => c.Name == "held"))
        {
            _database.Execute("update outbound_lane set held = 1 where head is null and exists (select 1 from delivery d where d.lane = outbound_lane.lane and d.holds_lane = 1)");
        }

        _database.Execute("commit");
        _database.Dispose();
        _database = null;
        return Task.FromResult<IStoreSnapshot>(SqliteSnapshot.Open(SqliteDatabase.Open(Unfinished, options.BusyTimeout)));
    }

    public Task KeepAsync(CancellationToken cancellationToken)
    {
        using (var file = new FileStream(Unfinished, FileMode.Open, FileAccess.ReadWrite))
        {
            file.Flush(flushToDisk: true);
        }

        File.Move(Unfinished, _path);
        DirectorySync.Flush(options.Folder);
        return Task.CompletedTask;
    }

    public async Task<IStore> OpenLoadedAsync(CancellationToken cancellationToken) =>
        await SqliteStore.OpenAsync(options with { RunsWork = false, FinishesRestore = true }, cancellationToken);

    public Task ReleaseAsync(CancellationToken cancellationToken)
    {
        using var database = SqliteDatabase.Open(_path, options.BusyTimeout);
        database.Execute($"pragma synchronous = full; drop table {SharedForm.UnfinishedMark}");
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _database?.Dispose();
        BackupFolder.Remove(Unfinished);
        _lock?.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>What an earlier restore left goes; a database that is one stays.</summary>
    private void ClearUnfinished()
    {
        BackupFolder.Remove(Unfinished);
        if (File.Exists(_path))
        {
            using (var database = SqliteDatabase.Open(_path, options.BusyTimeout))
            {
                if (!SqliteFile.IsUnfinished(database))
                {
                    throw new StoreException($"There is a database in {options.Folder} already, and a restore never writes over one. Give another folder, or move interop.db (with -wal and -shm) away.");
                }
            }

            BackupFolder.Remove(_path);
        }

        BackupFolder.Remove(_path + "-wal");
        BackupFolder.Remove(_path + "-shm");
    }

    private void CheckShape(IReadOnlyList<StoreTable> tables, int schemaNumber)
    {
        var own = SqliteSnapshot.Catalogue(_database!);
        SharedForm.CheckSame(tables, own, schemaNumber);
    }

    /// <summary>Indexes are made once the rows are there: filled in the order of the table's key, they would be written all over again and again.</summary>
    private static List<string> TakeIndexes(SqliteDatabase database)
    {
        var (names, statements) = (new List<string>(), new List<string>());
        using (var row = database.Prepare("select name, sql from sqlite_master where type = 'index' and sql is not null"))
        {
            while (row.Step())
            {
                names.Add(row.Text(0));
                statements.Add(row.Text(1));
            }
        }

        names.ForEach(n => database.Execute($"drop index {SqliteSnapshot.Quote(n)}"));
        return statements;
    }

    private static void Insert(SqliteStatement statement, ReadOnlySpan<byte> row, int columns)
    {
        var reader = new RowReader(row);
        for (var i = 0; i < columns; i++)
        {
            reader.Read();
            _ = reader.Kind switch
            {
                ValueKind.Null => statement.BindNull(),
                ValueKind.Integer => statement.Bind(reader.Integer),
                ValueKind.Text => statement.BindText(reader.Value),
                _ => statement.Bind(reader.Value),
            };
        }

        statement.Run();
    }
}
