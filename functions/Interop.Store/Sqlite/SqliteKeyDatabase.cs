using Interop.Engine.Ports;
using Interop.Store.Keys;
using Interop.Store.Sqlite.Writing;

namespace Interop.Store.Sqlite;

/// <summary><see cref="IKeyDatabase"/> on a connection of its own, in whichever process.</summary>
internal sealed class SqliteKeyDatabase(SqliteStoreOptions options, ReadOnlyMemory<byte> auditKey) : IKeyDatabase
{
    /// <summary>Up to this size the whole file is written anew after an erasure; that takes a second or two.</summary>
    private const long SmallFile = 128L * 1024 * 1024;

    public Task<IKeySession> BeginAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var database = SqliteFile.OpenBeside(options);
        try
        {
            database.Execute("begin immediate");
            return Task.FromResult<IKeySession>(new SqliteKeySession(database, auditKey, options.Time));
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    public Task<List<T>> ReadAsync<T>(string sql, Func<IKeyRow, T> read, CancellationToken cancellationToken, params object[] values)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var database = SqliteFile.OpenReader(options);
        return Task.FromResult(SqliteKeySession.ReadAll(database, sql, read, values));
    }

    public async Task<bool> ScrubAsync(CancellationToken cancellationToken)
    {
        using var database = SqliteFile.OpenBeside(options);
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                if (new FileInfo(SqliteFile.PathIn(options.Folder)).Length <= SmallFile)
                {
                    database.Execute("vacuum");
                }

                // The log still has what was overwritten until it is cut off; that needs a moment without readers.
                using var row = database.Prepare("pragma wal_checkpoint(truncate)");
                row.Step();
                if (row.Int64(0) == 0)
                {
                    return true;
                }
            }
            catch (SqliteException e) when (e.IsBusy)
            {
                // Somebody reads or writes just now.
            }

            if (attempt >= 5)
            {
                return false;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), options.Time, cancellationToken);
        }
    }

    public Task<T> RetryAsync<T>(Func<Task<T>> attempt, CancellationToken cancellationToken) => attempt();
}

/// <summary><see cref="IKeySession"/>.</summary>
internal sealed class SqliteKeySession(SqliteDatabase database, ReadOnlyMemory<byte> auditKey, TimeProvider time) : IKeySession
{
    public Task<int> RunAsync(string sql, params object[] values)
    {
        var before = database.TotalChanges;
        Bind(database, sql, values).Run();
        return Task.FromResult((int)(database.TotalChanges - before));
    }

    public Task<List<T>> ReadAsync<T>(string sql, Func<IKeyRow, T> read, params object[] values) => Task.FromResult(ReadAll(database, sql, read, values));

    public Task RefreshLanesAsync(IReadOnlyCollection<KeyedHash> inbound, IReadOnlyCollection<KeyedHash> outbound)
    {
        inbound.ToList().ForEach(l => MessageWrites.RefreshLane(database, l.Bytes.Span));
        outbound.ToList().ForEach(l => DeliveryWrites.RefreshLane(database, l.Bytes.Span));
        return Task.CompletedTask;
    }

    public Task CommitAsync(IReadOnlyList<AuditEntry> audit)
    {
        var chain = new AuditWrites(database, auditKey, time);
        chain.Load();
        chain.Append(audit);
        chain.Save();
        database.Execute("commit");
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        // Closing a connection rolls back what it has not committed.
        database.Dispose();
        return ValueTask.CompletedTask;
    }

    public static List<T> ReadAll<T>(SqliteDatabase database, string sql, Func<IKeyRow, T> read, object[] values)
    {
        using var statement = Bind(database, sql, values);
        var row = new Row(statement);
        var rows = new List<T>();
        while (statement.Step())
        {
            rows.Add(read(row));
        }

        return rows;
    }

    private static SqliteStatement Bind(SqliteDatabase database, string sql, object[] values)
    {
        var statement = database.Prepare(sql.Replace('$', '?'));
        foreach (var value in values)
        {
            _ = value switch
            {
                int number => statement.Bind(number),
                long number => statement.Bind(number),
                Guid id => statement.Bind(id),
                byte[] bytes => statement.Bind(bytes.AsSpan()),
                string text => statement.Bind(text),
                _ => throw new ArgumentException("Numbers, ids, bytes and texts only.", nameof(values)),
            };
        }

        return statement;
    }

    private sealed class Row(SqliteStatement row) : IKeyRow
    {
        public bool IsNull(int column) => row.IsNull(column);

        public long Int64(int column) => row.Int64(column);

        public string Text(int column) => row.Text(column);

        public byte[] Bytes(int column) => row.Blob(column).ToArray();

        public Guid Guid(int column) => row.Guid(column);
    }
}
