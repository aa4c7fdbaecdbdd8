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
public sealed class PostgresStore : IStore
{
    private readonly PostgresDatabase _database;
    private readonly WorkSignal _signal;
    private readonly WorkListener _listener;
    private readonly CommitQueue _commits;
    private readonly ChangePreparer _preparer;
    private readonly MessageReads _messages;
    private readonly PostgresLanes _lanes;
    private readonly ResourceReads _resources;
    private readonly OutboxReads _outbox;
    private readonly RegistryReads _registry;
    private readonly SearchReads _search;
    private readonly HistoryReads _history;
    private readonly AuditReads _audit;
    private readonly Retention _retention;
    private readonly bool _runsWork;

    private PostgresStore(PostgresStoreOptions options, RandomNumberGenerator random, StoreKeys keys, PostgresDatabase database)
    {
        Keys = keys;
        _database = database;
        _runsWork = options.RunsWork;
        var cipher = new BodyCipher(keys.Ring, new BodyIds(options.Time, random), random);
        var bodies = new BodyReads(database, cipher);
        var worker = NewWorkerId(random);
        _signal = new WorkSignal(options.Time);
        _listener = new WorkListener(database, worker, _signal, options);
        _commits = new CommitQueue(database, new CommitTransaction(database, worker, cipher, keys.AuditKey, options.Time), _signal, options);
        KeyDesk = new KeyDesk(new PostgresKeyDatabase(database, keys.AuditKey), keys, cipher, options.Time, random);
        _preparer = new ChangePreparer(cipher, options.Time);
        _messages = new MessageReads(database, bodies);
        _lanes = new PostgresLanes(database, bodies, _signal, worker, options);
        _resources = new ResourceReads(database, bodies);
        _outbox = new OutboxReads(database, bodies);
        _registry = new RegistryReads(database);
        _search = new SearchReads(database, bodies);
        _history = new HistoryReads(database);
        _audit = new AuditReads(database, keys.AuditKey);
        _retention = new Retention(database, keys.AuditKey, options.Time);
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
    public Task<IReadOnlyList<BookLine>> ReadBooksAsync(CancellationToken cancellationToken) => BookReads.ReadAsync(_database, cancellationToken);

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
    public Task<IReadOnlyList<ResourceVersion>> FindVersionsAtAsync(Guid messageId, IReadOnlyCollection<ResourceKey> keys, CancellationToken cancellationToken) =>
        _history.FindVersionsAtAsync(messageId, keys, cancellationToken);

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

    private PostgresLanes Lanes => _runsWork ? _lanes : throw new InvalidOperationException("Lanes are leased only by a process that runs work.");

    private static long NewWorkerId(RandomNumberGenerator random)
    {
        Span<byte> bytes = stackalloc byte[8];
        random.GetBytes(bytes);
        return BitConverter.ToInt64(bytes) & long.MaxValue;
    }
}
