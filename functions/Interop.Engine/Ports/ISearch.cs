namespace Interop.Engine.Ports;

/// <summary>Finds messages and deliveries for operators, by what is kept in the clear and by keyed hashes; fast however many there are.</summary>
public interface ISearch
{
    /// <summary>Messages that fit, newest first.</summary>
    Task<IReadOnlyList<MessageRow>> FindMessagesAsync(MessageFilter filter, int limit, CancellationToken cancellationToken);

    /// <summary>Deliveries that fit, oldest first: the order in which they have to go out again.</summary>
    Task<IReadOnlyList<DeliveryRow>> FindDeliveriesAsync(DeliveryFilter filter, int limit, CancellationToken cancellationToken);

    /// <summary>The delivery, or null.</summary>
    Task<DeliveryRow?> FindDeliveryAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>The frozen payload of a delivery; null before it is rendered.</summary>
    Task<ReadOnlyMemory<byte>?> ReadPayloadAsync(Guid deliveryId, CancellationToken cancellationToken);
}

/// <summary>What a message must be like. Null asks nothing.</summary>
public sealed record MessageFilter
{
    /// <summary>Sender, <c>FINEG|350005179</c>.</summary>
    public string? Organisation { get; init; }

    /// <summary>Kind of software, <c>medissimo</c>.</summary>
    public string? Kind { get; init; }

    /// <summary><c>medissimo/pillbox-plan</c>.</summary>
    public string? Record { get; init; }
    public MessageState? State { get; init; }

    /// <summary>Code of an issue that its report has.</summary>
    public string? Code { get; init; }

    /// <summary>An endpoint that it is or was owed to.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The patient that it wrote something of.</summary>
    public Guid? Patient { get; init; }

    /// <summary>Keyed hash of the sender's record id, as in the message key.</summary>
    public KeyedHash? RecordId { get; init; }

    /// <summary>Received at this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Received before this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Only those with a lower <see cref="MessageRow.Sequence"/>: the next page.</summary>
    public long? Before { get; init; }

    /// <summary>Nothing can fit: a record is always named after its kind.</summary>
    public bool FitsNothing => Kind is { } kind && Record is { } record && !record.StartsWith(kind + "/", StringComparison.Ordinal);
}

/// <summary>What a delivery must be like. Null asks nothing.</summary>
public sealed record DeliveryFilter
{
    public required DeliveryState State { get; init; }

    public string? Endpoint { get; init; }

    /// <summary><c>care-home-software/plan</c>.</summary>
    public string? Message { get; init; }

    /// <summary>Why it is parked.</summary>
    public string? Reason { get; init; }

    /// <summary>Created at this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Created before this time.</summary>
    public DateTimeOffset? To { get; init; }
}
