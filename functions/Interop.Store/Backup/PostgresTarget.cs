using Interop.Store.Postgres;
using Npgsql;

namespace Interop.Store.Backup;

/// <summary>An empty PostgreSQL database. All rows come in one transaction: one that was interrupted leaves empty tables.</summary>
internal sealed class PostgresTarget(PostgresStoreOptions options) : IStoreTarget
{
    // Of tables that are not partitioned, and of no constraint.
    private const string IndexesSql = """
        select c.relname, pg_get_indexdef(i.indexrelid) from pg_index i join pg_class c on c.oid = i.indexrelid join pg_class t on t.oid = i.indrelid
        where t.relnamespace = current_schema()::regnamespace and t.relkind = 'r' and not t.relispartition
          and not exists (select 1 from pg_constraint k where k.conindid = i.indexrelid)
        """;

    // Counters that belong to a column go on after the highest number that is there.
    private const string CountersSql = """
        do $$ declare c record; begin
          for c in select s.oid::regclass as counter, t.oid::regclass as owner, a.attname as number from pg_class s
            join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = s.oid and d.deptype in ('a', 'i') and d.refclassid = 'pg_class'::regclass
            join pg_class t on t.oid = d.refobjid join pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid
            where s.relkind = 'S' and t.relnamespace = current_schema()::regnamespace loop
            execute format('select setval(%L, coalesce((select max(%I) from %s), 0) + 1, false)', c.counter, c.number, c.owner);
          end loop;
        end $$
        """;

    private const string DropSql = """
        do $$ declare c record; begin
          for c in select oid::regclass as name, relkind from pg_class
            where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p', 'S') and not relispartition order by relkind desc loop
            execute format(case c.relkind when 'S' then 'drop sequence if exists %s cascade' else 'drop table if exists %s cascade' end, c.name);
          end loop;
        end $$
        """;

    private readonly PostgresDatabase _database = new(options);
    private NpgsqlConnection? _connection;
    private Dictionary<string, List<PostgresColumn>> _columns = [];
    private List<string> _indexes = [];

    public async Task PrepareAsync(int schemaNumber, IReadOnlyList<StoreTable> tables, CancellationToken cancellationToken)
    {
        _connection = await ConnectAsync(cancellationToken);
        await DropUnfinishedAsync(cancellationToken);
        await PostgresSchema.CreateAsync(_connection, schemaNumber, options.Time.GetUtcNow(), cancellationToken);
        await RunAsync("begin", cancellationToken);
        _columns = await PostgresSnapshot.ColumnsAsync(_connection, cancellationToken);
        var own = PostgresSnapshot.Describe(_columns);
        SharedForm.CheckSame(tables, own, schemaNumber);
        await RunAsync($"lock table {string.Join(", ", own.Select(t => SqliteSnapshot.Quote(t.Name)))} in exclusive mode", cancellationToken);
        await CheckEmptyAsync(own, cancellationToken);
        foreach (var table in own.Where(t => SharedForm.StartsFilled(t.Name)))
        {
            await RunAsync($"delete from {SqliteSnapshot.Quote(table.Name)}", cancellationToken);
        }

        await RunAsync($"create table {SharedForm.UnfinishedMark} (since text)", cancellationToken);
        await TakeIndexesAsync(cancellationToken);
    }

    public async Task LoadAsync(StoreTable table, IStoreRows rows, CancellationToken cancellationToken)
    {
        var columns = table.Columns.Select(c => _columns[table.Name].Find(k => k.Name == c)!).ToList();
        var sql = $"copy {SqliteSnapshot.Quote(table.Name)} ({string.Join(", ", columns.Select(c => SqliteSnapshot.Quote(c.Name)))}) from stdin (format binary)";
        await using var stream = await _connection!.BeginRawBinaryCopyAsync(sql, cancellationToken);
        var writer = new PostgresRowWriter(columns);
        try
        {
            writer.Begin();
            while (await rows.NextAsync(cancellationToken))
            {
                writer.Add(rows.Current.Span);
                if (writer.IsFull)
                {
                    await writer.FlushAsync(stream, cancellationToken);
                }
            }

            writer.End();
            await writer.FlushAsync(stream, cancellationToken);
        }
        catch
        {
            await stream.CancelAsync();
            throw;
        }
    }

    public async Task<IStoreSnapshot> ReadBackAsync(CancellationToken cancellationToken)
    {
        foreach (var index in _indexes)
        {
            await RunAsync(index, cancellationToken);
        }

        await RunAsync(CountersSql, cancellationToken);
        return await PostgresSnapshot.OverAsync(_connection!, owned: false, cancellationToken);
    }

    public async Task KeepAsync(CancellationToken cancellationToken)
    {
        await RunAsync("commit", cancellationToken);
        await RunAsync("analyze", cancellationToken);
    }

    public async Task<IStore> OpenLoadedAsync(CancellationToken cancellationToken) =>
        await PostgresStore.OpenAsync(options with { RunsWork = false, FinishesRestore = true }, cancellationToken);

    public Task ReleaseAsync(CancellationToken cancellationToken) => RunAsync($"drop table {SharedForm.UnfinishedMark}", cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }

        await _database.DisposeAsync();
    }

    private async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _database.OpenForCopyAsync(cancellationToken);
        }
        catch (Exception fault) when (PostgresSetup.Describe(_database, fault) is { } described)
        {
            throw described;
        }
        catch (Exception fault) when (PostgresDatabase.IsPassing(fault))
        {
            throw _database.Unreachable(fault);
        }
    }

    /// <summary>What an earlier restore left, which nobody could open, goes.</summary>
    private async Task DropUnfinishedAsync(CancellationToken cancellationToken)
    {
        if (await PostgresSetup.IsUnfinishedAsync(_connection!, cancellationToken))
        {
            await RunAsync(DropSql, cancellationToken);
        }
    }

    private async Task CheckEmptyAsync(List<StoreTable> tables, CancellationToken cancellationToken)
    {
        foreach (var table in tables.Where(t => !SharedForm.StartsFilled(t.Name)))
        {
            await using var command = new NpgsqlCommand($"select exists (select 1 from {SqliteSnapshot.Quote(table.Name)})", _connection);
            if ((bool)(await command.ExecuteScalarAsync(cancellationToken))!)
            {
                throw new StoreException($"The database {_database.Name} has rows already (in {table.Name}), and a restore never writes over them. Give an empty database: create one, or drop and create this one.");
            }
        }
    }

    /// <summary>Indexes are made once the rows are there, which takes a fraction of the time.</summary>
    private async Task TakeIndexesAsync(CancellationToken cancellationToken)
    {
        var names = new List<string>();
        await using (var command = new NpgsqlCommand(IndexesSql, _connection))
        {
            await using var row = await command.ExecuteReaderAsync(cancellationToken);
            while (await row.ReadAsync(cancellationToken))
            {
                names.Add(row.GetString(0));
                _indexes.Add(row.GetString(1));
            }
        }

        foreach (var name in names)
        {
            await RunAsync($"drop index {SqliteSnapshot.Quote(name)}", cancellationToken);
        }
    }

    private async Task RunAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
