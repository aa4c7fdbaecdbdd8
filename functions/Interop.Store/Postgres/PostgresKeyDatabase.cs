using Interop.Engine.Ports;
using Interop.Store.Keys;
using Interop.Store.Postgres.Writing;
using Interop.Store.Writing;
using Npgsql;

namespace Interop.Store.Postgres;

/// <summary><see cref="IKeyDatabase"/>. A transaction locks the head of the audit trail first, as every commit does.</summary>
internal sealed class PostgresKeyDatabase(PostgresDatabase database, ReadOnlyMemory<byte> auditKey) : IKeyDatabase
{
    public async Task<IKeySession> BeginAsync(CancellationToken cancellationToken)
    {
        var connection = await database.OpenOwnAsync(cancellationToken);
        try
        {
            return await PostgresKeySession.BeginAsync(connection, auditKey, cancellationToken);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public Task<List<T>> ReadAsync<T>(string sql, Func<IKeyRow, T> read, CancellationToken cancellationToken, params object[] values) =>
        database.ReadAllAsync(sql, [.. values.Select(PostgresKeySession.Parameter)], row => read(new PostgresKeySession.Row(row)), cancellationToken);

    /// <summary>
    /// Writes the table of keys anew, and that of bodies as long as it is small; the old files go with the next checkpoint. What pg_wal, archives and
    /// standbys hold is not reached.
    /// </summary>
    public async Task<bool> ScrubAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenOwnAsync(cancellationToken);
        foreach (var sql in new[] { "set lock_timeout = '5s'", "vacuum full patient_key", await IsSmallAsync(connection, cancellationToken) ? "vacuum full body" : "vacuum body" })
        {
            await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
            try
            {
                await command.ExecuteNonQueryAsync(cancellationToken);
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                return false;
            }
        }

        return true;
    }

    private static async Task<bool> IsSmallAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select pg_total_relation_size('body') < 128 * 1024 * 1024", connection);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public Task<T> RetryAsync<T>(Func<Task<T>> attempt, CancellationToken cancellationToken) => database.RetryAsync(attempt, cancellationToken);
}

/// <summary><see cref="IKeySession"/>.</summary>
internal sealed class PostgresKeySession : IKeySession
{
    private readonly NpgsqlConnection _connection;
    private readonly ReadOnlyMemory<byte> _auditKey;
    private (long Sequence, byte[] Hash) _head;

    private PostgresKeySession(NpgsqlConnection connection, ReadOnlyMemory<byte> auditKey) => (_connection, _auditKey) = (connection, auditKey);

    public static async Task<IKeySession> BeginAsync(NpgsqlConnection connection, ReadOnlyMemory<byte> auditKey, CancellationToken cancellationToken)
    {
        var session = new PostgresKeySession(connection, auditKey);
        await using (var begin = new NpgsqlCommand("begin", connection))
        {
            await begin.ExecuteNonQueryAsync(cancellationToken);
        }

        session._head = (await session.ReadAsync("select sequence, hash from audit_head where id = 1 for update", row => (row.Int64(0), row.Bytes(1)))) is [var head]
            ? head
            : throw new StoreException("The head of the audit trail is missing from the database; restore it from a backup.");
        return session;
    }

    public async Task<int> RunAsync(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        return await command.ExecuteNonQueryAsync();
    }

    public async Task<List<T>> ReadAsync<T>(string sql, Func<IKeyRow, T> read, params object[] values)
    {
        await using var command = Command(sql, values);
        await using var reader = await command.ExecuteReaderAsync();
        var row = new Row(reader);
        var rows = new List<T>();
        while (await reader.ReadAsync())
        {
            rows.Add(read(row));
        }

        return rows;
    }

    public async Task RefreshLanesAsync(IReadOnlyCollection<KeyedHash> inbound, IReadOnlyCollection<KeyedHash> outbound)
    {
        foreach (var (sql, lanes) in new[] { (MessageSave.HeadSql, inbound), (MessageSave.EmptySql, inbound), (DeliverySave.HeadSql, outbound) })
        {
            await using var command = new NpgsqlCommand(sql, _connection) { Parameters = { Postgres.Parameter.Of(lanes) } };
            await command.ExecuteNonQueryAsync();
        }
    }

    public async Task CommitAsync(IReadOnlyList<AuditEntry> audit)
    {
        foreach (var entry in audit)
        {
            _head = (_head.Sequence + 1, AuditChain.Hash(_head.Hash, _head.Sequence + 1, entry));
            await RunAsync(
                "insert into audit (sequence, at, actor, organisation, action, target, outcome, hash) values ($1, $2, $3, $4, $5, $6, $7, $8)",
                _head.Sequence, Timestamps.ToMicroseconds(entry.At), entry.Actor, entry.Organisation, entry.Action, entry.Target, entry.Outcome, _head.Hash);
        }

        await RunAsync("update audit_head set sequence = $1, hash = $2, seal = $3 where id = 1", _head.Sequence, _head.Hash, AuditChain.Seal(_auditKey.Span, _head.Sequence, _head.Hash));
        await RunAsync("commit");
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    public static NpgsqlParameter Parameter(object value) => value switch
    {
        int number => Postgres.Parameter.Of((long)number),
        long number => Postgres.Parameter.Of(number),
        Guid id => Postgres.Parameter.Of(id),
        byte[] bytes => Postgres.Parameter.Of(bytes),
        string text => Postgres.Parameter.Of(text),
        _ => throw new ArgumentException("Numbers, ids, bytes and texts only.", nameof(value)),
    };

    private NpgsqlCommand Command(string sql, object[] values)
    {
        var command = new NpgsqlCommand(sql, _connection);
        command.Parameters.AddRange(values.Select(Parameter).ToArray());
        return command;
    }

    public sealed class Row(NpgsqlDataReader row) : IKeyRow
    {
        public bool IsNull(int column) => row.IsDBNull(column);

        public long Int64(int column) => row.GetFieldType(column) == typeof(int) ? row.GetInt32(column) : row.GetInt64(column);

        public string Text(int column) => row.GetString(column);

        public byte[] Bytes(int column) => row.Bytes(column);

        public Guid Guid(int column) => row.GetGuid(column);
    }
}
