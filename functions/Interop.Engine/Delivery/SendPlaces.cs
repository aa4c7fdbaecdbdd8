using System.Collections.Concurrent;

namespace Interop.Engine.Delivery;

/// <summary>How many attempts are under way at the receivers, in all and at one endpoint.</summary>
internal sealed class SendPlaces(int all, Func<string, int> placesOf)
{
    // No endpoint has an empty id.
    private const string Everywhere = "";

    private readonly ConcurrentDictionary<string, SemaphoreSlim> places = new(StringComparer.Ordinal);

    /// <summary>Sends once there is a place. One at the endpoint comes first, so that what waits for a slow endpoint holds no place of the others.</summary>
    public async Task<T> UseAsync<T>(string endpoint, Func<Task<T>> send, CancellationToken cancellationToken)
    {
        var own = places.GetOrAdd(endpoint, static (id, count) => new SemaphoreSlim(count(id)), placesOf);
        var everywhere = places.GetOrAdd(Everywhere, static (_, count) => new SemaphoreSlim(count), all);
        await own.WaitAsync(cancellationToken);
        try
        {
            await everywhere.WaitAsync(cancellationToken);
            try
            {
                return await send();
            }
            finally
            {
                everywhere.Release();
            }
        }
        finally
        {
            own.Release();
        }
    }
}
