using Interop.Engine.Ports;
using Interop.Store.Backup;
using Interop.Store.Crypto;

namespace Interop.Store;

/// <summary>An open store: all ports of the engine over one database.</summary>
public interface IStore : IJournal, ILanes, IResources, IOutbox, IRegistry, ISearch, IHistory, IAsyncDisposable
{
    /// <summary>The keys that ids and keyed hashes are made with.</summary>
    StoreKeys Keys { get; }

    /// <summary>All rows of this moment. <paramref name="forBackup"/>: of the processes on one database one at a time makes a backup.</summary>
    internal ValueTask<IStoreSnapshot> OpenSnapshotAsync(bool forBackup, CancellationToken cancellationToken);
}
