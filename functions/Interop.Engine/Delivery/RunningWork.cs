using System.Collections.Concurrent;

namespace Interop.Engine.Delivery;

/// <summary>Work under way, of which a loop wants to know whenever some has ended, without looking at all of it.</summary>
internal sealed class RunningWork
{
    private readonly ConcurrentQueue<Task> ended = new();
    private TaskCompletionSource next = NewSource();

    /// <summary>How much runs, what has ended and was not yet collected included.</summary>
    public int Count { get; private set; }

    /// <summary>Completes when something has ended since the last collection.</summary>
    public Task Ended => Volatile.Read(ref next).Task;

    public void Add(Task task)
    {
        Count++;
        _ = task.ContinueWith(End, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Forgets what has ended; a fault of it is thrown here.</summary>
    public async Task CollectAsync()
    {
        // The new source first: what ends from here on is either collected below or completes it.
        Volatile.Write(ref next, NewSource());
        while (ended.TryDequeue(out var task))
        {
            Count--;
            await task;
        }
    }

    private void End(Task task)
    {
        ended.Enqueue(task);
        Volatile.Read(ref next).TrySetResult();
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
