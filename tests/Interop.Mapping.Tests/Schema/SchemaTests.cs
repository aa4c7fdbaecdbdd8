using Interop.Fhir.Issues;
using Interop.Mapping.Tests.Support;

namespace Interop.Mapping.Tests.Schema;

public sealed class SchemaTests
{
    private static List<Issue> Check(string schema, string record, string? blocks = null)
    {
        var files = MemoryFiles.WithRecord("ret {resourceType: 'Bundle'}", schema);
        if (blocks is not null)
        {
            files["library/blocks.schema.json"] = blocks;
        }

        var issues = new List<Issue>();
        Maps.Load(files).FindRecord("k", "r")!.Schema.Validate(Maps.Tree(record), issues);
        return issues;
    }

    private static string Said(List<Issue> issues) => string.Join("; ", issues.Select(i => $"{i.Severity} {i.Code.Id} {i.Location.Source}"));

    [Theory]
    [InlineData("""{"type":"string"}""", "1", "Error record-type $.v")]
    [InlineData("""{"type":"string"}""", "\"x\"", "")]
    [InlineData("""{"type":["string","null"]}""", "null", "")]
    [InlineData("""{"type":"integer"}""", "1.0", "")]
    [InlineData("""{"type":"integer"}""", "1.5", "Error record-type $.v")]
    [InlineData("""{"enum":["a",1,null]}""", "1", "")]
    [InlineData("""{"enum":["a",1]}""", "\"1\"", "Error record-code $.v")]
    [InlineData("""{"const":"a"}""", "\"b\"", "Error record-code $.v")]
    [InlineData("""{"pattern":"^[0-9]{3}$"}""", "\"12\"", "Error record-pattern $.v")]
    [InlineData("""{"pattern":"^(a+)+$"}""", "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\"", "Error record-pattern $.v")]
    [InlineData("""{"minLength":2,"maxLength":3}""", "\"abcd\"", "Error record-length $.v")]
    [InlineData("""{"minimum":1}""", "0.5", "Error record-range $.v")]
    [InlineData("""{"exclusiveMinimum":0}""", "0", "Error record-range $.v")]
    [InlineData("""{"maximum":1}""", "1.0", "")]
    [InlineData("""{"minItems":1}""", "[]", "Error record-items $.v")]
    [InlineData("""{"items":{"type":"string"}}""", "[\"a\",2]", "Error record-type $.v[1]")]
    [InlineData("""{"oneOf":[{"type":"string"},{"type":"number"}]}""", "true", "Error record-shape $.v")]
    [InlineData("""{"anyOf":[{"type":"string"},{"minimum":3}]}""", "2", "Error record-shape $.v")]
    [InlineData("""{"format":"date"}""", "\"2026-02-29\"", "Error record-format $.v")]
    [InlineData("""{"format":"date"}""", "\"2028-02-29\"", "")]
    [InlineData("""{"format":"date-time"}""", "\"2026-11-16T08:00:00+01:00\"", "")]
    [InlineData("""{"format":"date-time"}""", "\"2026-11-16T08:00:00Z\"", "")]
    [InlineData("""{"format":"date-time"}""", "\"2026-11-16T08:00:00\"", "Warning datetime-naive $.v")]
    [InlineData("""{"format":"date-time"}""", "\"2026-11-16T25:00:00+01:00\"", "Error record-format $.v")]
    [InlineData("""{"format":"rpps"}""", "\"10000023085\"", "Warning record-key $.v")]
    [InlineData("""{"format":"rpps"}""", "\"10000023084\"", "")]
    [InlineData("""{"format":"nir"}""", "\"279035121518988\"", "Warning record-key $.v")]
    [InlineData("""{"format":"sha256"}""", "\"xyz\"", "Error record-format $.v")]
    [InlineData("""{"format":"base64"}""", "\"aGVsbG8\"", "Error record-format $.v")]
    [InlineData("""{"format":"iana-time-zone"}""", "\"Europe/Nowhere\"", "Error record-format $.v")]
    [InlineData("""{"format":"iana-time-zone"}""", "\"Indian/Reunion\"", "")]
    [InlineData("""{"type":"object","properties":{"a":{}},"required":["a","b"]}""", """{"a":1}""", "Error record-field-missing $.v.b")]
    [InlineData("""{"type":"object","properties":{"a":{}}}""", """{"a":1,"z":{"y":1}}""", "Warning record-unknown-field $.v.z")]
    [InlineData("""{"type":"object"}""", """{"anything":1}""", "")]
    [InlineData("""{"if":{"properties":{"k":{"const":"x"}}},"then":{"required":["n"],"properties":{"n":{}}},"else":{"properties":{"m":{}}}}""", """{"k":"x"}""", "Error record-field-missing $.v.n")]
    [InlineData("""{"allOf":[{"properties":{"a":{}}},{"properties":{"b":{}}}]}""", """{"a":1,"b":2}""", "")]
    public void A_value_is_held_to_each_keyword(string schema, string value, string expected)
    {
        Assert.Equal(expected, Said(Check("{\"properties\":{\"v\":" + schema + "}}", "{\"v\":" + value + "}")));
    }

    [Fact]
    public void References_reach_the_file_and_the_shared_blocks_and_may_recur()
    {
        const string blocks = """{"$defs":{"P":{"type":"object","properties":{"name":{"type":"string"},"parent":{"$ref":"#/$defs/P"}}}}}""";
        const string schema = """{"properties":{"p":{"$ref":"blocks#/$defs/P"},"q":{"$ref":"#/$defs/Q"},"r":{"$ref":"../../library/blocks.schema.json#/$defs/P"}},"$defs":{"Q":{"type":"number"}}}""";
        Assert.Equal(
            "Error record-type $.p.parent.parent.name; Error record-type $.q; Warning record-unknown-field $.r.x",
            Said(Check(schema, """{"p":{"parent":{"parent":{"name":1}}},"q":"x","r":{"x":1}}""", blocks)));
    }

    [Theory]
    [InlineData("""{"properties":{"v":{"multipleOf":2}}}""", "multipleOf")]
    [InlineData("""{"properties":{"v":{"format":"hostname"}}}""", "format hostname")]
    [InlineData("""{"properties":{"v":{"$ref":"#/$defs/none"}}}""", "$ref #/$defs/none")]
    [InlineData("""{"properties":{"v":{"type":"text"}}}""", "type text")]
    [InlineData("""{"properties":{"v":{"pattern":"("}}}""", "pattern")]
    public void A_keyword_outside_the_subset_is_said_when_the_mappings_load(string schema, string what)
    {
        var issues = new List<Issue>();
        MappingCatalogue.Load(MemoryFiles.WithRecord("ret null", schema), issues);
        var issue = Assert.Single(issues);
        Assert.Equal(("lint-schema-keyword", what), (issue.Code.Id, issue.Arguments[0]));
        Assert.StartsWith("k/r/record.schema.json:1:", issue.Location.Script, StringComparison.Ordinal);
    }

    [Fact]
    public void Line_and_column_are_those_of_the_senders_text()
    {
        var issue = Assert.Single(Check("""{"properties":{"a":{"properties":{"b":{"type":"string"}}}}}""", "{\n  \"a\": {\n    \"b\": 12\n  }\n}"));
        Assert.Equal((3, 10), (issue.Location.Line, issue.Location.Column));
    }

    [Fact]
    public void No_issue_holds_a_value_of_the_record()
    {
        var issues = Check("""{"properties":{"a":{"type":"number"},"b":{"enum":["x"]},"c":{"format":"date"},"d":{"maxLength":3},"e":{"format":"nir"}}}""", """{"a":"SECRET","b":"SECRET","c":"SECRET","d":"SECRET","e":"SECRET","f":"SECRET"}""");
        Assert.Equal(6, issues.Count);
        Assert.All(issues, i => Assert.DoesNotContain("SECRET", Maps.Say(i) + i.Hint(Interop.Fhir.Issues.Language.French), StringComparison.Ordinal));
    }
}
