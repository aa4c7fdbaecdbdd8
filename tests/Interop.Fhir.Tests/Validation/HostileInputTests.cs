using System.Text;
using Interop.Fhir.Issues;
using Interop.Fhir.Json;
using Interop.Fhir.Tests.Support;
using Interop.Fhir.Tree;
using Interop.Fhir.Validation;

namespace Interop.Fhir.Tests.Validation;

public sealed class HostileInputTests
{
    [Theory]
    [InlineData(Samples.Observation)]
    [InlineData(Samples.Patient)]
    [InlineData(Samples.List)]
    public void Whatever_is_broken_in_a_text_ends_in_issues_or_in_a_tree_that_writes_and_reads_back(string json)
    {
        var random = new Random(20261116);
        var bits = "{}[]\":,_\\u0nulltrue1-. \n"u8.ToArray();
        for (var round = 0; round < 4000; round++)
        {
            var bytes = Encoding.UTF8.GetBytes(json).ToList();
            for (var edits = random.Next(1, 4); edits > 0; edits--)
            {
                Edit(bytes, random, bits);
            }

            Survives(bytes.ToArray());
        }
    }

    [Fact]
    public void Ten_thousand_levels_end_in_one_issue()
    {
        var issues = new List<Issue>();
        Assert.Null(FhirJson.Read(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":[", 10_000))), issues));
        Assert.Equal("json-too-deep", Assert.Single(issues).Code.Id);
    }

    [Fact]
    public void A_hundred_thousand_faults_and_names_cost_no_more_than_reading_them()
    {
        var faults = string.Join(',', Enumerable.Range(0, 100_000).Select(i => $"\"n{i}\":[],\"_n{i}\":3"));
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var issues = new List<Issue>();
        using var tree = FhirJson.Read(Encoding.UTF8.GetBytes("{\"resourceType\":\"Patient\"," + faults + "}"), issues);
        Assert.Equal(StructureValidator.MaxFindings, issues.Count);
        Assert.NotNull(tree);
        Assert.InRange(clock.ElapsedMilliseconds, 0, 10_000);
    }

    private static void Edit(List<byte> bytes, Random random, byte[] bits)
    {
        var at = random.Next(bytes.Count);
        switch (random.Next(3))
        {
            case 0:
                bytes[at] = bits[random.Next(bits.Length)];
                break;
            case 1:
                bytes.Insert(at, bits[random.Next(bits.Length)]);
                break;
            default:
                bytes.RemoveRange(at, Math.Min(random.Next(1, 12), bytes.Count - at));
                break;
        }
    }

    private static void Survives(byte[] json)
    {
        var issues = new List<Issue>();
        using var tree = FhirJson.Read(json, issues);
        JsonTreeReader.Read(json, new List<Issue>())?.Dispose();
        if (tree is null)
        {
            Assert.Single(issues, i => i.Severity == IssueSeverity.Fatal);
            return;
        }

        Assert.All(StructureValidator.Validate(tree.Root), i => Assert.NotNull(i.Location.Expression));
        var written = FhirJson.ToBytes(tree.Root);
        using var again = FhirJson.Read(written, new List<Issue>());
        Assert.Equal(written, FhirJson.ToBytes(again!.Root));
    }
}
