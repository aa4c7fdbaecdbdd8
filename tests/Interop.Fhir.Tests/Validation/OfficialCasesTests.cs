using System.Text;
using Interop.Fhir.Issues;
using Interop.Fhir.Json;
using Interop.Fhir.Packages;
using Interop.Fhir.Tests.Support;
using Interop.Fhir.Tree;
using Interop.Fhir.Validation;
using Interop.Fhir.Xml;
using Xunit.Abstractions;

namespace Interop.Fhir.Tests.Validation;

/// <summary>
/// The official validator cases against the reference validator: whether a case has errors (<c>verdict</c>), and, where it has, whether one of
/// ours stands where one of the reference's does, above or below it (<c>place</c>). What differs is listed with its reason, and only that.
/// </summary>
public sealed class OfficialCasesTests(ITestOutputHelper output)
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);

    [SkippableFact]
    public void Every_case_agrees_with_the_reference_save_those_listed()
    {
        var suite = Suites.Require("validator-r4");
        var known = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Validation", "disagreements.txt"))
            .Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(": ", 2)[0]).ToHashSet(StringComparer.Ordinal);
        var found = new SortedSet<string>(StringComparer.Ordinal);
        var scores = new SortedDictionary<string, (int Agreed, int All)>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(Path.Combine(suite, "manifest.ndjson")))
        {
            var test = JsonTreeReader.Read(Encoding.UTF8.GetBytes(line), [])!.Root;
            var fault = Judge(test, Path.Combine(suite, "files"));
            if (fault is not null)
            {
                found.Add(fault + " " + test["id"].Text);
            }

            var group = test["module"].Text!;
            var score = scores.GetValueOrDefault(group);
            scores[group] = (score.Agreed + (fault == "verdict" ? 0 : 1), score.All + 1);
        }

        output.WriteLine(string.Join('\n', scores.Select(s => $"{s.Key}: {s.Value.Agreed} of {s.Value.All}")) + $"\nall: {scores.Values.Sum(s => s.Agreed)} of {scores.Values.Sum(s => s.All)}");
        Assert.Equal(known.Order(StringComparer.Ordinal), found);
    }

    private static string? Judge(Node test, string files)
    {
        var issues = new List<Issue>();
        var path = Path.Combine(files, test["file"].Text!);
        var resource = Read(path, issues);
        issues.AddRange(resource.Exists ? ResourceValidator.Validate(resource, Options(test, files)) : []);
        var errors = issues.Where(i => i.IsError).Select(i => i.Location.Expression ?? "").ToList();
        var expected = new List<string>();
        foreach (var expression in test["errorExpressions"].Children)
        {
            expected.Add(expression.Text!);
        }

        return errors.Count == 0 != test["expectedValid"].Is("true") ? "verdict"
            : errors.Count > 0 && !errors.Exists(ours => expected.Exists(theirs => AreOnOnePath(ours, theirs))) ? "place"
            : null;
    }

    private static bool AreOnOnePath(string a, string b) => a == b || IsAbove(a, b) || IsAbove(b, a);

    private static bool IsAbove(string above, string below) =>
        below.StartsWith(above, StringComparison.Ordinal) && below.Length > above.Length && (below[above.Length] is '.' or '/' or '[' || above[^1] == '/');

    private static ValidationOptions Options(Node test, string files)
    {
        var conformance = new Conformance();
        var profiles = new List<string>();
        foreach (var list in new[] { test["profiles"], test["supporting"] })
        {
            foreach (var name in list.Children)
            {
                conformance.Add(Read(Path.Combine(files, name.Text!), []));
            }
        }

        if (test["profile"].Text is { } asked)
        {
            var profile = Read(Path.Combine(files, asked), []);
            conformance.Add(profile);
            profiles.Add(profile["url"].Text!);
        }

        return new ValidationOptions { Conformance = conformance, Profiles = profiles, ResourceIds = true, Now = Now };
    }

    private static Node Read(string path, List<Issue> issues)
    {
        var bytes = File.ReadAllBytes(path);
        return (path.EndsWith(".xml", StringComparison.Ordinal) ? FhirXml.Read(bytes, issues) : FhirJson.Read(bytes, issues))?.Root ?? default;
    }
}
