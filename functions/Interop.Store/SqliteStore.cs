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
public sealed class SqliteStore : IStore
{
    private readonly FileStream? _lock;
    private readonly SqliteReaders _readers;
    private readonly GroupCommit _commits;
    private readonly ChangePreparer _preparer;
    private readonly MessageReads _messages;
    private readonly SqliteLanes _lanes;
    private readonly ResourceReads _resources;
    private readonly OutboxReads _outbox;
    private readonly RegistryReads _registry;
    private readonly SearchReads _search;
    private readonly HistoryReads _history;
    private readonly AuditReads _audit;
    private readonly Retention _retention;
    private readonly bool _runsWork;
    private readonly SqliteStoreOptions _options;

    private SqliteStore(SqliteStoreOptions options, RandomNumberGenerator random, StoreKeys keys, FileStream? engineLock, SqliteDatabase writer)
    {
        Keys = keys;
        (_lock, _runsWork, _options) = (engineLock, options.RunsWork, options);
        var cipher = new BodyCipher(keys.Ring, new BodyIds(options.Time, random), random);
        var bodies = new BodyReads(cipher);
        var leases = new LaneLeases(options.Time, options.LeaseDuration);
        var signal = new WorkSignal(options.Time);
        _readers = new SqliteReaders(() => SqliteFile.OpenReader(options), options.Readers);
        _commits = new GroupCommit(writer, new Checkpoints(SqliteFile.OpenCheckpointer(options)), leases, signal, cipher, keys.AuditKey, options);
        KeyDesk = new KeyDesk(new SqliteKeyDatabase(options, keys.AuditKey), keys, cipher, options.Time, random);
        _preparer = new ChangePreparer(cipher, options.Time);
        _messages = new MessageReads(_readers, bodies);
        _lanes = new SqliteLanes(_readers, bodies, leases, signal);
        _resources = new ResourceReads(_readers, bodies);
        _outbox = new OutboxReads(_readers, bodies);
        _registry = new RegistryReads(_readers);
        _search = new SearchReads(_readers, bodies);
        _history = new HistoryReads(_readers);
        _audit = new AuditReads(_readers, keys.AuditKey);
        _retention = new Retention(_readers, _commits, keys.AuditKey, options.Time);
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
    public Task<CommitOutcome> CommitAsync(ChangeSet changes, CancellationToken cancellationToken) =>
        _commits.CommitAsync(_preparer.Prepare(changes), cancellationToken);

    /// <inheritdoc/>
    public Task<MessageRow?> FindMessageAsync(Guid id, CancellationToken cancellationToken) => _messages.FindAsync(id, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<MessageRow>> FindVersionsAsync(string organisation, string record, KeyedHash recordId, CancellationToken cancellationToken) =>
        _messages.FindVersionsAsync(organisation, record, recordId, cancellationToken);

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>> ReadBodyAsync(Guid messageId, CancellationToken cancellationToken) => _messages.ReadBodyAsync(messageId, cancellationToken);

    /// <inheritdoc/>
    public Task<long?> FindHighestRoutedAsync(string organisation, string record, KeyedHash recordId, CancellationToken cancellationToken) =>
        _messages.FindHighestRoutedAsync(organisation, record, recordId, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<BookLine>> ReadBooksAsync(CancellationToken cancellationToken) => _readers.ReadSnapshotAsync(BookReads.Read, cancellationToken);

    /// <inheritdoc/>
    public Task<AuditVerdict> VerifyAuditAsync(AuditHead? anchor, CancellationToken cancellationToken) => _audit.VerifyAuditAsync(anchor, cancellationToken);

    /// <inheritdoc/>
    public Task<AuditHead> ReadAuditHeadAsync(CancellationToken cancellationToken) => _audit.ReadAuditHeadAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<AuditMonth>> ListAuditMonthsAsync(CancellationToken cancellationToken) => _audit.ListAuditMonthsAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<AuditPage> ReadAuditAsync(AuditQuery query, CancellationToken cancellationToken) => _audit.ReadAuditAsync(query, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> FindPatientTargetsAsync(Guid patient, CancellationToken cancellationToken) => _audit.FindPatientTargetsAsync(patient, cancellationToken);

    /// <inheritdoc/>
    public Task PrepareAuditMonthsAsync(CancellationToken cancellationToken) => _retention.PrepareAuditMonthsAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<AuditRetirement?> RetireAuditMonthAsync(int months, CancellationToken cancellationToken) => _retention.RetireAuditMonthAsync(months, cancellationToken);

    /// <inheritdoc/>
    public Task<int> ReleaseKeysAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken) => _retention.ReleaseKeysAsync(before, limit, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<InboundWork>> LeaseInboundAsync(int limit, CancellationToken cancellationToken) => Lanes.LeaseInboundAsync(limit, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<OutboundWork>> LeaseOutboundAsync(int limit, int perEndpoint, DateTimeOffset now, CancellationToken cancellationToken) =>
        Lanes.LeaseOutboundAsync(limit, perEndpoint, now, cancellationToken);

    /// <inheritdoc/>
    public Task ReleaseAsync(LaneLease lease, CancellationToken cancellationToken) => Lanes.ReleaseAsync(lease, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, long>> CountWaitingAsync(CancellationToken cancellationToken) => _lanes.CountWaitingAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<DateTimeOffset?> NextDueAsync(CancellationToken cancellationToken) => Lanes.NextDueAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<long> WaitAsync(long mark, TimeSpan timeout, CancellationToken cancellationToken) => _lanes.WaitAsync(mark, timeout, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<KeyedHash, ResourceKey>> FindIdentitiesAsync(
        IReadOnlyCollection<KeyedHash> identifiers, CancellationToken cancellationToken) =>
        _resources.FindIdentitiesAsync(identifiers, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<ResourceKey, ResourceRow>> FindCurrentAsync(IReadOnlyCollection<ResourceKey> keys, CancellationToken cancellationToken) =>
        _resources.FindCurrentAsync(keys, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredResource>> ReadAsync(IReadOnlyCollection<ResourceVersion> versions, CancellationToken cancellationToken) =>
        _resources.ReadAsync(versions, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredResource>> SearchAsync(
        string type, KeyedHash? searchKey, Guid? patient, Guid? after, int limit, CancellationToken cancellationToken) =>
        _resources.SearchAsync(type, searchKey, patient, after, limit, cancellationToken);

    /// <inheritdoc/>
    public Task<Visibility> FindVisibilityAsync(ResourceKey key, string organisation, CancellationToken cancellationToken) =>
        _resources.FindVisibilityAsync(key, organisation, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ResourceRow>> FindProducedAsync(string organisation, string record, KeyedHash recordId, CancellationToken cancellationToken) =>
        _resources.FindProducedAsync(organisation, record, recordId, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DeliveryRow>> FindDeliveriesAsync(Guid messageId, CancellationToken cancellationToken) =>
        _outbox.FindDeliveriesAsync(messageId, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<AttemptRow>> FindAttemptsAsync(Guid deliveryId, CancellationToken cancellationToken) =>
        _outbox.FindAttemptsAsync(deliveryId, cancellationToken);

    /// <inheritdoc/>
    public Task<DeliveredPayload?> FindLastDeliveredAsync(string endpointId, string message, ResourceKey focus, CancellationToken cancellationToken) =>
        _outbox.FindLastDeliveredAsync(endpointId, message, focus, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DeliveryRow>> FindByFocusAsync(ResourceKey focus, CancellationToken cancellationToken) => _outbox.FindByFocusAsync(focus, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<FeedItemRow>> ReadFeedAsync(string feed, string endpointId, long after, int limit, CancellationToken cancellationToken) =>
        _outbox.ReadFeedAsync(feed, endpointId, after, limit, cancellationToken);

    /// <inheritdoc/>
    public Task<FeedTrace?> FindFeedEntryAsync(string feed, string endpointId, string itemId, CancellationToken cancellationToken) =>
        _outbox.FindFeedEntryAsync(feed, endpointId, itemId, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<FeedTrace>> FindFeedEntriesAsync(Guid messageId, CancellationToken cancellationToken) =>
        _outbox.FindFeedEntriesAsync(messageId, cancellationToken);

    /// <inheritdoc/>
    public Task<long> ReadFeedMarkAsync(string feed, string endpointId, CancellationToken cancellationToken) =>
        _outbox.ReadFeedMarkAsync(feed, endpointId, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Endpoint>> ListEndpointsAsync(CancellationToken cancellationToken) => _registry.ListEndpointsAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<Credential?> FindCredentialAsync(string tokenHash, CancellationToken cancellationToken) => _registry.FindCredentialAsync(tokenHash, cancellationToken);

    /// <inheritdoc/>
    public Task<Credential?> FindCredentialAsync(Guid id, CancellationToken cancellationToken) => _registry.FindCredentialAsync(id, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Credential>> ListCredentialsAsync(CancellationToken cancellationToken) => _registry.ListCredentialsAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<MessageRow>> FindMessagesAsync(MessageFilter filter, int limit, CancellationToken cancellationToken) =>
        _search.FindMessagesAsync(filter, limit, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DeliveryRow>> FindDeliveriesAsync(DeliveryFilter filter, int limit, CancellationToken cancellationToken) =>
        _search.FindDeliveriesAsync(filter, limit, cancellationToken);

    /// <inheritdoc/>
    public Task<DeliveryRow?> FindDeliveryAsync(Guid id, CancellationToken cancellationToken) => _search.FindDeliveryAsync(id, cancellationToken);

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>?> ReadPayloadAsync(Guid deliveryId, CancellationToken cancellationToken) => _search.ReadPayloadAsync(deliveryId, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<MessageRow>> ReadMessagesAsync(HistoryQuery query, int limit, CancellationToken cancellationToken) =>
        _history.ReadMessagesAsync(query, limit, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ResourceVersion>> FindVersionsAtAsync(
        Guid messageId, IReadOnlyCollection<ResourceKey> keys, CancellationToken cancellationToken) =>
        _history.FindVersionsAtAsync(messageId, keys, cancellationToken);

    /// <inheritdoc/>
    ValueTask<IStoreSnapshot> IStore.OpenSnapshotAsync(bool forBackup, CancellationToken cancellationToken) => new(SqliteSnapshot.Open(SqliteFile.OpenReader(_options)));

    /// <inheritdoc/>
    ValueTask<bool> IStore.HasEngineAsync(CancellationToken cancellationToken) => new(_runsWork || EngineLock.IsTaken(_options.Folder));

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

    private SqliteLanes Lanes => _runsWork ? _lanes : throw new InvalidOperationException("Lanes are leased only by the process that runs work.");
}
