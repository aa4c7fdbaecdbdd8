using Interop.Fhir.Issues;
using Interop.Mapping.Tests.Support;

namespace Interop.Mapping.Tests;

public sealed class ScriptExcerptTests
{
    [Fact]
    public void The_line_of_a_fault_is_shown_with_a_caret_under_its_column()
    {
        var files = MemoryFiles.WithRecord("a = 1\n  b = ) 2\n");
        var issues = new List<Issue>();
        MappingCatalogue.Load(files, issues);
        Assert.Equal("  b = ) 2\n      ^", ScriptExcerpt.Of(files, issues.Single()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("k/r/to-fhir.sbn")]
    [InlineData("k/r/to-fhir.sbn:99:1")]
    [InlineData("none.sbn:1:1")]
    [InlineData("k/r/to-fhir.sbn:x:1")]
    public void A_place_that_is_none_gives_nothing(string? script)
    {
        Assert.Null(ScriptExcerpt.Of(MemoryFiles.WithRecord("ret 1"), new Issue(IssueCodes.ScriptFailed, new IssueLocation { Script = script }, "x")));
    }
}
