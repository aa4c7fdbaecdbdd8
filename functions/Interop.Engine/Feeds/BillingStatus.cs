using Interop.Engine.Ports;

namespace Interop.Engine.Feeds;

/// <summary>What a biller says became of an act (RECORDS 5.3, <c>status</c>).</summary>
/// <param name="ItemId">The item of the feed that it is about.</param>
/// <param name="Version">The version of the item that was billed; null when the biller does not say.</param>
/// <param name="Status">One of <see cref="BillingEvents.Statuses"/>.</param>
/// <param name="At">When it happened at the biller's.</param>
/// <param name="Number">The biller's invoice number.</param>
/// <param name="Lot">The batch in which it was sent to the insurance.</param>
/// <param name="Code">Why it was rejected or abandoned.</param>
/// <param name="Text">The same in words.</param>
/// <param name="Amount">What was paid, in euros.</param>
public sealed record BillingStatus(
    string ItemId, int? Version, string Status, DateTimeOffset At, string? Number = null, string? Lot = null, string? Code = null, string? Text = null, decimal? Amount = null);

/// <summary>What came of a status that was handed in.</summary>
public enum BillingOutcome
{
    /// <summary>It is kept, and the item has a new version.</summary>
    Recorded,

    /// <summary>It was handed in before; nothing changes.</summary>
    Repeated,

    /// <summary>It is kept, but a later one stands.</summary>
    Older,

    /// <summary>It is kept, but the act was withdrawn meanwhile and stays cancelled.</summary>
    Withdrawn,

    /// <summary>This endpoint's feed never had such an item.</summary>
    Unknown,

    /// <summary>Records kept changing the act; nothing was written.</summary>
    Busy,
}

/// <summary>The outcome, and the last entry of the item.</summary>
public sealed record BillingAnswer(BillingOutcome Outcome, FeedTrace? Entry);
