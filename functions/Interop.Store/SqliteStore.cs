using System.Security.Cryptography;
using Interop.Engine.Ports;
using Interop.Store.Backup;
using Interop.Store.Crypto;
using Interop.Store.Keys;
using Interop.Store.Sqlite;
using Interop.Store.Sqlite.Reading;
using Interop.Store.Sqlite.Writing;
using Interop.Store.Writing;

namespace Interop.Store;

/// <summary>The journal in one SQLite file: all ports of the engine over it.</summary>
public sealed class SqliteStore : StorePorts, IStore
{
    private readonly FileStream? _lock;
    private readonly SqliteReaders _readers;
    private readonly GroupCommit _commits;
    private readonly ChangePreparer _preparer;
    private readonly SqliteLanes _lanes;
    private readonly SqliteStoreOptions _options;

    private SqliteStore(SqliteStoreOptions options, RandomNumberGenerator random, StoreKeys keys, FileStream? engineLock, SqliteDatabase writer)
    {
        Keys = keys;
        (_lock, _options) = (engineLock, options);
        var cipher = new BodyCipher(keys.Ring, new BodyIds(options.Time, random), random);
        var bodies = new BodyReads(cipher);
        var leases = new LaneLeases(options.Time, options.LeaseDuration);
        var signal = new WorkSignal(options.Time);
        _readers = new SqliteReaders(() => SqliteFile.OpenReader(options), options.Readers);
        _commits = new GroupCommit(writer, new Checkpoints(SqliteFile.OpenCheckpointer(options)), leases, signal, cipher, keys.AuditKey, options);
        KeyDesk = new KeyDesk(new SqliteKeyDatabase(options, keys.AuditKey), keys, cipher, options.Time, random);
        _preparer = new ChangePreparer(cipher, options.Time);
        _lanes = new SqliteLanes(_readers, bodies, leases, signal);
        Parts = new StoreParts(
            new MessageReads(_readers, bodies), _lanes, new ResourceReads(_readers, bodies), new OutboxReads(_readers, bodies), new RegistryReads(_readers),
            new SearchReads(_readers, bodies), new HistoryReads(_readers), new AuditReads(_readers, keys.AuditKey),
            new Retention(_readers, _commits, keys.AuditKey, options.Time), options.RunsWork);
    }

    /// <inheritdoc/>
    public StoreKeys Keys { get; }

    /// <inheritdoc/>
    public KeyDesk KeyDesk { get; }

    /// <summary>Opens the folder, creating what is missing. <see cref="StoreException"/> when it cannot be used as it is.</summary>
    public static Task<SqliteStore> OpenAsync(SqliteStoreOptions options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        SqliteLibrary.Load(options.SqliteLibrary);
        Directory.CreateDirectory(options.Folder);
        var random = options.Random ?? RandomNumberGenerator.Create();
        var engineLock = options.RunsWork ? EngineLock.Take(options.Folder) : null;
        try
        {
            var keys = StoreKeys.Open(Path.Combine(options.Folder, "keys"), mayCreate: !File.Exists(SqliteFile.PathIn(options.Folder)), options.MasterKeys, options.Time, random);
            var writer = SqliteFile.OpenWriter(options, keys);

            // The names of the files have to outlive a power cut too, and SQLite syncs only what is in them.
            DirectorySync.Flush(options.Folder);
            return Task.FromResult(new SqliteStore(options, random, keys, engineLock, writer));
        }
        catch
        {
            engineLock?.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override Task<CommitOutcome> CommitAsync(ChangeSet changes, CancellationToken cancellationToken) =>
        _commits.CommitAsync(_preparer.Prepare(changes), cancellationToken);

    /// <inheritdoc/>
    ValueTask<IStoreSnapshot> IStore.OpenSnapshotAsync(bool forBackup, CancellationToken cancellationToken) => new(SqliteSnapshot.Open(SqliteFile.OpenReader(_options)));

    /// <inheritdoc/>
    ValueTask<bool> IStore.HasEngineAsync(CancellationToken cancellationToken) => new(Parts.RunsWork || EngineLock.IsTaken(_options.Folder));

    /// <summary>Ends the writer after what is queued, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        // Readers first: the connection that closes last puts the write-ahead log back into the database.
        await _readers.DisposeAsync();
        await _commits.DisposeAsync();
        _lanes.Dispose();
        if (_lock is not null)
        {
            await _lock.DisposeAsync();
        }
    }

    /// <summary>Rows inserted, changed and deleted; for tests of what a record costs. Only while nothing is being committed.</summary>
    internal long RowsWritten => _commits.RowsWritten;

    /// <summary>Transactions begun; for tests. Only while nothing is being committed.</summary>
    internal long Transactions => _commits.Transactions;

    /// <summary>Makes the file as full as a disk can be; for tests. Only while nothing is being committed.</summary>
    internal void LimitPages(int pages) => _commits.LimitPages(pages);

    /// <summary>Journal mode, synchronous and secure_delete of the writer; for tests. Only while nothing is being committed.</summary>
    internal (string Journal, long Synchronous, long SecureDelete) DurabilitySettings() => _commits.DurabilitySettings();

    private protected override StoreParts Parts { get; }
}
