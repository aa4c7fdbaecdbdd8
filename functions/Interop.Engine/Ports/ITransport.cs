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
}
