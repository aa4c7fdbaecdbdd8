using System.Collections.Concurrent;
using Interop.Fhir.Issues;
using Interop.Fhir.Json;
using Interop.Fhir.Packages;
using Interop.Fhir.Tests.Support;
using Interop.Fhir.Tree;
using Interop.Fhir.Validation;

namespace Interop.Fhir.Tests.French;

/// <summary>What the mappings make of partners' records satisfies the French profiles that it claims; everything else is valid R4.</summary>
public sealed class MappedRecordsTests
{
    private const string Core = "https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-";
    private const string Pdsm = "https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-comprehensive-document-reference";

    private static readonly Dictionary<string, string[]> Claimed = new(StringComparer.Ordinal)
    {
        ["Patient"] = [Core + "patient", Core + "patient-ins"],
        ["Practitioner"] = [Core + "practitioner"],
        ["PractitionerRole"] = [Core + "practitioner-role"],
        ["Organization"] = [Core + "organization"],
    };

    [SkippableFact]
    public void Every_case_of_the_mappings_is_valid_with_the_profiles_that_it_claims()
    {
        var options = new ValidationOptions { Conformance = Guides("hl7.fhir.fr.core", "ans.fhir.fr.pdsm"), AllowUnknownExtensions = true, Now = new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero) };
        var faults = new ConcurrentBag<string>();
        var (bundles, reports) = (0, 0);
        Parallel.ForEach(Cases(), new ParallelOptions { MaxDegreeOfParallelism = 2 }, file =>
        {
            using var tree = FhirJson.Read(File.ReadAllBytes(file), []);
            if (tree is null || !tree.Root["type"].Is("transaction"u8))
            {
                return;
            }

            Interlocked.Increment(ref bundles);
            foreach (var resource in tree.Root.All("entry").Select(e => e["resource"]))
            {
                var profiles = resource["meta"].All("profile").Select(p => p.Text!).ToList();
                if (Claimed.TryGetValue(resource["resourceType"].Text!, out var wanted) && !profiles.Any(wanted.Contains))
                {
                    faults.Add($"{Path.GetFileName(file)}: {resource["resourceType"].Text} claims no French profile");
                }

                _ = profiles.Contains(Pdsm) ? Interlocked.Increment(ref reports) : 0;
            }

            foreach (var issue in ResourceValidator.Validate(tree.Root, options).Where(i => i.IsError))
            {
                faults.Add($"{Path.GetFileName(file)}: {issue.Code.Id} at {issue.Location.Expression}: {issue.Text(Language.English)}");
            }
        });
        Assert.Equal([], faults.Order(StringComparer.Ordinal));
        Assert.True(bundles > 150 && reports > 10, $"{bundles} bundles, {reports} documents under PDSm");
    }

    [SkippableFact]
    public void A_report_that_lacks_what_the_profile_demands_is_found()
    {
        var options = new ValidationOptions { Conformance = Guides("hl7.fhir.fr.core", "ans.fhir.fr.pdsm"), AllowUnknownExtensions = true };
        var file = Cases().First(f => f.EndsWith("tele-expertise-report/cases/001-liberal-both.out.json", StringComparison.Ordinal));
        var text = File.ReadAllText(file).Replace("\"language\": \"fr-FR\",", "", StringComparison.Ordinal);
        using var tree = FhirJson.Read(System.Text.Encoding.UTF8.GetBytes(text), []);
        Assert.Contains(ResourceValidator.Validate(tree!.Root, options), i => i.IsError && i.Text(Language.English).Contains("language", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Cases() => Directory.EnumerateFiles(Path.Combine(Suites.Root(), "mappings"), "*.out.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    private static Conformance Guides(params string[] names)
    {
        var guides = new Conformance();
        foreach (var package in Directory.EnumerateFiles(Suites.RequirePackages(), "*.tgz").Where(p => names.Any(n => Path.GetFileName(p).StartsWith(n + "-", StringComparison.Ordinal))))
        {
            using var tgz = File.OpenRead(package);
            FhirPackage.Files(tgz).ToList().ForEach(f => guides.AddFile(f));
        }

        return guides;
    }
}
