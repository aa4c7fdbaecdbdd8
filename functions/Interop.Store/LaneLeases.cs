using Interop.Engine.Ports;

namespace Interop.Store;

/// <summary>
/// Who works on which lane. One engine process serves a SQLite file (engine.lock), and its workers end with it, so this is kept in
/// memory; a store that several processes share keeps the same facts in the lane rows.
/// </summary>
internal sealed class LaneLeases(TimeProvider time, TimeSpan duration)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Held> _held = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _perEndpoint = new(StringComparer.Ordinal);
    private long _epoch;

    /// <summary>The lane, unless someone has it or its endpoint has enough workers.</summary>
    public LaneLease? TryTake(string lane, string? endpoint = null, int perEndpoint = int.MaxValue)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (_held.TryGetValue(lane, out var held))
            {
                if (held.Until > now)
                {
                    return null;
                }

                Drop(lane, held);
            }

            if (endpoint is not null)
            {
                var count = _perEndpoint.GetValueOrDefault(endpoint);
                if (count >= perEndpoint)
                {
                    return null;
                }

                _perEndpoint[endpoint] = count + 1;
            }

            _held[lane] = new Held(++_epoch, now + duration, endpoint);
            return new LaneLease(lane, _epoch);
        }
    }

    /// <summary>Whether nobody took the lane over since; an expired lease that nobody took still holds.</summary>
    public bool Holds(LaneLease lease)
    {
        lock (_gate)
        {
            return _held.TryGetValue(lease.Lane, out var held) && held.Epoch == lease.Epoch;
        }
    }

    /// <summary>False when the lease was lost already.</summary>
    public bool Release(LaneLease lease)
    {
        lock (_gate)
        {
            if (!_held.TryGetValue(lease.Lane, out var held) || held.Epoch != lease.Epoch)
            {
                return false;
            }

            Drop(lease.Lane, held);
            return true;
        }
    }

    public bool IsHeld(string lane)
    {
        lock (_gate)
        {
            return _held.ContainsKey(lane);
        }
    }

    public int CountOf(string endpoint)
    {
        lock (_gate)
        {
            return _perEndpoint.GetValueOrDefault(endpoint);
        }
    }

    /// <summary>Gives back the lanes of workers that did not come back in time, with their places at the endpoint.</summary>
    public void DropExpired()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            foreach (var (lane, held) in _held.Where(h => h.Value.Until <= now).ToList())
            {
                Drop(lane, held);
            }
        }
    }

    private void Drop(string lane, Held held)
    {
        _held.Remove(lane);
        if (held.Endpoint is { } endpoint)
        {
            var left = _perEndpoint[endpoint] - 1;
            if (left == 0)
            {
                _perEndpoint.Remove(endpoint);
            }
            else
            {
                _perEndpoint[endpoint] = left;
            }
        }
    }

    private readonly record struct Held(long Epoch, DateTimeOffset Until, string? Endpoint);
}
