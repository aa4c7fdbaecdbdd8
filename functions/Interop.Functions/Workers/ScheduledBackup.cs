using Interop.Functions.Configuration;
using Interop.Store;

namespace Interop.Functions.Workers;

/// <summary>
/// Makes a backup whenever the latest in the folder is older than the interval. Of several processes on one database one does it: the folder and
/// the database are locked meanwhile, and what another has made counts.
/// </summary>
public sealed class ScheduledBackup(InteropSettings settings, IStore store, BackupState state, TimeProvider clock, ILogger<ScheduledBackup> log) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The engine starts without waiting for it.
        await Task.Yield();
        while (settings.Backup.Directory.Length > 0 && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(await TurnAsync(stoppingToken), clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>Makes one if it is time; how long to wait before the next look.</summary>
    private async Task<TimeSpan> TurnAsync(CancellationToken stoppingToken)
    {
        try
        {
            state.Look();
            if (state.LatestAt is not { } last || clock.GetUtcNow() - last >= settings.Backup.Every)
            {
                state.Made(await BackupRun.RunAsync(store, settings.Backup.Directory, settings.Backup.Keep, "engine", clock, null, stoppingToken));
                log.LogInformation("A backup was made in {Directory}.", settings.Backup.Directory);
            }

            var due = (state.LatestAt ?? clock.GetUtcNow()) + settings.Backup.Every - clock.GetUtcNow();
            return due < Look ? due > TimeSpan.Zero ? due : TimeSpan.FromMilliseconds(1) : Look;
        }
        catch (StoreException busy) when (busy.IsTransient)
        {
            return Look;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // A store's own words name folders and tables, never a record.
            var reason = fault is StoreException ? fault.Message : $"stopped on {Http.FaultPlace.Of(fault)}";
            state.Failed(reason);
            log.LogError("No backup was made: {Reason}", reason);
            return settings.Backup.Every < AfterFailure ? settings.Backup.Every : AfterFailure;
        }
    }
}
