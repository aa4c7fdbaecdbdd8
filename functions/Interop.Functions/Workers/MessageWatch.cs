namespace Interop.Functions.Workers;

/// <summary>Tells waiting requests that some message moved on; they look themselves whether it was theirs.</summary>
public sealed class MessageWatch
{
    private TaskCompletionSource next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes at the next change after this call.</summary>
    public Task Next() => Volatile.Read(ref next).Task;

    /// <summary>Something changed.</summary>
    public void Signal() => Interlocked.Exchange(ref next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
