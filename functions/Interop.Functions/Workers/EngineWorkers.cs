using Interop.Engine;
using Interop.Engine.Delivery;
using Interop.Engine.Ports;

namespace Interop.Functions.Workers;

/// <summary>Keeps the two loops of the engine going in a resident process: they run when there is work and sleep until it comes.</summary>
public sealed class EngineWorkers(Pipeline pipeline, DeliveryLoop delivery, ILanes lanes, TimeProvider clock, ILogger<EngineWorkers> log) : BackgroundService
{
    private static readonly TimeSpan Turn = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        KeepAsync("inbound", () => pipeline.DrainAsync(int.MaxValue, clock.GetUtcNow() + Turn, clock, stoppingToken), _ => LongestSleep, stoppingToken),
        KeepAsync("outbound", () => delivery.DrainAsync(int.MaxValue, clock.GetUtcNow() + Turn, stoppingToken), UntilDue, stoppingToken));

    private async Task KeepAsync(string loop, Func<Task<int>> drain, Func<DateTimeOffset?, TimeSpan> sleep, CancellationToken stoppingToken)
    {
        var mark = 0L;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await drain() == 0)
                {
                    // The mark was taken before the look that found nothing, so nothing added since is slept through.
                    mark = await lanes.WaitAsync(mark, sleep(loop == "outbound" ? await lanes.NextDueAsync(stoppingToken) : null), stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                // Types and methods alone: a message could carry text of a record. Work stays where it was and is taken up again.
                log.LogError("The {Loop} loop stopped on {Fault}; it starts again in a moment.", loop, Http.FaultPlace.Of(fault));
                await Task.Delay(TimeSpan.FromSeconds(1), clock, stoppingToken);
            }
        }
    }

    private TimeSpan UntilDue(DateTimeOffset? due)
    {
        var wait = due is null ? LongestSleep : due.Value - clock.GetUtcNow();
        return wait < TimeSpan.FromMilliseconds(5) ? TimeSpan.FromMilliseconds(5) : wait > LongestSleep ? LongestSleep : wait;
    }
}
