namespace Interop.Engine.Ports;

/// <summary>What is and was owed to endpoints.</summary>
public interface IOutbox
{
    /// <summary>The deliveries of a message, oldest first.</summary>
    Task<IReadOnlyList<DeliveryRow>> FindDeliveriesAsync(Guid messageId, CancellationToken cancellationToken);

    /// <summary>The attempts of a delivery, in order.</summary>
    Task<IReadOnlyList<AttemptRow>> FindAttemptsAsync(Guid deliveryId, CancellationToken cancellationToken);

    /// <summary>The last payload delivered to an endpoint about this focus resource, or null.</summary>
    Task<DeliveredPayload?> FindLastDeliveredAsync(string endpointId, string message, ResourceKey focus, CancellationToken cancellationToken);

    /// <summary>Every delivery, in any state, about this focus resource, oldest first: who must hear of a replacement or a retraction.</summary>
    Task<IReadOnlyList<DeliveryRow>> FindByFocusAsync(ResourceKey focus, CancellationToken cancellationToken);

    /// <summary>Entries of a feed after a cursor, in order.</summary>
    Task<IReadOnlyList<FeedItemRow>> ReadFeedAsync(string feed, string endpointId, long after, int limit, CancellationToken cancellationToken);

    /// <summary>The last entry of an item in an endpoint's feed; null when it never was in it.</summary>
    Task<FeedTrace?> FindFeedEntryAsync(string feed, string endpointId, string itemId, CancellationToken cancellationToken);

    /// <summary>Every entry that a message put into feeds, and those that later told of the same acts, oldest first.</summary>
    Task<IReadOnlyList<FeedTrace>> FindFeedEntriesAsync(Guid messageId, CancellationToken cancellationToken);

    /// <summary>How far an endpoint has acknowledged a feed; 0 at first.</summary>
    Task<long> ReadFeedMarkAsync(string feed, string endpointId, CancellationToken cancellationToken);
}

/// <summary>A payload that reached its receiver.</summary>
public sealed record DeliveredPayload(Guid DeliveryId, int Sequence, ResourceVersion Focus, ReadOnlyMemory<byte> Payload);
