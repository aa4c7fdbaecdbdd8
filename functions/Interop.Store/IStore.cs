using Interop.Engine.Ports;
using Interop.Store.Crypto;
using Interop.Store.Keys;

namespace Interop.Store;

/// <summary>An open store: all ports of the engine over one database.</summary>
public interface IStore : IJournal, ILanes, IResources, IOutbox, IRegistry, ISearch, IHistory, IAsyncDisposable
{
    /// <summary>The keys that ids and keyed hashes are made with.</summary>
    StoreKeys Keys { get; }

    /// <summary>Work on the keys.</summary>
    KeyDesk KeyDesk { get; }
}
