using System.Buffers;
using BenchmarkDotNet.Attributes;
using Interop.Benchmarks.Support;
using Interop.Engine.Routing;
using Interop.Fhir.Issues;
using Interop.Fhir.Json;
using Interop.Fhir.Tree;
using Interop.Fhir.Validation;

namespace Interop.Benchmarks;

/// <summary>The stages of one 12-line plan that work in memory.</summary>
[MemoryDiagnoser]
public class PlanBenchmarks
{
    private readonly TrialPlan plan = new();
    private readonly ArrayBufferWriter<byte> output = new(256 * 1024);

    /// <summary>Bytes to transaction Bundle.</summary>
    [Benchmark]
    public int ParseAndMap()
    {
        using var tree = JsonTreeReader.Read(plan.Body, [])!;
        using var mapped = plan.Record.Map(tree, new() { Now = TrialPlan.Now, Ids = plan.Ids, Production = false }).Output!;
        return mapped.Count;
    }

    /// <summary>The record against its JSON Schema.</summary>
    [Benchmark]
    public bool CheckSchema() => plan.Record.Schema.Validate(plan.Tree, []);

    /// <summary>The Bundle against R4.</summary>
    [Benchmark]
    public int Validate() => StructureValidator.Validate(plan.Mapped.Root).Count;

    /// <summary>The Bundle from JSON.</summary>
    [Benchmark]
    public int ReadFhirJson()
    {
        using var tree = FhirJson.Read(plan.Json, new List<Issue>())!;
        return tree.Count;
    }

    /// <summary>The Bundle to JSON.</summary>
    [Benchmark]
    public int WriteFhirJson()
    {
        output.ResetWrittenCount();
        FhirJson.Write(plan.Mapped.Root, output);
        return output.WrittenCount;
    }

    /// <summary>Condition and recipient of every route of the plan.</summary>
    [Benchmark]
    public int EvaluateRoutes() => plan.Mappings.Routes.For(plan.Record.Name)
        .Where(r => Recipients.Applies(r, plan.List, plan.Stored, TrialPlan.Now))
        .Sum(r => Recipients.Of(r, plan.List, plan.Stored, TrialPlan.Now).Count);

    /// <summary>The care home's payload.</summary>
    [Benchmark]
    public int RenderForCareHome() => plan.Mappings.Catalogue.FindMessage("care-home-software", "plan")!.Render(plan.RenderInput()).Payload!.Value.Length;
}
