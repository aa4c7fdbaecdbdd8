using System.Collections.Concurrent;
using System.Globalization;
using Interop.Engine.Ports;
using Interop.Functions.Chaos;
using Interop.Store.Postgres;
using Npgsql;

namespace Interop.Store.Tests.Support;

/// <summary>A database of its own on one PostgreSQL server for all tests of this assembly, and a folder of keys.</summary>
internal sealed class PostgresUnderTest : IStoreUnderTest
{
    private const string EmptySql = """
        do $$ declare t text; begin
          for t in select tablename from pg_tables where schemaname = 'public' and tablename not in ('schema_version', 'endpoint_list') loop
            execute 'delete from ' || quote_ident(t);
          end loop;
        end $$
        """;

    private static readonly Lazy<Task<PrivatePostgres>> Cluster = new(StartAsync);
    private static readonly ConcurrentBag<string> Used = [];
    private static int _databases;

    private PrivatePostgres? _cluster;

    public string Keys { get; } = Directory.CreateTempSubdirectory("store-test-").FullName;

    public string Database { get; private set; } = "";

    /// <summary>The test leaves the schema other than it was.</summary>
    public bool ChangesSchema { get; init; }

    public string ConnectionString => _cluster!.ConnectionString(Database);

    public async Task<IOpenStore> OpenAsync(TimeProvider? time = null) => new OpenPostgres(await OpenStoreAsync(time: time));

    public async Task<PostgresStore> OpenStoreAsync(Func<PostgresStoreOptions, PostgresStoreOptions>? change = null, TimeProvider? time = null)
    {
        var options = await OptionsAsync(time);
        return await PostgresStore.OpenAsync(change?.Invoke(options) ?? options, CancellationToken.None);
    }

    /// <summary>How the store is opened, on a database that exists. The poll is left out unless a test asks for it.</summary>
    public async Task<PostgresStoreOptions> OptionsAsync(TimeProvider? time = null)
    {
        await CreateAsync();
        return new PostgresStoreOptions
        {
            ConnectionString = ConnectionString, KeysFolder = Keys, RunsWork = true, Time = time ?? TimeProvider.System, PollInterval = TimeSpan.FromMinutes(10), Connections = 8,
        };
    }

    /// <summary>How an empty database is opened, without any schema.</summary>
    public async Task<PostgresStoreOptions> NewDatabaseAsync()
    {
        await CreateAsync();
        Database = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _databases)}");
        await _cluster!.CreateAsync(Database);
        return await OptionsAsync();
    }

    /// <summary>Changes the database behind the store's back.</summary>
    public Task ExecuteAsync(string sql) => _cluster!.ExecuteAsync(Database, sql);

    /// <summary>The first column of the first row.</summary>
    public async Task<object?> AskAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Directory.Delete(Keys, recursive: true);
        if (_cluster is not null && !ChangesSchema)
        {
            // Emptying a database takes a tenth of the time of making one.
            await ExecuteAsync(EmptySql);
            Used.Add(Database);
        }
    }

    private async Task CreateAsync()
    {
        if (_cluster is null)
        {
            var installed = PrivatePostgres.FindBinaries() is not null;
            Skip.If(!installed && Environment.GetEnvironmentVariable("INTEROP_REQUIRE_ALL") != "1", "PostgreSQL is not installed here (initdb and postgres, under /usr/lib/postgresql or in PATH)");
            var cluster = await Cluster.Value;
            if (!ChangesSchema && Used.TryTake(out var used))
            {
                Database = used;
            }
            else
            {
                Database = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _databases)}");
                await cluster.CreateAsync(Database, "migrated");
            }

            _cluster = cluster;
        }
    }

    private static async Task<PrivatePostgres> StartAsync()
    {
        var binaries = PrivatePostgres.FindBinaries() ?? throw new InvalidOperationException("PostgreSQL is required, and not installed.");
        var cluster = await PrivatePostgres.StartAsync(binaries, CancellationToken.None);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => cluster.DisposeAsync().AsTask().Wait(TimeSpan.FromSeconds(10));
        await cluster.CreateAsync("migrated");
        await using var connection = new NpgsqlConnection(cluster.ConnectionString("migrated") + ";Pooling=false");
        await connection.OpenAsync();
        await PostgresSchema.ApplyAsync(connection, PostgresSchema.Steps, Sample.Noon, CancellationToken.None);
        return cluster;
    }

    private sealed class OpenPostgres(PostgresStore store) : IOpenStore
    {
        public IJournal Journal => store;

        public ILanes Lanes => store;

        public IResources Resources => store;

        public IOutbox Outbox => store;

        public IRegistry Registry => store;

        public ISearch Search => store;

        public IHistory History => store;

        public IAuditTrail Audit => store;

        public IRetention Retention => store;

        public ValueTask DisposeAsync() => store.DisposeAsync();
    }
}
