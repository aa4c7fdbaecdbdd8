using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Interop.Fhir.FhirPath;
using Interop.Fhir.Issues;
using Interop.Fhir.Json;
using Interop.Fhir.Tree;
using Interop.Fhir.Validation;
using Interop.Functions.Bench.Fhir;

namespace Interop.Benchmarks;

/// <summary>The workloads of <c>interop bench fhir</c>, one by one.</summary>
[MemoryDiagnoser]
public class FhirBenchmarks
{
    private readonly byte[] statement = FhirSamples.MedicationStatement();
    private readonly byte[] bundle = FhirSamples.Bundle();
    private readonly NodeTree patient = FhirJson.Read(FhirSamples.Patient(), new List<Issue>())!;
    private readonly FhirPathExpression[] expressions = [.. FhirSamples.Expressions.Select(FhirPathExpression.Parse)];

    /// <summary>The floor of the statement.</summary>
    [Benchmark(Baseline = true)]
    public void ParseStatement() => JsonDocument.Parse(statement).Dispose();

    [Benchmark]
    public void ReadStatement() => FhirJson.Read(statement, new List<Issue>())!.Dispose();

    [Benchmark]
    public int ValidateStatement() => Validate(statement);

    /// <summary>The floor of the Bundle.</summary>
    [Benchmark]
    public void ParseBundle() => JsonDocument.Parse(bundle).Dispose();

    [Benchmark]
    public int ValidateBundle() => Validate(bundle);

    /// <summary>Ten expressions on a Patient.</summary>
    [Benchmark]
    public int EvaluateExpressions()
    {
        var found = 0;
        foreach (var expression in expressions)
        {
            found += expression.Evaluate(patient.Root, FhirPathContext.Empty).Count;
        }

        return found;
    }

    private static int Validate(byte[] json)
    {
        using var tree = FhirJson.Read(json, new List<Issue>())!;
        return ResourceValidator.Validate(tree.Root, ValidationOptions.R4).Count;
    }
}
