using System.Buffers;
using System.Text;
using Interop.Fhir.Issues;
using Interop.Fhir.Json;
using Interop.Fhir.Tests.Support;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Tests.Json;

public sealed class FhirJsonTests
{
    [Theory]
    [InlineData("""{"resourceType":"Patient","name":[{"family":"Dürand","given":["A"]}],"multipleBirthInteger":2}""")]
    [InlineData("""{"resourceType":"Patient","birthDate":"1950","_birthDate":{"id":"b","extension":[{"url":"u","valueCode":"x"}]}}""")]
    [InlineData("""{"resourceType":"Patient","_birthDate":{"extension":[{"url":"u","valueCode":"x"}]}}""")]
    [InlineData("""{"resourceType":"Patient","name":[{"given":["a",null,"c"],"_given":[null,{"id":"g"},{"id":"h"}]}]}""")]
    [InlineData("""{"resourceType":"Patient","name":[{"_given":[{"id":"g"},{"id":"h"}],"family":"F"}]}""")]
    [InlineData("""{"resourceType":"Observation","valueQuantity":{"value":0.010,"unit":"mg"},"component":[{"valueQuantity":{"value":1E+2}}]}""")]
    [InlineData("""{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"List","contained":[{"resourceType":"Patient","active":true}],"entry":[{"deleted":false}]}}]}""")]
    [InlineData("""{"resourceType":"Basic","code":{"text":"tab\tquote\" back\\ line\n bell\u0007 é 😀 \u007f"}}""")]
    public void What_is_read_is_written_back(string json)
    {
        var expected = json.Replace("\\u007f", "\u007f", StringComparison.Ordinal);
        Assert.Equal(expected, Write(Read(json).Root));
    }

    [Fact]
    public void A_shadow_property_is_merged_wherever_it_stands()
    {
        var tree = Read("""{"resourceType":"Patient","_birthDate":{"id":"b"},"active":true,"birthDate":"1950","name":[{"_given":[{"id":"g"}],"family":"F","given":["a","b"]}]}""");
        Assert.Equal(
            """{"resourceType":"Patient","birthDate":"1950","_birthDate":{"id":"b"},"active":true,"name":[{"given":["a","b"],"_given":[{"id":"g"},null],"family":"F"}]}""",
            Write(tree.Root));
        Assert.Equal("b", tree.Root["birthDate"]["id"].Text);
    }

    [Fact]
    public void A_shadow_list_longer_than_its_list_keeps_the_items_together()
    {
        var tree = Read("""{"resourceType":"Patient","name":[{"given":["a"],"family":"F","_given":[null,{"id":"g"},{"id":"h"}]}]}""");
        Assert.Equal(["given", "given", "given", "family"], tree.Root["name"].Children.Names());
        Assert.Equal("""{"given":["a",null,null],"_given":[null,{"id":"g"},{"id":"h"}],"family":"F"}""", Write(tree.Root["name"]));
    }

    [Fact]
    public void Repetitions_are_siblings_marked_as_items()
    {
        var tree = Read("""{"resourceType":"Patient","name":[{"text":"a"},{"text":"b"}],"gender":"male"}""");
        Assert.Equal(["resourceType", "name", "name", "gender"], tree.Root.Children.Names());
        Assert.True(tree.Root["name"].IsListItem);
        Assert.False(tree.Root["gender"].IsListItem);
    }

    [Theory]
    [InlineData("""{"resourceType":"Patient","a":1,"a":2}""", "json-duplicate-property", 1, 33)]
    [InlineData("""{"resourceType":"Patient","_a":{},"_a":{}}""", "json-duplicate-property", 1, 35)]
    [InlineData("""{"resourceType":"Patient" """, "json-truncated", 1, 27)]
    [InlineData("{\"resourceType\":\"Patient\",\n// no\n\"a\":1}", "json-syntax", 2, 1)]
    [InlineData("""{"resourceType":"Patient"} x""", "json-syntax", 1, 28)]
    [InlineData("""{"a":"\ud83d"}""", "json-syntax", 1, 6)]
    [InlineData("[]", "fhir-not-a-resource", 1, 1)]
    [InlineData("3", "fhir-not-a-resource", 1, 1)]
    public void A_broken_text_gives_no_tree_and_one_issue_with_its_place(string json, string code, int line, int column)
    {
        var issues = new List<Issue>();
        Assert.Null(FhirJson.Read(Encoding.UTF8.GetBytes(json), issues));
        var issue = Assert.Single(issues);
        Assert.Equal((code, line, column), (issue.Code.Id, issue.Location.Line!.Value, issue.Location.Column!.Value));
    }

    [Theory]
    [InlineData("""{"resourceType":"Patient","name":[[{"text":"a"}],{"text":"b"}]}""", "fhir-nested-array", """{"resourceType":"Patient","name":[{"text":"b"}]}""")]
    [InlineData("""{"resourceType":"Patient","name":[]}""", "fhir-empty-array", """{"resourceType":"Patient"}""")]
    [InlineData("""{"resourceType":"Patient","_name":[],"name":[{"text":"b"}]}""", "fhir-empty-array", """{"resourceType":"Patient","name":[{"text":"b"}]}""")]
    [InlineData("""{"resourceType":"Patient","name":[],"active":true,"_name":{"id":"1"}}""", "fhir-empty-array", """{"resourceType":"Patient","active":true,"_name":{"id":"1"}}""")]
    [InlineData("""{"resourceType":"Patient","name":[{"text":"b"}],"_name":[{"id":"1"}]}""", "fhir-extension-shape", """{"resourceType":"Patient","name":[{"text":"b"}]}""")]
    [InlineData("""{"resourceType":"Patient","active":true,"_active":[{"id":"1"}]}""", "fhir-extension-shape", """{"resourceType":"Patient","active":true}""")]
    [InlineData("""{"resourceType":"Patient","active":true,"_active":"x"}""", "fhir-extension-shape", """{"resourceType":"Patient","active":true}""")]
    public void A_shape_that_fhir_does_not_know_is_reported_and_left_out(string json, string code, string left)
    {
        var issues = new List<Issue>();
        var tree = FhirJson.Read(Encoding.UTF8.GetBytes(json), issues);
        Assert.Equal(code, Assert.Single(issues).Code.Id);
        Assert.Equal(left, Write(tree!.Root));
    }

    [Fact]
    public void Sixty_five_levels_are_refused_and_a_large_object_with_a_duplicate_too()
    {
        var deep = string.Concat(Enumerable.Repeat("""{"a":""", 65)) + "1" + new string('}', 65);
        Assert.Equal("json-too-deep", Fault(deep));
        var wide = "{" + string.Join(',', Enumerable.Range(0, 1000).Select(i => $"\"p{i}\":1,\"_p{i}\":{{}}")) + ",\"p7\":1}";
        Assert.Equal("json-duplicate-property", Fault(wide));
        Assert.Equal("json-invalid-utf8", Fault([.. "{\"a\":\""u8, 0xE9, .. "\"}"u8]));
    }

    [Fact]
    public void References_are_mapped_and_nothing_else()
    {
        var tree = Read("""{"resourceType":"Observation","subject":{"reference":"urn:uuid:1","display":"urn:uuid:1"},"focus":[{"reference":"#c"}],"text":{"div":"reference"}}""");
        var options = new FhirJsonWriteOptions { MapReference = text => text.StartsWith("urn:", StringComparison.Ordinal) ? "Patient/\"1" : null };
        Assert.Equal(
            """{"resourceType":"Observation","subject":{"reference":"Patient/\"1","display":"urn:uuid:1"},"focus":[{"reference":"#c"}],"text":{"div":"reference"}}""",
            Encoding.UTF8.GetString(FhirJson.ToBytes(tree.Root, options)));
    }

    [Fact]
    public void Meta_is_skipped_at_the_root_only()
    {
        var tree = Read("""{"resourceType":"Bundle","meta":{"versionId":"1"},"entry":[{"resource":{"resourceType":"List","meta":{"versionId":"2"}}}]}""");
        Assert.Equal(
            """{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"List","meta":{"versionId":"2"}}}]}""",
            Encoding.UTF8.GetString(FhirJson.ToBytes(tree.Root, new FhirJsonWriteOptions { SkipMeta = true })));
    }

    [Fact]
    public void Indented_text_reads_back_the_same()
    {
        var tree = Read("""{"resourceType":"Patient","name":[{"given":["a"]}]}""");
        var text = Encoding.UTF8.GetString(FhirJson.ToBytes(tree.Root, new FhirJsonWriteOptions { Indented = true }));
        Assert.Equal("{\n  \"resourceType\": \"Patient\",\n  \"name\": [\n    {\n      \"given\": [\n        \"a\"\n      ]\n    }\n  ]\n}", text);
        Assert.Equal(Write(tree.Root), Write(Read(text).Root));
    }

    [Fact]
    public void A_record_tree_is_written_as_the_json_it_came_from()
    {
        const string json = """{"a":[1.50,[true,null],{}],"b\"":"é\n","c":[]}""";
        var buffer = new ArrayBufferWriter<byte>();
        FhirJson.WriteRecord(JsonTreeReader.Read(Encoding.UTF8.GetBytes(json), [])!.Root, buffer);
        Assert.Equal(json, Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static string Fault(string json) => Fault(Encoding.UTF8.GetBytes(json));

    private static string Fault(byte[] json)
    {
        var issues = new List<Issue>();
        Assert.Null(FhirJson.Read(json, issues));
        return Assert.Single(issues).Code.Id;
    }

    private static NodeTree Read(string json)
    {
        var issues = new List<Issue>();
        var tree = FhirJson.Read(Encoding.UTF8.GetBytes(json), issues);
        Assert.Empty(issues);
        return tree!;
    }

    private static string Write(Node node) => Encoding.UTF8.GetString(FhirJson.ToBytes(node));
}
