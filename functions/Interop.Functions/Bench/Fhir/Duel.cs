using System.Diagnostics;

namespace Interop.Functions.Bench.Fhir;

/// <summary>
/// Two pieces of work measured in turn, slice by slice, so that what else the machine does hits both alike. The least time of all slices
/// counts: everything above it is somebody else's.
/// </summary>
/// <param name="Floor">Microseconds of the floor.</param>
/// <param name="Subject">Microseconds of what is measured.</param>
/// <param name="Allocated">Bytes that one run of it allocates on its thread once warm.</param>
public sealed record Duel(double Floor, double Subject, double Allocated)
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1.5);
    private const int WarmUpTimes = 3000;
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(3);

    /// <summary>Runs both until warm, then in turn.</summary>
    public static Duel Run(Action floor, Action subject, int rounds = 150)
    {
        var (floors, subjects) = (Warm(floor), Warm(subject));
        var (least, leastSubject) = (double.MaxValue, double.MaxValue);
        for (var round = 0; round < rounds; round++)
        {
            least = Math.Min(least, Time(floor, floors));
            leastSubject = Math.Min(leastSubject, Time(subject, subjects));
        }

        return new Duel(least, leastSubject, Allocation(subject));
    }

    /// <summary>How often a slice runs the work, once the runtime has compiled it for good.</summary>
    private static int Warm(Action work)
    {
        var clock = Stopwatch.StartNew();
        var times = 0;
        while (clock.Elapsed < WarmUp || (times < WarmUpTimes && clock.Elapsed < 4 * WarmUp))
        {
            work();
            times++;
        }

        // On a busy machine the compiler comes late: what it compiles for good may still be waiting.
        return Math.Max(1, (int)(times * (Slice / clock.Elapsed)));
    }

    private static double Time(Action work, int times)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < times; i++)
        {
            work();
        }

        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / times;
    }

    private static double Allocation(Action work)
    {
        const int Times = 100;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Times; i++)
        {
            work();
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Times;
    }
}
