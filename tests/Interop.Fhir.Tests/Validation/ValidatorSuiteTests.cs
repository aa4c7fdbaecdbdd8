using Interop.Fhir.Issues;
using Interop.Fhir.Json;
using Interop.Fhir.Tests.Support;
using Interop.Fhir.Tree;
using Interop.Fhir.Validation;

namespace Interop.Fhir.Tests.Validation;

/// <summary>The official validator cases: structure alone must report nothing that the reference validator does not report in that place.</summary>
public sealed class ValidatorSuiteTests
{
    /// <summary>Cases that the reference ran with something that this validator does not take.</summary>
    private static readonly string[] Elsewhere =
    [
        "contained-resource-bad-id-ignore/base", // an option that switches the check of contained ids off
        "json-prop-key/base", // an instance of a logical model
    ];

    [SkippableFact]
    public void Structure_reports_nothing_that_the_reference_does_not()
    {
        var suite = Suites.Require("validator-r4");
        var disagreements = new List<string>();
        var agreed = 0;
        foreach (var line in File.ReadLines(Path.Combine(suite, "manifest.ndjson")))
        {
            var manifest = JsonTreeReader.Read(System.Text.Encoding.UTF8.GetBytes(line), [])!.Root;
            var id = manifest["id"].Text!;
            if (!id.EndsWith("/base", StringComparison.Ordinal) || Elsewhere.Contains(id))
            {
                continue;
            }

            var found = Expressions(Path.Combine(suite, "files", manifest["file"].Text!));
            var expected = new HashSet<string>(StringComparer.Ordinal);
            foreach (var expression in manifest["errorExpressions"].Children)
            {
                expected.Add(expression.Text!);
            }

            disagreements.AddRange(found.Except(expected).Select(extra => $"{id}: {extra}"));
            agreed += found.SetEquals(expected) ? 1 : 0;
        }

        Assert.Empty(disagreements);
        Assert.True(agreed >= 48, $"{agreed} cases agree in full"); // the others need rules, terminology or profiles
    }

    private static HashSet<string> Expressions(string file)
    {
        var issues = new List<Issue>();
        var tree = FhirJson.Read(File.ReadAllBytes(file), issues);
        issues.AddRange(tree is null ? [] : StructureValidator.Validate(tree.Root, resourceIds: true));
        return [.. issues.Select(i => i.Location.Expression ?? "")];
    }
}
