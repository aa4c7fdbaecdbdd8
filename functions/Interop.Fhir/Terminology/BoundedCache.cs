namespace Interop.Fhir.Terminology;

/// <summary>Keeps what was made last for a number of keys; the one that was not asked for longest goes first. Safe for many threads.</summary>
internal sealed class BoundedCache<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> index = [];
    private readonly LinkedList<(TKey Key, TValue Value)> order = new();
    private readonly Lock gate = new();

    public int Count
    {
        get
        {
            lock (gate)
            {
                return index.Count;
            }
        }
    }

    public TValue Get(TKey key, Func<TKey, TValue> make) => Get(key, make, static (k, m) => m(k));

    /// <summary>The same, with what <paramref name="make"/> needs handed over, so that asking for what is there allocates nothing.</summary>
    public TValue Get<TState>(TKey key, TState state, Func<TKey, TState, TValue> make)
    {
        lock (gate)
        {
            if (index.TryGetValue(key, out var node))
            {
                order.Remove(node);
                order.AddFirst(node);
                return node.Value.Value;
            }
        }

        var made = make(key, state);
        lock (gate)
        {
            if (!index.ContainsKey(key))
            {
                index[key] = order.AddFirst((key, made));
                if (index.Count > capacity)
                {
                    index.Remove(order.Last!.Value.Key);
                    order.RemoveLast();
                }
            }
        }

        return made;
    }
}
