using Interop.Engine.Ports;

namespace Interop.Store.Postgres.Lanes;

/// <summary>The lanes that this process leased, by which it keeps to the number of workers that an endpoint may have of it.</summary>
internal sealed class HeldLanes(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Held> _held = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _perEndpoint = new(StringComparer.Ordinal);

    public void Add(LaneLease lease, DateTimeOffset until, string? endpoint = null)
    {
        lock (_gate)
        {
            Drop(lease.Lane);
            _held[lease.Lane] = new Held(lease.Epoch, until, endpoint);
            if (endpoint is not null)
            {
                _perEndpoint[endpoint] = _perEndpoint.GetValueOrDefault(endpoint) + 1;
            }
        }
    }

    public void Remove(LaneLease lease)
    {
        lock (_gate)
        {
            if (_held.TryGetValue(lease.Lane, out var held) && held.Epoch == lease.Epoch)
            {
                Drop(lease.Lane);
            }
        }
    }

    /// <summary>Forgets workers that did not come back in time, with their places at the endpoint.</summary>
    public void DropExpired()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            foreach (var lane in _held.Where(h => h.Value.Until <= now).Select(h => h.Key).ToList())
            {
                Drop(lane);
            }
        }
    }

    public int CountOf(string endpoint)
    {
        lock (_gate)
        {
            return _perEndpoint.GetValueOrDefault(endpoint);
        }
    }

    /// <summary>Endpoints that have as many workers as they may.</summary>
    public string[] Full(int perEndpoint)
    {
        lock (_gate)
        {
            return [.. _perEndpoint.Where(e => e.Value >= perEndpoint).Select(e => e.Key)];
        }
    }

    public long[] Epochs()
    {
        lock (_gate)
        {
            return [.. _held.Values.Select(h => h.Epoch)];
        }
    }

    private void Drop(string lane)
    {
        if (_held.Remove(lane, out var held) && held.Endpoint is { } endpoint && --_perEndpoint[endpoint] == 0)
        {
            _perEndpoint.Remove(endpoint);
        }
    }

    private readonly record struct Held(long Epoch, DateTimeOffset Until, string? Endpoint);
}
