using Interop.Engine.Ports;
using Interop.Store.Crypto;

namespace Interop.Store;

/// <summary>An open store: all ports of the engine over one database.</summary>
public interface IStore : IJournal, ILanes, IResources, IOutbox, IRegistry, ISearch, IHistory, IAuditTrail, IRetention, IAsyncDisposable
{
    /// <summary>The keys that ids and keyed hashes are made with.</summary>
    StoreKeys Keys { get; }
}
