using System.Globalization;
using Interop.Functions.Configuration;
using Interop.Store.Backup;

namespace Interop.Functions.Workers;

/// <summary>How the scheduled backups are: for <c>/health/ready</c> and <c>/metrics</c>.</summary>
public sealed class BackupState(InteropSettings settings, TimeProvider clock)
{
    private readonly DateTimeOffset started = clock.GetUtcNow();
    private volatile string? fault;
    private long failures;
    private long lastNewBytes;

    /// <summary>When the latest in the folder was made, whoever made it.</summary>
    public DateTimeOffset? LatestAt { get; private set; }

    /// <summary>What keeps backups from being as they should; null when all is well, or none are asked for.</summary>
    public string? Fault => settings.Backup.Directory.Length == 0 ? null : fault ?? Overdue();

    /// <summary>Looks into the folder.</summary>
    public void Look() => LatestAt = new StoreBackup(settings.Backup.Directory).LatestAt();

    /// <summary>One was made.</summary>
    public void Made(BackupHeader header)
    {
        (fault, LatestAt) = (null, header.TakenAt);
        Interlocked.Exchange(ref lastNewBytes, header.NewBytes);
    }

    /// <summary>One was not made.</summary>
    public void Failed(string reason)
    {
        fault = reason;
        Interlocked.Increment(ref failures);
    }

    /// <summary>Names and values of metrics; none where no backups are asked for.</summary>
    public IEnumerable<(string Name, string Help, string Type, double Value)> Metrics()
    {
        if (settings.Backup.Directory.Length > 0)
        {
            yield return ("interop_backup_age_seconds", "Time since the last backup, or since the start when there is none.", "gauge", Math.Round((clock.GetUtcNow() - (LatestAt ?? started)).TotalSeconds));
            yield return ("interop_backup_failures_total", "Backups that this process could not make.", "counter", Interlocked.Read(ref failures));
            yield return ("interop_backup_last_written_bytes", "Written by the last backup of this process.", "gauge", Interlocked.Read(ref lastNewBytes));
        }
    }

    private string? Overdue()
    {
        var age = clock.GetUtcNow() - (LatestAt ?? started);
        return age <= settings.Backup.Every * 2 ? null : string.Create(CultureInfo.InvariantCulture, $"the last backup is {age.TotalHours:0.#} hours old");
    }
}
