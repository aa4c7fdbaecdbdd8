using Interop.Engine.Ports;
using Interop.Store;
using Interop.Store.Backup;

namespace Interop.Functions.Workers;

/// <summary>Makes one backup, writes it into the audit trail and removes old ones; the same for the schedule and the command line.</summary>
public static class BackupRun
{
    /// <summary><see cref="StoreException"/> when it could not be made.</summary>
    /// <param name="keep">Older ones are removed; null keeps all.</param>
    public static async Task<BackupHeader> RunAsync(
        IStore store, string directory, TimeSpan? keep, string actor, TimeProvider clock, Action<string, long>? progress, CancellationToken cancellationToken)
    {
        var backups = new StoreBackup(directory);
        var header = await backups.WriteAsync(store, clock.GetUtcNow(), progress, cancellationToken);
        await store.CommitAsync(new ChangeSet { Audit = [new AuditEntry(clock.GetUtcNow(), actor, "", "backup", $"backup/{header.Id}", "done")] }, cancellationToken);
        if (keep is { } time)
        {
            backups.Prune(time, clock.GetUtcNow());
        }

        return header;
    }
}
