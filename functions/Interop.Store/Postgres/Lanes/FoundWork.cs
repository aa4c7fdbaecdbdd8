namespace Interop.Store.Postgres.Lanes;

/// <summary>
/// Work behind leased lanes. A body that does not open stops its own lane only: that lease is kept until it expires, and the fault is thrown
/// when there is nothing else to do.
/// </summary>
internal sealed class FoundWork<T>
{
    private readonly List<T> _work = [];
    private StoreException? _fault;

    public void Add(Func<T> read)
    {
        try
        {
            _work.Add(read());
        }
        catch (StoreException e)
        {
            _fault = e;
        }
    }

    public IReadOnlyList<T> Done() => _work.Count == 0 && _fault is not null ? throw _fault : _work;
}
