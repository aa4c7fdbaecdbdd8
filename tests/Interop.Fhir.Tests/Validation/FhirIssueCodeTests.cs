using Interop.Fhir.Issues;
using Interop.Fhir.Tests.Support;

namespace Interop.Fhir.Tests.Validation;

public sealed class FhirIssueCodeTests
{
    /// <summary>Every code of this section has a planted violation in the tests: this names the file that would have to be searched.</summary>
    [Fact]
    public void Every_code_is_planted_somewhere()
    {
        var tests = Directory.EnumerateFiles(Path.Combine(Suites.Root(), "tests", "Interop.Fhir.Tests"), "*Tests.cs", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(nameof(FhirIssueCodeTests) + ".cs", StringComparison.Ordinal)).Select(File.ReadAllText).ToList();
        var codes = IssueCodes.All.Where(c => c.Id.StartsWith("fhir-", StringComparison.Ordinal) || c.Id.StartsWith("json-", StringComparison.Ordinal)).ToList();
        Assert.True(codes.Count >= 30);
        Assert.All(codes, code => Assert.True(tests.Any(text => text.Contains(code.Id, StringComparison.Ordinal)), $"{code.Id} is tested nowhere"));
    }

    [Fact]
    public void Ids_are_unique_and_texts_have_the_same_holes_in_both_languages()
    {
        Assert.Equal(IssueCodes.All.Count, IssueCodes.All.Select(c => c.Id).Distinct().Count());
        Assert.All(IssueCodes.All, code => Assert.Equal(Holes(code.English), Holes(code.French)));
    }

    private static IEnumerable<char> Holes(string text) =>
        text.Zip(text.Skip(1)).Where(pair => pair.First == '{').Select(pair => pair.Second).Distinct().Order();
}
