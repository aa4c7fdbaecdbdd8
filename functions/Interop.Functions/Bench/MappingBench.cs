using System.Buffers;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Interop.Mapping;

namespace Interop.Functions.Bench;

/// <summary>
/// What mapping costs on one core: processor time of the thread, the best of several rounds that take turns with the floor, and bytes allocated.
/// The floor is what any mapping pays: the same bytes parsed by <c>JsonDocument</c> and written by <c>Utf8JsonWriter</c>.
/// </summary>
internal sealed class MappingBench(int rounds, Action<string> say)
{
    /// <summary>How to read the figures.</summary>
    private const string Note = "Processor time of one thread, best of the rounds. Floor: JsonDocument.Parse and Utf8JsonWriter on the same bytes, in turns with each work.";

    private const double SliceMilliseconds = 60;
    private readonly ArrayBufferWriter<byte> output = new(256 * 1024);

    public BenchFigures Run(MappingCatalogue catalogue, string? only)
    {
        var load = BenchFigures.LoadAverage();
        var figures = new List<Figure>();
        MappingTrial[] trials =
        [
            MappingTrials.Statement(), MappingTrials.Plan(catalogue), MappingTrials.Text(),
            MappingTrials.Rendering(catalogue, "pharmacy-software"), MappingTrials.Rendering(catalogue, "care-home-software"),
        ];
        foreach (var trial in trials.Where(t => only is null || t.Id == only))
        {
            say(trial.Id);
            Measure(trial, figures);
        }

        return new BenchFigures(null, Environment.ProcessorCount, load, figures) { Note = Note };
    }

    private void Measure(MappingTrial trial, List<Figure> figures)
    {
        Action floor = () => Copy(trial.Input);
        Action with = () => trial.Run(trial.Input, output, true);
        Action without = () => trial.Run(trial.Input, output, false);
        Warm(floor, with, without);
        var (bestFloor, bestWith, bestWithout) = (double.MaxValue, double.MaxValue, double.MaxValue);
        for (var round = 0; round < rounds; round++)
        {
            bestFloor = Math.Min(bestFloor, Seconds(floor));
            bestWith = Math.Min(bestWith, Seconds(with));
            bestWithout = Math.Min(bestWithout, Seconds(without));
        }

        figures.Add(new Figure(trial.Id, trial.What, 1 / bestWith, "1/s", Floor: 1 / bestFloor, Target: trial.Target));
        figures.Add(new Figure(trial.Id + "-allocated", trial.What + ": allocated", Allocated(with), "bytes", Target: trial.MostBytes, AtMost: true));
        if (trial.Id is "statement" or "plan")
        {
            figures.Add(new Figure(trial.Id + "-ledger", trial.What + ": time with the ledger to without", bestWith / bestWithout, "times", Target: 1.5, AtMost: true));
        }
    }

    private void Warm(params Action[] works)
    {
        // Tiered compilation replaces methods in the background once they are called often enough.
        var until = Stopwatch.GetTimestamp() + Stopwatch.Frequency * 4;
        while (Stopwatch.GetTimestamp() < until)
        {
            foreach (var work in works)
            {
                Once(work);
            }
        }
    }

    private void Once(Action work)
    {
        output.ResetWrittenCount();
        work();
    }

    private double Seconds(Action work)
    {
        var count = 0;
        var start = ThreadSeconds();
        double spent;
        do
        {
            for (var i = 0; i < 20; i++)
            {
                Once(work);
            }

            count += 20;
            spent = ThreadSeconds() - start;
        }
        while (spent < SliceMilliseconds / 1000);
        return spent / count;
    }

    private double Allocated(Action work)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            Once(work);
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / 100.0;
    }

    private void Copy(ReadOnlyMemory<byte> input)
    {
        using var document = JsonDocument.Parse(input);
        using var writer = new Utf8JsonWriter(output);
        document.RootElement.WriteTo(writer);
    }

    private static double ThreadSeconds() =>
        OperatingSystem.IsLinux() && ReadClock(ThreadClock, out var time) == 0
            ? time.Seconds + time.Nanoseconds / 1e9
            : Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;

    private const int ThreadClock = 3;

    // A source-generated import would need unsafe code in the whole project, for one call.
#pragma warning disable SYSLIB1054
    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ReadClock(int clock, out TimeSpec time);
#pragma warning restore SYSLIB1054

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
