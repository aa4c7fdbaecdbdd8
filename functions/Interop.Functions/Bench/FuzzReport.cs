using System.Diagnostics;
using System.Globalization;
using Interop.Functions.Bench.Fuzz;
using Interop.Functions.Commands;

namespace Interop.Functions.Bench;

/// <summary>Runs broken inputs and says how it went.</summary>
internal static class FuzzReport
{
    public static int Run(FuzzTarget target, int seed, int first, int inputs, string? save, TextWriter output)
    {
        var limit = TimeSpan.FromMilliseconds(50);
        new FuzzRun(target, seed, limit).Run(0, Math.Min(inputs, 2_000)); // warms up: compiling counts for no input
        var run = new FuzzRun(target, seed, limit);
        var watch = Stopwatch.StartNew();
        run.Run(first, inputs, number =>
        {
            if ((number + 1) % 100_000 == 0)
            {
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{number + 1} after {watch.Elapsed.TotalSeconds:0} s, {run.Faults.Count} faults"));
            }
        });
        foreach (var (number, fault) in run.Faults)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"input {number} of seed {seed}: {fault}"));
            if (save is not null)
            {
                Directory.CreateDirectory(save);
                File.WriteAllBytes(Path.Combine(save, string.Create(CultureInfo.InvariantCulture, $"{seed}-{number}.txt")), target.Input(seed, number).Bytes);
            }
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{inputs} inputs in {watch.Elapsed.TotalSeconds:0} s, {run.Readable} of them readable, slowest {run.Slowest.TotalMilliseconds:0.0} ms, {run.Faults.Count} faults"));
        return run.Faults.Count == 0 ? ExitCode.Done : ExitCode.Faults;
    }
}
