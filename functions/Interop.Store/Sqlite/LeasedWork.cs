using Interop.Engine.Ports;

namespace Interop.Store.Sqlite;

/// <summary>
/// Work found behind leased lanes. A body that does not open stops its own lane only: that lease is kept until it expires, and the fault
/// is thrown when there is nothing else to do.
/// </summary>
internal sealed class LeasedWork<T>(LaneLeases leases)
    where T : class
{
    private readonly List<T> _work = [];
    private StoreException? _fault;

    public void Add(LaneLease lease, Func<T?> readHead)
    {
        try
        {
            if (readHead() is { } head)
            {
                _work.Add(head);
            }
            else
            {
                leases.Release(lease);
            }
        }
        catch (StoreException e)
        {
            _fault = e;
        }
    }

    public IReadOnlyList<T> Done() => _work.Count == 0 && _fault is not null ? throw _fault : _work;
}
