namespace Interop.Engine.Ports;

/// <summary>The audit trail: a chain of hashes over all rows, kept by months that leave whole after their time. It is written with the change sets.</summary>
public interface IAuditTrail
{
    /// <summary>
    /// Walks the chain from where it begins now to its head, and checks every seal. <paramref name="anchor"/> is a head that was kept elsewhere: only
    /// with one can it be seen that the whole database was put back to an earlier state.
    /// </summary>
    Task<AuditVerdict> VerifyAuditAsync(AuditHead? anchor, CancellationToken cancellationToken);

    /// <summary>The last row; sequence 0 while there is none.</summary>
    Task<AuditHead> ReadAuditHeadAsync(CancellationToken cancellationToken);

    /// <summary>The months in order: those that left, those that are kept, and the open one last.</summary>
    Task<IReadOnlyList<AuditMonth>> ListAuditMonthsAsync(CancellationToken cancellationToken);

    /// <summary>Rows that fit, in the order of the chain.</summary>
    Task<AuditPage> ReadAuditAsync(AuditQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// What rows about a patient name as their target: the patient, the messages that wrote something of them, the deliveries that carry it, their resources.
    /// </summary>
    Task<IReadOnlyList<string>> FindPatientTargetsAsync(Guid patient, CancellationToken cancellationToken);
}

/// <summary>A place in the chain.</summary>
public sealed record AuditHead(long Sequence, KeyedHash Hash);

/// <summary>What a walk along the chain found.</summary>
/// <param name="Break">The first row that does not fit; null when the trail is whole.</param>
/// <param name="Fault">What is wrong there.</param>
/// <param name="First">The first row that is kept.</param>
/// <param name="Last">The last row that was walked over.</param>
public sealed record AuditVerdict(long? Break, AuditFault Fault, long First, long Last);

/// <summary>What can be wrong with the trail.</summary>
public enum AuditFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A row was changed, removed, put elsewhere or added.</summary>
    Row,

    /// <summary>Rows are missing at the end.</summary>
    Tail,

    /// <summary>The head is missing or was sealed by somebody else.</summary>
    Head,

    /// <summary>The end of a month, or the beginning of what is kept, was sealed by somebody else.</summary>
    Seal,

    /// <summary>The row of the anchor is another one now, or is not there.</summary>
    Anchor,

    /// <summary>The row of the anchor has left with its month and cannot be compared; the rest is whole.</summary>
    AnchorLeft,
}

/// <summary>A month of the trail.</summary>
/// <param name="Month">Year and month, 202611; 0 for what was written before the trail was kept by months.</param>
/// <param name="Hash">Of its last row.</param>
/// <param name="State">Whether it is being written, closed, or has left.</param>
public sealed record AuditMonth(int Month, long First, long Last, KeyedHash Hash, AuditMonthState State);

/// <summary>Where a month of the trail is.</summary>
public enum AuditMonthState
{
    /// <summary>Rows are added to it.</summary>
    Open,

    /// <summary>It ended, and its rows are kept.</summary>
    Closed,

    /// <summary>Its rows are gone.</summary>
    Left,
}

/// <summary>Which rows to read; what is null restricts nothing.</summary>
public sealed record AuditQuery
{
    /// <summary>At this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Any of these targets.</summary>
    public IReadOnlyCollection<string>? Targets { get; init; }

    public string? Actor { get; init; }

    public string? Organisation { get; init; }

    /// <summary>Only after this sequence: the next page.</summary>
    public long After { get; init; }

    /// <summary>Up to this sequence.</summary>
    public long Last { get; init; } = long.MaxValue;

    public int Limit { get; init; } = 100;
}

/// <summary>A row of the trail.</summary>
public sealed record AuditRow(long Sequence, AuditEntry Entry, KeyedHash Hash);

/// <summary>Some rows.</summary>
/// <param name="Next">Where to go on; null at the end. A page may be short, or empty, and have a next one: a search looks at a limited number of rows.</param>
public sealed record AuditPage(IReadOnlyList<AuditRow> Rows, long? Next);

/// <summary>Short forms.</summary>
public static class AuditTrailExtensions
{
    /// <summary>The first row that does not fit; null when the trail is whole.</summary>
    public static async Task<long?> FindAuditBreakAsync(this IAuditTrail trail, CancellationToken cancellationToken) =>
        (await trail.VerifyAuditAsync(null, cancellationToken)).Break;
}
