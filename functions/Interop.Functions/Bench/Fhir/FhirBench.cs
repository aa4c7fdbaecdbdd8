using System.Globalization;
using System.Text.Json;
using Interop.Fhir.FhirPath;
using Interop.Fhir.Issues;
using Interop.Fhir.Json;
using Interop.Fhir.Tree;
using Interop.Fhir.Validation;

namespace Interop.Functions.Bench.Fhir;

/// <summary>What reading, validating and FHIRPath cost, beside the least that any reader of JSON does: <c>JsonDocument.Parse</c> of the same bytes.</summary>
/// <param name="corpus">HL7's own examples: the package <c>hl7.fhir.r4.examples</c>, or a folder of it; null leaves that part out.</param>
/// <param name="say">Receives progress.</param>
public sealed class FhirBench(string? corpus, Action<string> say)
{
    private const string Note =
        "Floor: JsonDocument.Parse of the same bytes in the same run, slice by slice in turn with what is measured; the least time of all slices counts. "
        + "Validation is what `interop validate` runs: structure, all invariants, bindings. Start-up is measured in processes of its own.";

    private readonly List<Figure> figures = [];
    private readonly ValidationOptions options = new() { ResourceIds = true, AllowUnknownExtensions = true, Now = DateTimeOffset.UnixEpoch };

    /// <summary>Runs every part.</summary>
    public BenchFigures Run()
    {
        var load = BenchFigures.LoadAverage();
        var statement = FhirSamples.MedicationStatement();
        Resource("statement", "MedicationStatement", statement, 6 * 1024);
        Resource("bundle", "Bundle of 50", FhirSamples.Bundle(), null);
        Growth();
        Expressions();
        StartUp();
        if (corpus is not null)
        {
            Corpus(corpus);
        }

        return new BenchFigures(null, Environment.ProcessorCount, load, figures) { Note = Note };
    }

    private void Resource(string id, string what, byte[] json, double? allocation)
    {
        say($"{what}, {json.Length} bytes");
        var read = Duel.Run(() => JsonDocument.Parse(json).Dispose(), () => FhirJson.Read(json, [])!.Dispose());
        figures.Add(Figure.TimesFloor($"{id}-read", Sized(what, json, "read to tree"), read.Subject, read.Floor, 2));
        figures.Add(new Figure($"{id}-read-bytes", $"{what}: allocated by reading", read.Allocated, "bytes"));
        var both = Duel.Run(() => JsonDocument.Parse(json).Dispose(), () => Validate(json));
        figures.Add(Figure.TimesFloor($"{id}-validate", Sized(what, json, "read and validate"), both.Subject, both.Floor, 12));
        figures.Add(new Figure($"{id}-validate-bytes", $"{what}: allocated by reading and validating", both.Allocated, "bytes", Target: allocation, AtMost: true));
    }

    /// <summary>Eight times the entries take eight times as long when nothing in the validation looks at all entries for each.</summary>
    private void Growth()
    {
        say("growth");
        var (small, large) = (FhirSamples.Bundle(), FhirSamples.Bundle(400));
        var growth = Duel.Run(() => Validate(small), () => Validate(large), rounds: 40);
        figures.Add(new Figure("bundle-growth", "8 times the entries take, times as long", growth.Subject / growth.Floor, "x", Target: 9, AtMost: true));
    }

    private int Validate(byte[] json)
    {
        using var tree = FhirJson.Read(json, [])!;
        return ResourceValidator.Validate(tree.Root, options).Count;
    }

    private void Expressions()
    {
        var json = FhirSamples.Patient();
        say($"FHIRPath on a Patient, {json.Length} bytes");
        using var tree = FhirJson.Read(json, [])!;
        FhirPathExpression[] compiled = [.. FhirSamples.Expressions.Select(FhirPathExpression.Parse)];
        var root = tree.Root;
        var all = Duel.Run(() => JsonDocument.Parse(json).Dispose(), () => Evaluate(compiled, root));
        figures.Add(new Figure("fhirpath", "FHIRPath, ten common expressions", compiled.Length / all.Subject * 1e6, "/s", Target: 1_500_000));
        figures.Add(new Figure("fhirpath-bytes", "FHIRPath: allocated for each evaluation", all.Allocated / compiled.Length, "bytes"));
        foreach (var expression in compiled)
        {
            FhirPathExpression[] one = [expression];
            var single = Duel.Run(static () => { }, () => Evaluate(one, root), rounds: 20);
            figures.Add(new Figure("fhirpath-" + expression.Text, "  " + expression.Text, single.Subject * 1000, "ns"));
        }
    }

    private static int Evaluate(FhirPathExpression[] expressions, Node focus)
    {
        var found = 0;
        foreach (var expression in expressions)
        {
            found += expression.Evaluate(focus, FhirPathContext.Empty).Count;
        }

        return found;
    }

    private void StartUp()
    {
        say("start-up");
        var runs = Enumerable.Range(0, 5).Select(_ => FhirStart.InOwnProcess()).OrderBy(r => r.Load).ToList();
        var median = runs[2];
        figures.Add(new Figure("start-process", "start-up: process, before definitions", median.Process, "ms"));
        figures.Add(new Figure("start-load", "start-up: loading the definitions", median.Load, "ms", Target: 150, AtMost: true));
        figures.Add(new Figure("start-memory", "start-up: memory they take", median.Megabytes, "MB", Target: 60, AtMost: true));
        figures.Add(new Figure("start-first", "start-up: first validation after that", median.First, "ms"));
    }

    private void Corpus(string path)
    {
        var files = FhirCorpus.Load(path);
        var megabytes = files.Sum(f => (double)f.Content.Length) / 1e6;
        say(string.Create(CultureInfo.InvariantCulture, $"corpus: {files.Count} files, {megabytes:0} MB"));
        var floor = Processor(() => files.ForEach(f => JsonDocument.Parse(f.Content).Dispose()));
        var (errors, faulty) = (0, 0);
        var seconds = Processor(() => files.ForEach(f =>
        {
            var issues = FhirCorpus.Check(f.Content, options);
            faulty += issues.Any(i => i.IsError) ? 1 : 0;
            errors += issues.Count(i => i.IsError);
        }));
        figures.Add(new Figure("corpus", string.Create(CultureInfo.InvariantCulture, $"corpus, {files.Count} files, {megabytes:0} MB: read and validate"), seconds, "s", floor, 6, AtMost: true));
        figures.Add(new Figure("corpus-faulty", "corpus: files with errors", faulty, "files"));
        figures.Add(new Figure("corpus-errors", "corpus: errors", errors, "errors"));
    }

    /// <summary>Seconds of processor time, those of the compiler and the collector included.</summary>
    private static double Processor(Action work)
    {
        var before = Environment.CpuUsage.TotalTime;
        work();
        return (Environment.CpuUsage.TotalTime - before).TotalSeconds;
    }

    private static string Sized(string what, byte[] json, string action) => string.Create(CultureInfo.InvariantCulture, $"{what}, {json.Length / 1024.0:0.#} KB: {action}");
}
