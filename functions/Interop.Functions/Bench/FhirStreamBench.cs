using System.Diagnostics;
using System.Globalization;
using Interop.Fhir.Streaming;
using Interop.Fhir.Validation;
using Interop.Functions.Commands;

namespace Interop.Functions.Bench;

/// <summary>Validates a synthetic Bundle that need not fit into memory. The aim for 19,000 prescriptions, 1 GB: 45 s of one core, 300 MB.</summary>
internal static class FhirStreamBench
{
    private const double SecondsPerGigabyte = 45;
    private const long MemoryAim = 300_000_000;

    public static int Run(int prescriptions, string? keep, TextWriter output)
    {
        var path = keep ?? Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            using (var file = File.Create(path))
            {
                PrescriptionBundle.Write(file, prescriptions);
            }

            using var bytes = FileBytes.Open(path);
            using var process = Process.GetCurrentProcess();
            var cpu = process.TotalProcessorTime;
            var watch = Stopwatch.StartNew();
            var issues = StreamValidator.Bundle(bytes, ValidationOptions.R4 with { Now = TimeProvider.System.GetLocalNow() })!;
            process.Refresh();
            var seconds = (process.TotalProcessorTime - cpu).TotalSeconds;
            var gigabytes = bytes.Length / 1e9;
            var isMet = seconds <= SecondsPerGigabyte * gigabytes + 1 && process.PeakWorkingSet64 <= MemoryAim;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{prescriptions} prescriptions, {gigabytes:0.000} GB: {seconds:0.0} s of processor time ({watch.Elapsed.TotalSeconds:0.0} s elapsed), {seconds / gigabytes:0.0} s/GB, at most {process.PeakWorkingSet64 / 1e6:0} MB, {issues.Count(i => i.IsError)} errors; aim {SecondsPerGigabyte:0} s/GB and {MemoryAim / 1e6:0} MB: {(isMet ? "met" : "missed")}"));
            return isMet && !issues.Any(i => i.IsError) ? ExitCode.Done : ExitCode.Faults;
        }
        finally
        {
            if (keep is null)
            {
                File.Delete(path);
            }
        }
    }
}
