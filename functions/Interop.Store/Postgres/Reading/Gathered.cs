namespace Interop.Store.Postgres.Reading;

/// <summary>
/// Reads of many callers in few statements: what is asked for while others run goes together in the next one. A caller on its own waits for
/// nobody. Each statement begins after all of its callers asked, so nobody sees an older state than alone.
/// </summary>
internal sealed class Gathered<TKey, TValue>(Func<IReadOnlyCollection<TKey>, Task<IReadOnlyDictionary<TKey, TValue>>> read)
    where TKey : notnull
{
    private const int Parallel = 2;
    private const int LargestStatement = 2000;

    private readonly Lock _gate = new();
    private readonly Queue<Asked> _waiting = new();
    private int _running;

    /// <summary>What was found; keys without a value are left out.</summary>
    public async Task<IReadOnlyDictionary<TKey, TValue>> ReadAsync(IReadOnlyCollection<TKey> keys, CancellationToken cancellationToken)
    {
        if (keys.Count == 0)
        {
            return new Dictionary<TKey, TValue>();
        }

        var asked = new Asked(keys);
        lock (_gate)
        {
            _waiting.Enqueue(asked);
            if (_running < Parallel)
            {
                _running++;
                _ = RunAsync();
            }
        }

        return await asked.Found.Task.WaitAsync(cancellationToken);
    }

    private async Task RunAsync()
    {
        while (Take() is { Count: > 0 } together)
        {
            await ReadAsync(together);
        }
    }

    private List<Asked> Take()
    {
        lock (_gate)
        {
            var (together, size) = (new List<Asked>(), 0);
            while (size < LargestStatement && _waiting.TryDequeue(out var next))
            {
                together.Add(next);
                size += next.Keys.Count;
            }

            _running -= together.Count == 0 ? 1 : 0;
            return together;
        }
    }

    private async Task ReadAsync(List<Asked> together)
    {
        try
        {
            var found = await read(together.Count == 1 ? together[0].Keys : [.. together.SelectMany(a => a.Keys).Distinct()]);
            together.ForEach(a => a.Found.SetResult(together.Count == 1 ? found : a.Of(found)));
        }
        catch (Exception) when (together.Count > 1)
        {
            // Something of one caller cannot be read: alone, each is told what is its own.
            foreach (var asked in together)
            {
                await ReadAsync([asked]);
            }
        }
        catch (Exception fault)
        {
            together[0].Found.SetException(fault);
        }
    }

    private sealed class Asked(IReadOnlyCollection<TKey> keys)
    {
        public IReadOnlyCollection<TKey> Keys => keys;

        public TaskCompletionSource<IReadOnlyDictionary<TKey, TValue>> Found { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Dictionary<TKey, TValue> Of(IReadOnlyDictionary<TKey, TValue> found)
        {
            var own = new Dictionary<TKey, TValue>(keys.Count);
            foreach (var key in keys)
            {
                if (found.TryGetValue(key, out var value))
                {
                    own[key] = value;
                }
            }

            return own;
        }
    }
}
