using Interop.Engine.Reminders;

namespace Interop.Functions.Workers;

/// <summary>Looks every few minutes for requests that nobody has answered in time.</summary>
public sealed class ReminderWorker(ReminderDesk desk, TimeProvider clock, ILogger<ReminderWorker> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Pause, clock, stoppingToken);
                await desk.RunAsync(clock.GetUtcNow(), stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                // What is due stays due and is looked at again; types and methods alone, as in every log line.
                log.LogError("Looking for reminders stopped on {Fault}; it starts again in a few minutes.", Http.FaultPlace.Of(fault));
            }
        }
    }
}
