using System.Collections.Concurrent;
using Interop.Engine.Ports;
using Interop.Functions.Configuration;

namespace Interop.Functions.Http;

/// <summary>
/// Bounds what is on disk and not yet processed, of one organisation and in all: a sender that is faster than the engine is told to come back
/// later instead of waiting days for an outcome. The store is asked once a second; what was admitted since counts as well.
/// </summary>
public sealed class Backlog(ILanes lanes, InteropSettings settings, TimeProvider clock) : BackgroundService
{
    /// <summary>What a sender is told to wait, in seconds.</summary>
    public const int RetryAfterSeconds = 10;

    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    private volatile Count count = new(new Dictionary<string, long>());

    /// <summary>Whether one more message of this organisation may come in; it is counted then.</summary>
    public bool Admits(string organisation) => count.Admits(organisation, settings.MaxBacklogPerOrganisation, settings.MaxBacklog);

    /// <summary>Asks the store what waits.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken) => count = new Count(await lanes.CountWaitingAsync(cancellationToken));

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RefreshAsync(stoppingToken);
                await Task.Delay(Between, clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception)
            {
                // A store that does not answer says so to senders itself; the last count stands until it is back.
                await Task.Delay(Between, clock, CancellationToken.None);
            }
        }
    }

    private sealed class Count(IReadOnlyDictionary<string, long> waiting)
    {
        private readonly ConcurrentDictionary<string, long> since = new(StringComparer.Ordinal);
        private readonly long inAll = waiting.Values.Sum();
        private long sinceInAll;

        public bool Admits(string organisation, long most, long mostInAll)
        {
            if (inAll + Interlocked.Read(ref sinceInAll) >= mostInAll || waiting.GetValueOrDefault(organisation) + since.GetValueOrDefault(organisation) >= most)
            {
                return false;
            }

            Interlocked.Increment(ref sinceInAll);
            since.AddOrUpdate(organisation, 1, static (_, n) => n + 1);
            return true;
        }
    }
}
