namespace Interop.Engine.Ports;

/// <summary>Hands out lanes: at most one worker per lane at any time.</summary>
public interface ILanes
{
    /// <summary>
    /// The oldest received message of each free inbound lane, dealt in turn between the organisations that have some, the oldest first of each;
    /// each lane is leased to the caller.
    /// </summary>
    Task<IReadOnlyList<InboundWork>> LeaseInboundAsync(int limit, CancellationToken cancellationToken);

    /// <summary>
    /// The head (lowest sequence that is pending, sending or retrying) of each free outbound lane whose next attempt is due,
    /// unless a parked delivery before it holds the lane;
    /// at most <paramref name="perEndpoint"/> of one endpoint counting those already leased, so that a slow endpoint cannot take every worker.
    /// </summary>
    Task<IReadOnlyList<OutboundWork>> LeaseOutboundAsync(int limit, int perEndpoint, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Gives a lane back.</summary>
    Task ReleaseAsync(LaneLease lease, CancellationToken cancellationToken);

    /// <summary>How many messages wait to be processed, by organisation; those without any are left out.</summary>
    Task<IReadOnlyDictionary<string, long>> CountWaitingAsync(CancellationToken cancellationToken);

    /// <summary>When the next outbound attempt of a free lane falls due; null when there is none.</summary>
    Task<DateTimeOffset?> NextDueAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Completes at once when work was added after the mark, otherwise when work is added or the timeout ends, and returns the new
    /// mark. Take the mark before looking for work and hand it back to wait (0 at first), so that nothing added in between is slept
    /// through, however many loops wait. Many additions may be one signal.
    /// </summary>
    Task<long> WaitAsync(long mark, TimeSpan timeout, CancellationToken cancellationToken);
}

/// <summary>A message to process, with its record.</summary>
public sealed record InboundWork(LaneLease Lease, MessageRow Message, ReadOnlyMemory<byte> Body);

/// <summary>A delivery to try, with its frozen payload if it has one.</summary>
public sealed record OutboundWork(LaneLease Lease, DeliveryRow Delivery, ReadOnlyMemory<byte>? Payload);
