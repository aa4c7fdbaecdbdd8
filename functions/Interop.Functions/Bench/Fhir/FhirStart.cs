using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Interop.Fhir.Definitions;
using Interop.Fhir.Json;
using Interop.Fhir.Packages;
using Interop.Fhir.Validation;

namespace Interop.Functions.Bench.Fhir;

/// <summary>What the first use costs.</summary>
/// <param name="Process">Milliseconds from the start of the process to here.</param>
/// <param name="Load">Milliseconds to have R4's definitions, profiles and terminology at hand.</param>
/// <param name="Megabytes">Memory the process grew by.</param>
/// <param name="First">Milliseconds of the first validation after that: rules are compiled when first met.</param>
internal sealed record FhirStart(double Process, double Load, double Megabytes, double First)
{
    /// <summary>Measures in this process; nothing of FHIR may have been used before.</summary>
    public static FhirStart Measure()
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        var started = (TimeProvider.System.GetLocalNow() - process.StartTime).TotalMilliseconds;
        var json = FhirSamples.MedicationStatement();
        GC.Collect();
        var before = Environment.WorkingSet;
        var clock = Stopwatch.StartNew();
        _ = R4Definitions.Instance.Resources.Count;
        _ = Conformance.R4.Count;
        var load = clock.Elapsed.TotalMilliseconds;
        var grown = (Environment.WorkingSet - before) / (1024.0 * 1024);
        clock.Restart();
        using var tree = FhirJson.Read(json, [])!;
        _ = ResourceValidator.Validate(tree.Root, ValidationOptions.R4).Count;
        return new FhirStart(started, load, grown, clock.Elapsed.TotalMilliseconds);
    }

    /// <summary>Measures in a process that does nothing else.</summary>
    public static FhirStart InOwnProcess()
    {
        using var child = System.Diagnostics.Process.Start(ChildProcess.StartInfo(["bench", "fhir-start"])) ?? throw new InvalidOperationException("The system starts no process.");
        var said = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return JsonSerializer.Deserialize(said, FhirStartJson.Default.FhirStart) ?? throw new InvalidOperationException("The measured process said nothing.");
    }

    /// <summary>As one line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, FhirStartJson.Default.FhirStart);
}

[JsonSerializable(typeof(FhirStart))]
internal sealed partial class FhirStartJson : JsonSerializerContext;
