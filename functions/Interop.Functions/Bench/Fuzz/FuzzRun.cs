namespace Interop.Functions.Bench.Fuzz;

/// <summary>Runs broken inputs one after the other and keeps what went wrong.</summary>
/// <param name="target">What is done with an input.</param>
/// <param name="seed">Of the inputs.</param>
/// <param name="limit">No input may take longer.</param>
internal sealed class FuzzRun(FuzzTarget target, int seed, TimeSpan limit)
{
    public List<(int Number, string Fault)> Faults { get; } = [];

    /// <summary>How many inputs were still readable.</summary>
    public int Readable { get; private set; }

    public TimeSpan Slowest { get; private set; }

    public void Run(int first, int count, Action<int>? progress = null)
    {
        for (var number = first; number < first + count && Faults.Count < 50; number++)
        {
            One(number);
            progress?.Invoke(number);
        }
    }

    private void One(int number)
    {
        var (kind, bytes) = target.Input(seed, number);
        try
        {
            var time = Time(kind, bytes, out var isReadable);
            Readable += isReadable ? 1 : 0;

            // Other work on the machine makes an input look slow: the best of some runs is its own time.
            for (var again = 0; again < 5 && time > limit; again++)
            {
                var next = Time(kind, bytes, out _);
                time = next < time ? next : time;
            }

            Slowest = time > Slowest ? time : Slowest;
            if (time > limit)
            {
                Faults.Add((number, $"{kind}: {time.TotalMilliseconds:0} ms"));
            }
        }
        catch (Exception fault)
        {
            Faults.Add((number, $"{kind}: {Http.FaultPlace.Of(fault)}"));
        }
    }

    private TimeSpan Time(FuzzKind kind, byte[] bytes, out bool isReadable)
    {
        // Processor time of the process: waiting for a busy machine is no fault of the input.
        var start = Environment.CpuUsage.TotalTime;
        isReadable = target.Run(kind, bytes);
        return Environment.CpuUsage.TotalTime - start;
    }
}
