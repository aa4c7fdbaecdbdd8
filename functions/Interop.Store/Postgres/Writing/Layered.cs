namespace Interop.Store.Postgres.Writing;

/// <summary>Something that the change sets of one transaction write to in turn, each wholly or not at all.</summary>
internal interface ILayer
{
    /// <summary>Keeps what was written since the last call.</summary>
    void Accept();

    /// <summary>Forgets what was written since the last call.</summary>
    void Discard();
}

/// <summary>Rows by key.</summary>
internal sealed class LayeredRows<TKey, TRow> : ILayer
    where TKey : notnull
    where TRow : class
{
    private readonly Dictionary<TKey, TRow> _kept = [];
    private readonly Dictionary<TKey, TRow> _written = [];

    public IEnumerable<TRow> All => _kept.Values;

    public TRow? Find(TKey key) => _written.GetValueOrDefault(key) ?? _kept.GetValueOrDefault(key);

    public void Set(TKey key, TRow row) => _written[key] = row;

    public void Load(TKey key, TRow row) => _kept[key] = row;

    public void Accept()
    {
        foreach (var (key, row) in _written)
        {
            _kept[key] = row;
        }

        _written.Clear();
    }

    public void Discard() => _written.Clear();
}

/// <summary>Rows that are only added.</summary>
internal sealed class LayeredList<T> : ILayer
{
    private readonly List<T> _rows = [];
    private int _kept;

    public List<T> All => _rows;

    public void Add(T row) => _rows.Add(row);

    public void Accept() => _kept = _rows.Count;

    public void Discard() => _rows.RemoveRange(_kept, _rows.Count - _kept);
}

/// <summary>A number that only grows.</summary>
internal sealed class LayeredCounter : ILayer
{
    private long _kept;
    private long _next;

    public void Load(long last) => _kept = _next = last;

    public long Next() => ++_next;

    public void Accept() => _kept = _next;

    public void Discard() => _next = _kept;
}
