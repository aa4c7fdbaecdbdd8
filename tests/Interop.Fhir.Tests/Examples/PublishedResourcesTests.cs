using System.Collections.Concurrent;
using Interop.Fhir.Issues;
using Interop.Fhir.Json;
using Interop.Fhir.Packages;
using Interop.Fhir.Tests.Support;
using Interop.Fhir.Tree;
using Interop.Fhir.Validation;

namespace Interop.Fhir.Tests.Examples;

/// <summary>Published resources validate; those with a fault of their own are listed with it, and a listed one that validates fails the test.</summary>
public sealed class PublishedResourcesTests
{
    private static readonly string[] LargeBundles =
    [
        "Bundle-resources.json", "Bundle-dataelements.json", "Bundle-valueset-expansions.json", "Bundle-valuesets.json",
        "Bundle-v3-valuesets.json", "Bundle-v2-valuesets.json", "Bundle-profiles-others.json", "Bundle-extensions.json",
    ];

    [SkippableFact]
    public void Every_example_of_hl7_validates_save_those_listed()
    {
        using var tgz = File.OpenRead(Suites.RequireDownload("hl7.fhir.r4.examples-4.0.1.tgz"));
        var files = FhirPackage.Files(tgz).Where(f => f.Name is not ("package.json" or ".index.json") && !LargeBundles.Contains(f.Name));
        Agree("faulty.txt", Faulty(files, ValidationOptions.R4, out var count));
        Assert.True(count > 5_200, $"{count} examples");
    }

    [SkippableFact]
    public void Every_definition_of_the_french_guides_validates_save_those_listed()
    {
        var guides = new Conformance();
        var definitions = new List<PackageFile>();
        foreach (var package in Directory.EnumerateFiles(Suites.RequirePackages(), "*.tgz").Order(StringComparer.Ordinal))
        {
            using var tgz = File.OpenRead(package);
            foreach (var file in FhirPackage.Files(tgz))
            {
                guides.AddFile(file);
                if (FhirPackage.Header(file.Content)?.Type is "StructureDefinition" or "ValueSet" or "CodeSystem")
                {
                    definitions.Add(file with { Name = Path.GetFileNameWithoutExtension(package) + "/" + file.Name });
                }
            }
        }

        Assert.True(definitions.Count > 250);
        Agree("faulty-guides.txt", Faulty(definitions, new ValidationOptions { Conformance = guides, AllowUnknownExtensions = true }, out _));
    }

    private static string[] Faulty(IEnumerable<PackageFile> files, ValidationOptions options, out int count)
    {
        var faulty = new ConcurrentBag<string>();
        var all = 0;
        Parallel.ForEach(files, new ParallelOptions { MaxDegreeOfParallelism = 2 }, file =>
        {
            var issues = new List<Issue>();
            using var tree = FhirJson.Read(file.Content, issues);
            issues.AddRange(tree is null ? [] : ResourceValidator.Validate(tree.Root, options with { Now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) }));
            Interlocked.Increment(ref all);
            if (issues.Exists(i => i.IsError))
            {
                faulty.Add($"{file.Name}: {string.Join(',', issues.Where(i => i.IsError).Select(i => i.Code.Id).Distinct().Order(StringComparer.Ordinal))}");
            }
        });
        count = all;
        return [.. faulty.Order(StringComparer.Ordinal)];
    }

    private static void Agree(string list, string[] found)
    {
        var path = Path.Combine(Suites.Root(), "tests", "Interop.Fhir.Tests", "Examples", list);
        var lines = File.ReadAllLines(path);
        var reasons = lines.Where(l => l[0] != '#').ToDictionary(l => string.Join(": ", l.Split(": ")[..2]), StringComparer.Ordinal);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllLines(path, lines.Where(l => l[0] == '#').Concat(found.Select(f => reasons.GetValueOrDefault(f, f + ": ?"))));
            return;
        }

        Assert.Equal(reasons.Keys.Order(StringComparer.Ordinal), found);
    }
}
