namespace Interop.Store.Backup;

/// <summary>Compares stores that are open; for moving from one database to another.</summary>
public static class StoreCopy
{
    /// <summary>Every row of both, each as of one moment.</summary>
    public static async Task<StoreDifferences> CompareAsync(IStore one, IStore other, Action<string>? progress, CancellationToken cancellationToken)
    {
        await using var left = await one.OpenSnapshotAsync(forBackup: false, cancellationToken);
        await using var right = await other.OpenSnapshotAsync(forBackup: false, cancellationToken);
        return await StoreComparison.RunAsync(left, right, progress, cancellationToken);
    }
}
