using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using Interop.Engine.Delivery;
using Interop.Engine.Ports;

namespace Interop.Functions.Transports;

/// <summary>
/// Spares endpoints: one that keeps failing rests behind a circuit breaker, then one attempt probes it before the others follow; one with a
/// rate gets no more than that.
/// </summary>
public sealed class GuardedTransport(ITransport inner, GuardSettings settings, TimeProvider clock) : ITransport, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, CircuitBreaker> breakers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RateLimiter> rates = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public TimeSpan? RestOf(Endpoint endpoint) => BreakerOf(endpoint).Rest();

    /// <inheritdoc/>
    public async Task<SendOutcome> SendAsync(Endpoint endpoint, DeliveryRow delivery, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        if (settings.RateOf(endpoint.Id) is { } rate)
        {
            using var turn = await rates.GetOrAdd(endpoint.Id, static (_, r) => Limiter(r), rate).AcquireAsync(1, cancellationToken);
        }

        return await BreakerOf(endpoint).SendAsync(token => inner.SendAsync(endpoint, delivery, payload, token), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var limiter in rates.Values)
        {
            await limiter.DisposeAsync();
        }
    }

    private CircuitBreaker BreakerOf(Endpoint endpoint) => breakers.GetOrAdd(endpoint.Id, _ => new CircuitBreaker(settings, clock));

    // Its queue is bounded by the places at one endpoint (Delivery:ParallelPerEndpoint); the others wait for a place.
    private static TokenBucketRateLimiter Limiter(double perSecond) => new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = Math.Max(1, (int)perSecond),
        TokensPerPeriod = 1,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1 / perSecond),
        QueueLimit = int.MaxValue,
    });
}
