using Interop.Store.Postgres;
using Npgsql;

namespace Interop.Store.Backup;

/// <summary>One transaction (repeatable read) on a PostgreSQL database: every statement sees the rows that were committed when it began.</summary>
internal sealed class PostgresSnapshot : IStoreSnapshot
{
    // Tables and partitioned tables, not the partitions of these.
    private const string ColumnsSql = """
        select c.relname, a.attname, format_type(a.atttypid, null), a.attnotnull,
          coalesce((select array_position(i.indkey::int2[], a.attnum) from pg_index i where i.indrelid = c.oid and i.indisprimary), -1)
        from pg_class c join pg_attribute a on a.attrelid = c.oid
        where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and a.attnum > 0 and not a.attisdropped
          and c.relpersistence <> 't'
        order by c.relname collate "C", a.attnum
        """;

    // "INTEROP" and 16; held by the connection.
    private const string BackupLock = "5282252069662576656";

    private readonly NpgsqlConnection _connection;
    private readonly bool _owned;
    private readonly Dictionary<string, List<PostgresColumn>> _columns;

    private PostgresSnapshot(NpgsqlConnection connection, bool owned, Dictionary<string, List<PostgresColumn>> columns) => (_connection, _owned, _columns) = (connection, owned, columns);

    public int SchemaNumber { get; private init; }

    public required IReadOnlyList<StoreTable> Tables { get; init; }

    /// <summary>Takes the connection over, and begins the transaction on it.</summary>
    public static async Task<PostgresSnapshot> OpenAsync(NpgsqlConnection connection, bool forBackup, CancellationToken cancellationToken)
    {
        try
        {
            await using (var taken = new NpgsqlCommand($"select {(forBackup ? $"pg_try_advisory_lock({BackupLock})" : "true")}", connection))
            {
                if (!(bool)(await taken.ExecuteScalarAsync(cancellationToken))!)
                {
                    throw new StoreException("Another process makes a backup of this database at the moment.") { IsTransient = true };
                }
            }

            // Copying takes as long as it takes. The trail is locked before the moment is fixed: a month that is dropped would be missing from it.
            const string begin = "begin isolation level repeatable read read only; set local idle_in_transaction_session_timeout = 0; set local statement_timeout = 0; "
                + "lock table audit in access share mode";
            await using var command = new NpgsqlCommand(begin, connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
            return await OverAsync(connection, owned: true, cancellationToken);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>What a transaction that is open already sees.</summary>
    public static async Task<PostgresSnapshot> OverAsync(NpgsqlConnection connection, bool owned, CancellationToken cancellationToken)
    {
        await using var version = new NpgsqlCommand("select coalesce(max(number), 0) from schema_version", connection);
        var number = (int)(await version.ExecuteScalarAsync(cancellationToken))!;
        var columns = await ColumnsAsync(connection, cancellationToken);
        return new PostgresSnapshot(connection, owned, columns) { SchemaNumber = number, Tables = Describe(columns) };
    }

    public async ValueTask<IStoreRows> ReadAsync(StoreTable table, CancellationToken cancellationToken)
    {
        var columns = table.Columns.Select(c => _columns[table.Name].Find(k => k.Name == c)!).ToList();
        var order = columns.Take(table.KeyLength).Select(c => SqliteSnapshot.Quote(c.Name) + (c.Type == "text" ? " collate \"C\"" : "") + (c.NotNull ? "" : " nulls first"));
        var names = string.Join(", ", columns.Select(c => SqliteSnapshot.Quote(c.Name)));
        var sql = $"copy (select {names} from {SqliteSnapshot.Quote(table.Name)} order by {string.Join(", ", order)}) to stdout (format binary)";
        return await PostgresRows.StartAsync(table.Name, await _connection.BeginRawBinaryCopyAsync(sql, cancellationToken), columns, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_owned)
        {
            try
            {
                // Closing alone would do, but the server notices it only a little later, and the next backup would find the lock taken.
                await using var end = new NpgsqlCommand("rollback; select pg_advisory_unlock_all()", _connection);
                await end.ExecuteNonQueryAsync();
            }
            catch (Exception fault) when (PostgresDatabase.IsPassing(fault))
            {
                // The connection is gone, and with it the transaction and the lock.
            }

            await _connection.DisposeAsync();
        }
    }

    /// <summary>Tables with their columns, all of them.</summary>
    public static async Task<Dictionary<string, List<PostgresColumn>>> ColumnsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var columns = new Dictionary<string, List<PostgresColumn>>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand(ColumnsSql, connection);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            if (!columns.TryGetValue(row.GetString(0), out var list))
            {
                columns.Add(row.GetString(0), list = []);
            }

            list.Add(new PostgresColumn(row.GetString(1), row.GetString(2), row.GetBoolean(3), row.GetInt32(4)));
        }

        return columns;
    }

    public static List<StoreTable> Describe(Dictionary<string, List<PostgresColumn>> columns) =>
        [.. columns.OrderBy(t => t.Key, StringComparer.Ordinal)
            .Select(t => StoreTable.Of(t.Key, [.. t.Value.Select(c => c.Name)], [.. t.Value.Where(c => c.KeyPlace >= 0).OrderBy(c => c.KeyPlace).Select(c => c.Name)]))
            .OfType<StoreTable>()];
}

/// <summary>A column as PostgreSQL's catalogue has it; the place in the primary key, or -1.</summary>
internal sealed record PostgresColumn(string Name, string Type, bool NotNull, int KeyPlace);
