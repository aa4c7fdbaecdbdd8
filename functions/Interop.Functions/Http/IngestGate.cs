using System.Threading.RateLimiting;
using Interop.Functions.Configuration;

namespace Interop.Functions.Http;

/// <summary>
/// Bounds the bodies held in memory between the first byte and the disk, in all and for one organisation, so that neither a crowd nor one busy
/// sender takes the engine down or the others' places. Who does not get a place in time is asked to come back.
/// </summary>
public sealed class IngestGate : IAsyncDisposable
{
    /// <summary>What a sender is told to wait, in seconds.</summary>
    public const int RetryAfterSeconds = 2;

    private const long Unit = 64 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly PartitionedRateLimiter<string> limiter;
    private readonly long largest;

    /// <summary>Places for <see cref="InteropSettings.MaxPendingBytes"/>, of which one organisation may hold a quarter, and one body always fits.</summary>
    public IngestGate(InteropSettings settings)
    {
        largest = settings.MaxBodyBytes;
        var total = Units(Math.Max(settings.MaxPendingBytes, largest));
        var share = Math.Max(total / 4, Units(largest));
        limiter = PartitionedRateLimiter.CreateChained(Places(share, organisation => organisation), Places(total, _ => ""));
    }

    /// <summary>A place for a body, given back when disposed; null when there was none in time.</summary>
    /// <param name="length">Its announced length; an unknown one counts as the largest that is taken.</param>
    public async Task<IDisposable?> EnterAsync(string organisation, long? length, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            var lease = await limiter.AcquireAsync(organisation, Units(Math.Min(length ?? largest, largest)), patience.Token);
            if (lease.IsAcquired)
            {
                return lease;
            }

            lease.Dispose();
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => limiter.DisposeAsync();

    private static PartitionedRateLimiter<string> Places(int units, Func<string, string> partition) =>
        PartitionedRateLimiter.Create<string, string>(organisation => RateLimitPartition.GetConcurrencyLimiter(partition(organisation), _ => new ConcurrencyLimiterOptions
        {
            PermitLimit = units,
            QueueLimit = units,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        }));

    private static int Units(long bytes) => (int)Math.Clamp((bytes + Unit - 1) / Unit, 1, int.MaxValue / 2);
}
