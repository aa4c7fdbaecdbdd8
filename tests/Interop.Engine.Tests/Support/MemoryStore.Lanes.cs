using Interop.Engine.Ports;

namespace Interop.Engine.Tests.Support;

/// <summary>Lanes: one worker each, and a signal for new work.</summary>
internal sealed partial class MemoryStore : ILanes
{
    private readonly HashSet<string> leased = [];
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long mark;
    private long epoch;

    public IReadOnlyCollection<string> Leased => leased;

    public Task<IReadOnlyList<InboundWork>> LeaseInboundAsync(int limit, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var work = new List<InboundWork>();
            foreach (var kept in messages.Where(m => m.Row.State == MessageState.Received))
            {
                if (work.Count < limit && leased.Add("in:" + kept.New.Lane))
                {
                    work.Add(new InboundWork(new LaneLease("in:" + kept.New.Lane, ++epoch), kept.Row, kept.New.Body));
                }
            }

            return Task.FromResult<IReadOnlyList<InboundWork>>(work);
        }
    }

    public Task<IReadOnlyList<OutboundWork>> LeaseOutboundAsync(int limit, int perEndpoint, DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var work = new List<OutboundWork>();
            var open = deliveries.Where(d => d.Row.State is DeliveryState.Pending or DeliveryState.Sending or DeliveryState.Retrying && d.Row.EndpointId is not null);
            foreach (var head in open.GroupBy(d => d.Row.Lane).Select(g => g.MinBy(d => d.Row.Sequence)!))
            {
                if (deliveries.Any(d => d.Row.HoldsLane && d.Row.Lane.Equals(head.Row.Lane) && d.Row.Sequence < head.Row.Sequence))
                {
                    continue;
                }

                var lane = $"out:{head.Row.EndpointId}:{head.Row.Lane}";
                var busy = leased.Count(l => l.StartsWith($"out:{head.Row.EndpointId}:", StringComparison.Ordinal));
                if (work.Count < limit && busy < perEndpoint && (head.Row.NextAttemptAt ?? now) <= now && leased.Add(lane))
                {
                    work.Add(new OutboundWork(new LaneLease(lane, ++epoch), head.Row, head.Payload));
                }
            }

            return Task.FromResult<IReadOnlyList<OutboundWork>>(work);
        }
    }

    public Task ReleaseAsync(LaneLease lease, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            leased.Remove(lease.Lane);
            return Task.CompletedTask;
        }
    }

    public Task<IReadOnlyDictionary<string, long>> CountWaitingAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<DateTimeOffset?> NextDueAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public async Task<long> WaitAsync(long mark, TimeSpan timeout, CancellationToken cancellationToken)
    {
        Task signal;
        lock (gate)
        {
            if (this.mark > mark)
            {
                return this.mark;
            }

            signal = changed.Task;
        }

        await signal.WaitAsync(cancellationToken);
        return this.mark;
    }

    private void Signal()
    {
        mark++;
        changed.TrySetResult();
        changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
