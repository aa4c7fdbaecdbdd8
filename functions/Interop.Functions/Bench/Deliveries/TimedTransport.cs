using System.Collections.Concurrent;
using Interop.Engine.Delivery;
using Interop.Engine.Ports;

namespace Interop.Functions.Bench.Deliveries;

/// <summary>The real transport, with the time at which each delivery was confirmed, and the last payload that went out.</summary>
internal sealed class TimedTransport(ITransport inner) : ITransport
{
    private readonly ConcurrentDictionary<Guid, long> confirmed = new();

    /// <summary>By delivery, a timestamp of the system's clock.</summary>
    public IReadOnlyDictionary<Guid, long> Confirmed => confirmed;

    public ReadOnlyMemory<byte> LastPayload { get; private set; }

    public async Task<SendOutcome> SendAsync(Endpoint endpoint, DeliveryRow delivery, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        LastPayload = payload;
        var outcome = await inner.SendAsync(endpoint, delivery, payload, cancellationToken);
        if (outcome.Result == SendResult.Delivered)
        {
            confirmed[delivery.Id] = TimeProvider.System.GetTimestamp();
        }

        return outcome;
    }

    public TimeSpan? RestOf(Endpoint endpoint) => inner.RestOf(endpoint);
}
