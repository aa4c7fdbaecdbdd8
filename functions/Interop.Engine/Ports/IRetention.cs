namespace Interop.Engine.Ports;

/// <summary>What a store does with time: makes room for the months that come and lets go of what has been kept long enough. In small steps.</summary>
public interface IRetention
{
    /// <summary>Makes room for this month and the next two. Any number of processes may do it at once.</summary>
    Task PrepareAuditMonthsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Removes the oldest closed month of the trail if it ended more than <paramref name="months"/> whole months ago, and seals where the chain begins
    /// then. A month whose rows do not verify stays. Null when there was nothing to do.
    /// </summary>
    Task<AuditRetirement?> RetireAuditMonthAsync(int months, CancellationToken cancellationToken);

    /// <summary>
    /// Frees the keys of at most <paramref name="limit"/> messages received before a time; tells how many messages were looked at, 0 when all are done.
    /// </summary>
    Task<int> ReleaseKeysAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken);
}

/// <summary>What became of a month of the trail whose time was over.</summary>
/// <param name="Left">False when its rows do not verify, and it was kept.</param>
public sealed record AuditRetirement(AuditMonth Month, bool Left);
