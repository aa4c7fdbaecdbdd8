using System.Security.Cryptography;
using Interop.Engine.Ports;
using Interop.Store.Backup;
using Interop.Store.Crypto;
using Interop.Store.Keys;
using Interop.Store.Postgres;
using Interop.Store.Postgres.Lanes;
using Interop.Store.Postgres.Reading;
using Interop.Store.Postgres.Writing;
using Interop.Store.Writing;

namespace Interop.Store;

/// <summary>The journal in a PostgreSQL database that several processes share: all ports of the engine over it.</summary>
public sealed class PostgresStore : StorePorts, IStore
{
    private readonly PostgresDatabase _database;
    private readonly WorkSignal _signal;
    private readonly WorkListener _listener;
    private readonly CommitQueue _commits;
    private readonly ChangePreparer _preparer;
    private readonly PostgresLanes _lanes;

    private PostgresStore(PostgresStoreOptions options, RandomNumberGenerator random, StoreKeys keys, PostgresDatabase database)
    {
        Keys = keys;
        _database = database;
        var cipher = new BodyCipher(keys.Ring, new BodyIds(options.Time, random), random);
        var bodies = new BodyReads(database, cipher);
        var worker = NewWorkerId(random);
        _signal = new WorkSignal(options.Time);
        _listener = new WorkListener(database, worker, _signal, options);
        _commits = new CommitQueue(database, new CommitTransaction(database, worker, cipher, keys.AuditKey, options.Time), _signal, options);
        KeyDesk = new KeyDesk(new PostgresKeyDatabase(database, keys.AuditKey), keys, cipher, options.Time, random);
        _preparer = new ChangePreparer(cipher, options.Time);
        _lanes = new PostgresLanes(database, bodies, _signal, worker, options);
        Parts = new StoreParts(
            new MessageReads(database, bodies), _lanes, new ResourceReads(database, bodies), new OutboxReads(database, bodies), new RegistryReads(database),
            new SearchReads(database, bodies), new HistoryReads(database), new AuditReads(database, keys.AuditKey),
            new Retention(database, keys.AuditKey, options.Time), options.RunsWork);
    }

    /// <inheritdoc/>
    public StoreKeys Keys { get; }

    /// <inheritdoc/>
    public KeyDesk KeyDesk { get; }

    /// <summary>Database and host, for people.</summary>
    public string Name => _database.Name;

    /// <summary>Opens the database and brings its schema up to date. <see cref="StoreException"/> when it cannot be used as it is.</summary>
    public static Task<PostgresStore> OpenAsync(PostgresStoreOptions options, CancellationToken cancellationToken) =>
        OpenAsync(options, PostgresSchema.Steps, cancellationToken);

    /// <summary>As a program would that knows these steps; for tests of upgrades.</summary>
    internal static async Task<PostgresStore> OpenAsync(PostgresStoreOptions options, IReadOnlyList<PostgresSchema.SchemaStep> steps, CancellationToken cancellationToken)
    {
        var random = options.Random ?? RandomNumberGenerator.Create();
        var database = new PostgresDatabase(options);
        try
        {
            var keys = await PostgresSetup.RunAsync(database, options, steps, random, cancellationToken);
            var store = new PostgresStore(options, random, keys, database);
            await store._listener.Listening.WaitAsync(cancellationToken);
            return store;
        }
        catch (Exception fault)
        {
            await database.DisposeAsync();
            if (PostgresSetup.Describe(database, fault) is { } described)
            {
                throw described;
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public override Task<CommitOutcome> CommitAsync(ChangeSet changes, CancellationToken cancellationToken) =>
        _commits.CommitAsync(_preparer.Prepare(changes), cancellationToken);

    /// <inheritdoc/>
    async ValueTask<IStoreSnapshot> IStore.OpenSnapshotAsync(bool forBackup, CancellationToken cancellationToken) =>
        await PostgresSnapshot.OpenAsync(await _database.OpenForCopyAsync(cancellationToken), forBackup, cancellationToken);

    /// <inheritdoc/>
    async ValueTask<bool> IStore.HasEngineAsync(CancellationToken cancellationToken) =>
        (await _database.ReadAllAsync(WorkListener.AliveSql, [], row => row.GetInt64(0), cancellationToken)).Count > 0;

    /// <summary>Ends the writer after what is queued, gives the lanes back, and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await _commits.DisposeAsync();
        await _lanes.DisposeAsync();

        // The lock by which this process is known to be alive goes last: with it go the lanes that are left.
        await _listener.DisposeAsync();
        await _database.DisposeAsync();
    }

    /// <summary>Transactions committed; for tests.</summary>
    internal long Transactions => _commits.Transactions;

    private protected override StoreParts Parts { get; }

    private static long NewWorkerId(RandomNumberGenerator random)
    {
        Span<byte> bytes = stackalloc byte[8];
        random.GetBytes(bytes);
        return BitConverter.ToInt64(bytes) & long.MaxValue;
    }
}
