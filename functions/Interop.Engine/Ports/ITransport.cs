using Interop.Engine.Delivery;

namespace Interop.Engine.Ports;

/// <summary>Sends frozen bytes to an endpoint.</summary>
public interface ITransport
{
    /// <summary>
    /// One attempt. Never throws for what the network or the receiver does: that is the outcome. The idempotency key is the delivery's id and
    /// is the same on every attempt.
    /// </summary>
    Task<SendOutcome> SendAsync(Endpoint endpoint, DeliveryRow delivery, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken);

    /// <summary>
    /// How long an endpoint that keeps failing is left alone from now on; null when it may be tried. Asked before anything is rendered or
    /// written, so that a dead endpoint costs one change of time per lane and no attempt.
    /// </summary>
    TimeSpan? RestOf(Endpoint endpoint);
}
