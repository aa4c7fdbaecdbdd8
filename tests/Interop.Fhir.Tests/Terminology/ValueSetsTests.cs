using Interop.Fhir.Packages;
using Interop.Fhir.Terminology;
using Interop.Fhir.Tests.Support;

namespace Interop.Fhir.Tests.Terminology;

public sealed class ValueSetsTests
{
    private const string Animals = """
        {"resourceType":"CodeSystem","url":"http://t/animals","status":"active","content":"complete","concept":[
          {"code":"mammal","concept":[{"code":"cat","display":"Cat","property":[{"code":"legs","valueInteger":4}]},{"code":"whale","property":[{"code":"legs","valueInteger":0},{"code":"sea","valueBoolean":true}]}]},
          {"code":"bird","property":[{"code":"legs","valueInteger":2}]}]}
        """;

    [Theory]
    [InlineData("""[{"system":"http://t/animals"}]""", "bird cat mammal whale")]
    [InlineData("""[{"system":"http://t/animals","concept":[{"code":"cat"}]}]""", "cat")]
    [InlineData("""[{"system":"http://t/animals","filter":[{"property":"concept","op":"is-a","value":"mammal"}]}]""", "cat mammal whale")]
    [InlineData("""[{"system":"http://t/animals","filter":[{"property":"concept","op":"descendent-of","value":"mammal"}]}]""", "cat whale")]
    [InlineData("""[{"system":"http://t/animals","filter":[{"property":"concept","op":"is-not-a","value":"mammal"}]}]""", "bird")]
    [InlineData("""[{"system":"http://t/animals","filter":[{"property":"legs","op":"=","value":"4"}]}]""", "cat")]
    [InlineData("""[{"system":"http://t/animals","filter":[{"property":"legs","op":"in","value":"2, 4"}]}]""", "bird cat")]
    [InlineData("""[{"system":"http://t/animals","filter":[{"property":"sea","op":"exists","value":"true"}]}]""", "whale")]
    [InlineData("""[{"system":"http://t/animals","filter":[{"property":"legs","op":"not-in","value":"2,4"}]}]""", "mammal whale")]
    [InlineData("""[{"system":"http://t/animals","filter":[{"property":"sea","op":"exists","value":"false"}]}]""", "bird cat mammal")]
    [InlineData("""[{"system":"http://t/animals","filter":[{"property":"concept","op":"generalizes","value":"cat"}]}]""", "cat mammal")]
    [InlineData("""[{"system":"http://t/animals","filter":[{"property":"parent","op":"=","value":"mammal"},{"property":"legs","op":"=","value":"0"}]}]""", "whale")]
    [InlineData("""[{"valueSet":["http://t/some"]},{"valueSet":["http://t/some"]}]""", "bird cat")]
    [InlineData("""[{"system":"http://t/animals","filter":[{"property":"code","op":"regex","value":"[a-c].*"}]}]""", "bird cat")]
    [InlineData("""[{"valueSet":["http://t/some"]}]""", "bird cat")]
    [InlineData("""[{"system":"http://t/animals","filter":[{"property":"concept","op":"is-a","value":"mammal"}],"valueSet":["http://t/some"]}]""", "cat")]
    [InlineData("""[{"system":"http://t/animals"}],"exclude":[{"system":"http://t/animals","concept":[{"code":"bird"}]}]""", "cat mammal whale")]
    public void A_composition_has_these_codes(string include, string expected)
    {
        var sets = Of(include);
        Assert.Equal(expected, string.Join(' ', sets.Expand("http://t/vs")!.Select(c => c.Code).Order(StringComparer.Ordinal)));
        Assert.Equal(expected, string.Join(' ', "bird cat mammal whale".Split(' ').Where(code => sets.Contains("http://t/vs|1", "http://t/animals", code) == Membership.In)));
        Assert.Equal(Membership.Out, sets.Contains("http://t/vs", "http://t/other", "cat"));
    }

    [Theory]
    [InlineData("""[{"system":"http://external"}]""")]
    [InlineData("""[{"valueSet":["http://t/absent"]}]""")]
    [InlineData("""[{"valueSet":["http://t/vs"]}]""")]
    [InlineData("""[{"system":"http://t/animals","filter":[{"property":"concept","op":"child-of","value":"mammal"}]}]""")]
    [InlineData("""[{"system":"http://t/animals","filter":[{"property":"code","op":"regex","value":"("}]}]""")]
    public void What_cannot_be_known_is_neither_in_nor_out(string include)
    {
        Assert.Equal(Membership.Unknown, Of(include).Contains("http://t/vs", null, "cat"));
        Assert.Null(Of(include).Expand("http://t/vs"));
    }

    [Fact]
    public void An_expression_that_never_ends_is_given_up()
    {
        var sets = Of("""[{"system":"http://t/long","filter":[{"property":"code","op":"regex","value":"(a+)+b"}]}]""",
            """{"resourceType":"CodeSystem","url":"http://t/long","status":"active","content":"complete","concept":[{"code":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}]}""");
        Assert.Equal(Membership.Unknown, sets.Contains("http://t/vs", "http://t/long", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
    }

    [Fact]
    public void An_expansion_stands_in_for_a_composition_that_cannot_be_evaluated()
    {
        var sets = Of("""[{"system":"http://external"}]},"expansion":{"timestamp":"2026-01-01","total":1,"contains":[{"system":"http://external","code":"x"}]""");
        Assert.Equal((Membership.In, Membership.Out), (sets.Contains("http://t/vs", "http://external", "x"), sets.Contains("http://t/vs", "http://external", "y")));
    }

    [Fact]
    public void The_tables_of_r4_are_here()
    {
        var r4 = Conformance.R4.Terminology;
        Assert.Equal(Membership.In, r4.Contains("http://terminology.hl7.org/ValueSet/v3-ActEncounterCode", "http://terminology.hl7.org/CodeSystem/v3-ActCode", "AMB"));
        Assert.Equal(Membership.Out, r4.Contains("http://terminology.hl7.org/ValueSet/v3-ActEncounterCode", "http://terminology.hl7.org/CodeSystem/v3-ActCode", "ALLERGEN"));
        Assert.Equal("Medical record number", r4.FindCodeSystem("http://terminology.hl7.org/CodeSystem/v2-0203")!.Find("MR")!.Display);
        Assert.Equal(Membership.Unknown, r4.Contains("http://hl7.org/fhir/ValueSet/body-site", "http://snomed.info/sct", "1"));
    }

    [Theory]
    [InlineData("mimetypes", "urn:ietf:bcp:13", "text/html; charset=utf-8", "text/ html")]
    [InlineData("all-languages", "urn:ietf:bcp:47", "fr-FR", "fr_FR")]
    [InlineData("ucum-units", "http://unitsofmeasure.org", "mg/dL", "milligrams per dL")]
    public void Codes_that_are_a_grammar_are_read(string valueSet, string system, string good, string bad)
    {
        var url = "http://hl7.org/fhir/ValueSet/" + valueSet;
        Assert.Equal((Membership.In, Membership.Out), (Conformance.R4.Terminology.Contains(url, system, good), Conformance.R4.Terminology.Contains(url, system, bad)));
    }

    [Fact]
    public void The_cache_keeps_no_more_than_its_bound()
    {
        var cache = new BoundedCache<int, int>(3);
        var made = 0;
        foreach (var key in new[] { 1, 2, 3, 1, 4, 1, 2 })
        {
            Assert.Equal(key * 10, cache.Get(key, k => { made++; return k * 10; }));
        }

        Assert.Equal((3, 5), (cache.Count, made));
    }

    private static ValueSets Of(string include, string? other = null)
    {
        var valueSet = """{"resourceType":"ValueSet","url":"http://t/vs","status":"active","compose":{"include":""" + include + "}}";
        const string Some = """{"resourceType":"ValueSet","url":"http://t/some","status":"active","compose":{"include":[{"system":"http://t/animals","concept":[{"code":"cat"},{"code":"bird"}]}]}}""";
        return (other is null ? Guides.Of(Animals, Some, valueSet) : Guides.Of(other, valueSet)).Terminology;
    }
}
