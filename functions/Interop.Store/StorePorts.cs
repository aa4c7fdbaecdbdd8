using Interop.Engine.Ports;

namespace Interop.Store;

/// <summary>The ports of the engine, each served by the part of a store that knows how on its database.</summary>
public abstract class StorePorts : IJournal, ILanes, IResources, IOutbox, IRegistry, ISearch, IHistory, IAuditTrail, IRetention
{
    private protected StorePorts()
    {
    }

    private protected abstract StoreParts Parts { get; }

    private ILanes Leasing => Parts.RunsWork ? Parts.Lanes : throw new InvalidOperationException("Lanes are leased only by a process that runs work.");

    /// <inheritdoc/>
    public abstract Task<CommitOutcome> CommitAsync(ChangeSet changes, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public Task<MessageRow?> FindMessageAsync(Guid id, CancellationToken cancellationToken) => Parts.Messages.FindMessageAsync(id, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<MessageRow>> FindVersionsAsync(string organisation, string record, KeyedHash recordId, CancellationToken cancellationToken) =>
        Parts.Messages.FindVersionsAsync(organisation, record, recordId, cancellationToken);

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>> ReadBodyAsync(Guid messageId, CancellationToken cancellationToken) => Parts.Messages.ReadBodyAsync(messageId, cancellationToken);

    /// <inheritdoc/>
    public Task<long?> FindHighestRoutedAsync(string organisation, string record, KeyedHash recordId, CancellationToken cancellationToken) =>
        Parts.Messages.FindHighestRoutedAsync(organisation, record, recordId, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<BookLine>> ReadBooksAsync(CancellationToken cancellationToken) => Parts.Messages.ReadBooksAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<AuditVerdict> VerifyAuditAsync(AuditHead? anchor, CancellationToken cancellationToken) => Parts.Audit.VerifyAuditAsync(anchor, cancellationToken);

    /// <inheritdoc/>
    public Task<AuditHead> ReadAuditHeadAsync(CancellationToken cancellationToken) => Parts.Audit.ReadAuditHeadAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<AuditMonth>> ListAuditMonthsAsync(CancellationToken cancellationToken) => Parts.Audit.ListAuditMonthsAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<AuditPage> ReadAuditAsync(AuditQuery query, CancellationToken cancellationToken) => Parts.Audit.ReadAuditAsync(query, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> FindPatientTargetsAsync(Guid patient, CancellationToken cancellationToken) => Parts.Audit.FindPatientTargetsAsync(patient, cancellationToken);

    /// <inheritdoc/>
    public Task PrepareAuditMonthsAsync(CancellationToken cancellationToken) => Parts.Retention.PrepareAuditMonthsAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<AuditRetirement?> RetireAuditMonthAsync(int months, CancellationToken cancellationToken) => Parts.Retention.RetireAuditMonthAsync(months, cancellationToken);

    /// <inheritdoc/>
    public Task<int> ReleaseKeysAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken) => Parts.Retention.ReleaseKeysAsync(before, limit, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<InboundWork>> LeaseInboundAsync(int limit, CancellationToken cancellationToken) => Leasing.LeaseInboundAsync(limit, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<OutboundWork>> LeaseOutboundAsync(int limit, int perEndpoint, DateTimeOffset now, CancellationToken cancellationToken) =>
        Leasing.LeaseOutboundAsync(limit, perEndpoint, now, cancellationToken);

    /// <inheritdoc/>
    public Task ReleaseAsync(LaneLease lease, CancellationToken cancellationToken) => Leasing.ReleaseAsync(lease, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, long>> CountWaitingAsync(CancellationToken cancellationToken) => Parts.Lanes.CountWaitingAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<DateTimeOffset?> NextDueAsync(CancellationToken cancellationToken) => Leasing.NextDueAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<long> WaitAsync(long mark, TimeSpan timeout, CancellationToken cancellationToken) => Parts.Lanes.WaitAsync(mark, timeout, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<KeyedHash, ResourceKey>> FindIdentitiesAsync(
        IReadOnlyCollection<KeyedHash> identifiers, CancellationToken cancellationToken) =>
        Parts.Resources.FindIdentitiesAsync(identifiers, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<ResourceKey, ResourceRow>> FindCurrentAsync(IReadOnlyCollection<ResourceKey> keys, CancellationToken cancellationToken) =>
        Parts.Resources.FindCurrentAsync(keys, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredResource>> ReadAsync(IReadOnlyCollection<ResourceVersion> versions, CancellationToken cancellationToken) =>
        Parts.Resources.ReadAsync(versions, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredResource>> SearchAsync(
        string type, KeyedHash? searchKey, Guid? patient, Guid? after, int limit, CancellationToken cancellationToken) =>
        Parts.Resources.SearchAsync(type, searchKey, patient, after, limit, cancellationToken);

    /// <inheritdoc/>
    public Task<Visibility> FindVisibilityAsync(ResourceKey key, string organisation, CancellationToken cancellationToken) =>
        Parts.Resources.FindVisibilityAsync(key, organisation, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ResourceRow>> FindProducedAsync(string organisation, string record, KeyedHash recordId, CancellationToken cancellationToken) =>
        Parts.Resources.FindProducedAsync(organisation, record, recordId, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DeliveryRow>> FindDeliveriesAsync(Guid messageId, CancellationToken cancellationToken) =>
        Parts.Outbox.FindDeliveriesAsync(messageId, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<AttemptRow>> FindAttemptsAsync(Guid deliveryId, CancellationToken cancellationToken) =>
        Parts.Outbox.FindAttemptsAsync(deliveryId, cancellationToken);

    /// <inheritdoc/>
    public Task<DeliveredPayload?> FindLastDeliveredAsync(string endpointId, string message, ResourceKey focus, CancellationToken cancellationToken) =>
        Parts.Outbox.FindLastDeliveredAsync(endpointId, message, focus, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DeliveryRow>> FindByFocusAsync(ResourceKey focus, CancellationToken cancellationToken) => Parts.Outbox.FindByFocusAsync(focus, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<FeedItemRow>> ReadFeedAsync(string feed, string endpointId, long after, int limit, CancellationToken cancellationToken) =>
        Parts.Outbox.ReadFeedAsync(feed, endpointId, after, limit, cancellationToken);

    /// <inheritdoc/>
    public Task<FeedTrace?> FindFeedEntryAsync(string feed, string endpointId, string itemId, CancellationToken cancellationToken) =>
        Parts.Outbox.FindFeedEntryAsync(feed, endpointId, itemId, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<FeedTrace>> FindFeedEntriesAsync(Guid messageId, CancellationToken cancellationToken) =>
        Parts.Outbox.FindFeedEntriesAsync(messageId, cancellationToken);

    /// <inheritdoc/>
    public Task<long> ReadFeedMarkAsync(string feed, string endpointId, CancellationToken cancellationToken) =>
        Parts.Outbox.ReadFeedMarkAsync(feed, endpointId, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Endpoint>> ListEndpointsAsync(CancellationToken cancellationToken) => Parts.Registry.ListEndpointsAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<Credential?> FindCredentialAsync(string tokenHash, CancellationToken cancellationToken) => Parts.Registry.FindCredentialAsync(tokenHash, cancellationToken);

    /// <inheritdoc/>
    public Task<Credential?> FindCredentialAsync(Guid id, CancellationToken cancellationToken) => Parts.Registry.FindCredentialAsync(id, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Credential>> ListCredentialsAsync(CancellationToken cancellationToken) => Parts.Registry.ListCredentialsAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<MessageRow>> FindMessagesAsync(MessageFilter filter, int limit, CancellationToken cancellationToken) =>
        Parts.Search.FindMessagesAsync(filter, limit, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DeliveryRow>> FindDeliveriesAsync(DeliveryFilter filter, int limit, CancellationToken cancellationToken) =>
        Parts.Search.FindDeliveriesAsync(filter, limit, cancellationToken);

    /// <inheritdoc/>
    public Task<DeliveryRow?> FindDeliveryAsync(Guid id, CancellationToken cancellationToken) => Parts.Search.FindDeliveryAsync(id, cancellationToken);

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>?> ReadPayloadAsync(Guid deliveryId, CancellationToken cancellationToken) => Parts.Search.ReadPayloadAsync(deliveryId, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<MessageRow>> ReadMessagesAsync(HistoryQuery query, int limit, CancellationToken cancellationToken) =>
        Parts.History.ReadMessagesAsync(query, limit, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ResourceVersion>> FindVersionsAtAsync(
        Guid messageId, IReadOnlyCollection<ResourceKey> keys, CancellationToken cancellationToken) =>
        Parts.History.FindVersionsAtAsync(messageId, keys, cancellationToken);
}
