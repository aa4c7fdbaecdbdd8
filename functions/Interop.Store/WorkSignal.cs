namespace Interop.Store;

/// <summary>Wakes whoever waits for work. The mark counts additions, so that a waiter who looked before the last one does not sleep.</summary>
internal sealed class WorkSignal(TimeProvider time)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _next = NewSource();
    private long _mark;

    public void Raise()
    {
        TaskCompletionSource source;
        lock (_gate)
        {
            _mark++;
            (source, _next) = (_next, NewSource());
        }

        source.TrySetResult();
    }

    public async Task<long> WaitAsync(long mark, TimeSpan timeout, CancellationToken cancellationToken)
    {
        Task next;
        lock (_gate)
        {
            if (_mark > mark)
            {
                return _mark;
            }

            next = _next.Task;
        }

        try
        {
            await next.WaitAsync(timeout, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // The caller looks for work then too: another process may have added some.
        }

        lock (_gate)
        {
            return _mark;
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
