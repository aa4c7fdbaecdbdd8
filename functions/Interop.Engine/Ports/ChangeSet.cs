namespace Interop.Engine.Ports;

/// <summary>
/// A closed set of changes: preconditions and rows. It is applied whole in one transaction, or not at all. No transaction object
/// crosses the port, which is what lets the store commit many sets with one fsync.
/// </summary>
public sealed record ChangeSet
{
    /// <summary>The lane lease under which the work was done; a lease that was lost makes the set a conflict.</summary>
    public LaneLease? Lease { get; init; }
    public IReadOnlyList<NewMessage> Messages { get; init; } = [];
    public IReadOnlyList<MessageChange> MessageChanges { get; init; } = [];

    /// <summary>The message whose processing writes <see cref="Resources"/>; they are kept together as what it produced.</summary>
    public Guid? ProducedBy { get; init; }
    public IReadOnlyList<ResourceWrite> Resources { get; init; } = [];
    public IReadOnlyList<IdentityWrite> Identities { get; init; } = [];
    public IReadOnlyList<NewDelivery> Deliveries { get; init; } = [];
    public IReadOnlyList<DeliveryChange> DeliveryChanges { get; init; } = [];
    public IReadOnlyList<FeedItemWrite> FeedItems { get; init; } = [];
    public IReadOnlyList<FeedMark> FeedMarks { get; init; } = [];
    public IReadOnlyList<Endpoint> Endpoints { get; init; } = [];
    public IReadOnlyList<Credential> Credentials { get; init; } = [];
    public IReadOnlyList<AuditEntry> Audit { get; init; } = [];
}

/// <summary>What became of a change set.</summary>
public enum CommitOutcome
{
    /// <summary>All of it is on disk.</summary>
    Committed,

    /// <summary>A precondition did not hold; none of it was applied. Read again and decide anew.</summary>
    Conflict,
}

/// <summary>The right to work on a lane until it expires or is released.</summary>
/// <param name="Epoch">Grows with each lease of the lane; an older epoch can commit nothing.</param>
public sealed record LaneLease(string Lane, long Epoch);
