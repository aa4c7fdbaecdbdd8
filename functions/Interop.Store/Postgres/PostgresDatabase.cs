using System.Net.Sockets;
using Npgsql;

namespace Interop.Store.Postgres;

/// <summary>
/// Connections to one database. A reader that finds it gone (restarted, failed over, connection cut) tries again for a while: what it asks
/// changes nothing, so asking twice does no harm.
/// </summary>
internal sealed class PostgresDatabase : IAsyncDisposable
{
    private readonly NpgsqlDataSource _pool;
    private readonly string _writing;
    private readonly TimeSpan _retryFor;

    public PostgresDatabase(PostgresStoreOptions options)
    {
        NpgsqlConnectionStringBuilder builder;
        try
        {
            builder = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            // Npgsql repeats the faulty text, which may hold a password.
            throw new StoreException("The connection string is not one of Npgsql: Host=…;Database=…;Username=…, separated by semicolons.");
        }

        builder.ApplicationName ??= "interop";
        builder.Timeout = Math.Min(builder.Timeout, 5);
        builder.MaxAutoPrepare = 200;
        builder.AutoPrepareMinUsages = 2;
        builder.IncludeErrorDetail = false;
        builder.PersistSecurityInfo = false;
        builder.TcpKeepAlive = true;
        Name = $"{builder.Database ?? builder.Username} on {builder.Host}";
        _retryFor = options.RetryFor;

        // A writer that dies silently must not hold the head of the chain for ever; nothing it does takes that long. All that it reads it finds
        // by an index; a plan made while the tables were small, or before they were analysed, would read them whole with every commit.
        _writing = new NpgsqlConnectionStringBuilder(builder.ConnectionString)
        {
            Pooling = false, Options = "-c synchronous_commit=on -c enable_seqscan=off -c idle_in_transaction_session_timeout=15000", CommandTimeout = 60,
        }.ConnectionString;

        // What the others write are leases. One lost in a crash of the database loses nothing: whoever held it cannot commit any more.
        builder.Options = "-c synchronous_commit=off";
        builder.MaxPoolSize = options.Connections;
        builder.NoResetOnClose = true;
        _pool = new NpgsqlDataSourceBuilder(builder.ConnectionString).Build();
    }

    /// <summary>Database and host, for people.</summary>
    public string Name { get; }

    /// <summary>Whether trying again later may help: the connection or the server was lost, not the statement wrong.</summary>
    public static bool IsPassing(Exception fault) => fault switch
    {
        PostgresException e => e.SqlState.StartsWith("08", StringComparison.Ordinal) || e.SqlState.StartsWith("57P", StringComparison.Ordinal)
            || e.SqlState is PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure
                or "25P03" or PostgresErrorCodes.LockNotAvailable,
        NpgsqlException => true,

        // What Npgsql says of a connection that broke between two of its steps.
        InvalidOperationException e => e is ObjectDisposedException || e.Source == "Npgsql",
        SocketException or IOException or TimeoutException => true,
        _ => false,
    };

    /// <summary>A connection of its own, for a writer or a listener.</summary>
    public Task<NpgsqlConnection> OpenOwnAsync(CancellationToken cancellationToken) => OpenAsync(_writing, cancellationToken);

    /// <summary>The same without limits of time: for copying whole tables.</summary>
    public Task<NpgsqlConnection> OpenForCopyAsync(CancellationToken cancellationToken) =>
        OpenAsync(new NpgsqlConnectionStringBuilder(_writing) { Options = "-c synchronous_commit=on", CommandTimeout = 0 }.ConnectionString, cancellationToken);

    private static async Task<NpgsqlConnection> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>All rows of one statement, which sees one state of the database.</summary>
    public Task<List<T>> ReadAllAsync<T>(string sql, NpgsqlParameter[] parameters, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken) =>
        RetryAsync(() => ReadOnceAsync(sql, parameters, read, cancellationToken), cancellationToken);

    /// <summary>The same, not tried again: for what changes something.</summary>
    public async Task<List<T>> ReadOnceAsync<T>(string sql, NpgsqlParameter[] parameters, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var connection = await _pool.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter.Clone());
        }

        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await row.ReadAsync(cancellationToken))
        {
            rows.Add(read(row));
        }

        return rows;
    }

    /// <summary>The first row, or null.</summary>
    public async Task<T?> ReadFirstAsync<T>(string sql, NpgsqlParameter[] parameters, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
        where T : class =>
        (await ReadAllAsync(sql, parameters, read, cancellationToken)).FirstOrDefault();

    /// <summary>Does something again and again until the database is there; a transient <see cref="StoreException"/> when it stays away.</summary>
    public async Task<T> RetryAsync<T>(Func<Task<T>> attempt, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        for (var delay = TimeSpan.FromMilliseconds(20); ; delay = delay < TimeSpan.FromMilliseconds(500) ? delay * 2 : delay)
        {
            try
            {
                return await attempt();
            }
            catch (Exception fault) when (IsPassing(fault))
            {
                if (TimeProvider.System.GetElapsedTime(started) > _retryFor)
                {
                    throw Unreachable(fault);
                }
            }

            await Task.Delay(delay, cancellationToken);
        }
    }

    public StoreException Unreachable(Exception fault) =>
        new($"The database {Name} does not answer; it is tried again with the next call.", fault) { IsTransient = true };

    public ValueTask DisposeAsync() => _pool.DisposeAsync();
}
