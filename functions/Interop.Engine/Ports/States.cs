namespace Interop.Engine.Ports;

/// <summary>Where a record is on its way. Every state has an owner; none of them is "gone".</summary>
public enum MessageState
{
    /// <summary>Durable, not yet mapped.</summary>
    Received,

    /// <summary>Mapped, stored and routed; deliveries are under way or parked.</summary>
    Routed,

    /// <summary>Everything that was owed has been delivered or cancelled with a reason.</summary>
    Settled,

    /// <summary>Held back with issues for the sender or an operator.</summary>
    Quarantined,

    /// <summary>A newer version is current, or a corrected copy took its place; kept as history.</summary>
    Superseded,

    /// <summary>Withdrawn before it had any effect.</summary>
    Cancelled,
}

/// <summary>Where a delivery is.</summary>
public enum DeliveryState
{
    /// <summary>Not yet tried; its payload is not rendered.</summary>
    Pending,

    /// <summary>Payload frozen, attempt started; after a crash the same bytes and key are sent again.</summary>
    Sending,

    /// <summary>An attempt failed; the next one has a time.</summary>
    Retrying,

    /// <summary>The receiver confirmed; the receipt is kept.</summary>
    Delivered,

    /// <summary>Nobody tries any more until a person acts; the reason says why.</summary>
    Parked,

    /// <summary>No longer owed; the reason says why.</summary>
    Cancelled,
}
