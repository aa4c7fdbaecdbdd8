using Interop.Fhir.Terminology;
using Interop.Fhir.Tests.Support;

namespace Interop.Fhir.Tests.Terminology;

/// <summary>Definitions made so that a careless walk never ends.</summary>
public sealed class HostileTerminologyTests
{
    [Fact]
    public void Value_sets_that_import_each_other_many_times_are_answered_once()
    {
        var sets = Guides.Of([.. Enumerable.Range(0, 40).Select(i =>
            $$$"""{"resourceType":"ValueSet","url":"http://t/v{{{i}}}","status":"active","compose":{"include":[{{{string.Join(',', Enumerable.Repeat($$"""{"valueSet":["http://t/v{{i + 1}}"]}""", 10))}}}]}}"""),
            """{"resourceType":"ValueSet","url":"http://t/v40","status":"active","compose":{"include":[{"system":"http://t/s","concept":[{"code":"a"}]}]}}"""]).Terminology;
        Assert.Equal(Membership.In, sets.Contains("http://t/v0", "http://t/s", "a"));
        Assert.Equal(Membership.Out, sets.Contains("http://t/v0", "http://t/s", "b"));
        Assert.Equal([("http://t/s", "a")], sets.Expand("http://t/v0"));
    }

    [Fact]
    public void A_circle_of_imports_is_unknown_and_its_own_codes_are_in()
    {
        string Set(string name, string import) => $$$"""{"resourceType":"ValueSet","url":"http://t/{{{name}}}","status":"active","compose":{"include":[{"system":"http://t/s","concept":[{"code":"{{{name}}}"}]},{"valueSet":["http://t/{{{import}}}"]}]}}""";
        var sets = Guides.Of(Set("a", "b"), Set("b", "a")).Terminology;
        Assert.Equal(Membership.In, sets.Contains("http://t/a", "http://t/s", "b"));
        Assert.Equal(Membership.Unknown, sets.Contains("http://t/a", "http://t/s", "c"));
        Assert.Null(sets.Expand("http://t/a"));
    }

    [Fact]
    public void Concepts_with_many_ways_up_and_circles_are_walked_once()
    {
        var concepts = string.Join(',', Enumerable.Range(0, 60).SelectMany(i => "ab".Select(side =>
            $$$"""{"code":"{{{side}}}{{{i}}}","property":[{"code":"parent","valueCode":"a{{{i + 1}}}"},{"code":"parent","valueCode":"b{{{i + 1}}}"}]}""")));
        var sets = Guides.Of($$$"""{"resourceType":"CodeSystem","url":"http://t/s","status":"active","content":"complete","concept":[{{{concepts}}},{"code":"a60","property":[{"code":"parent","valueCode":"a0"}]}]}""").Terminology;
        Assert.True(sets.Subsumes("http://t/s", "b59", "a3"));
        Assert.True(sets.Subsumes("http://t/s", "a3", "a3"));
        Assert.False(sets.Subsumes("http://t/s", "b0", "b1"));
        Assert.Null(sets.Subsumes("http://t/s", "nowhere", "b1"));
        Assert.Null(sets.Subsumes("http://t/other", "b0", "b1"));
    }

    [Fact]
    public void A_value_set_that_is_only_expanded_lists_its_codes()
    {
        var sets = Guides.Of("""{"resourceType":"ValueSet","url":"http://t/e","status":"active","expansion":{"timestamp":"2026-01-01","contains":[{"system":"http://t/s","code":"a","contains":[{"system":"http://t/s","code":"b"}]}]}}""").Terminology;
        Assert.Equal(["a", "b"], sets.Expand("http://t/e")!.Select(c => c.Code).Order(StringComparer.Ordinal));
        Assert.Equal(Membership.Out, sets.Contains("http://t/e", "http://t/s", "c"));
    }
}
