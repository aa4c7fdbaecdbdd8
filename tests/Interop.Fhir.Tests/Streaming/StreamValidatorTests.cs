using System.Text;
using Interop.Fhir.Issues;
using Interop.Fhir.Json;
using Interop.Fhir.Packages;
using Interop.Fhir.Streaming;
using Interop.Fhir.Tests.Support;
using Interop.Fhir.Validation;

namespace Interop.Fhir.Tests.Streaming;

public sealed class StreamValidatorTests
{
    private const string Group = """
        {"resourceType":"Group","id":"g","type":"person","actual":true,"text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><a href=\"#x\">x</a></div>"}}
        """;

    [SkippableFact]
    public void Every_bundle_of_the_suite_gets_the_findings_that_it_gets_in_memory()
    {
        var files = Directory.EnumerateFiles(Path.Combine(Suites.Require("validator-r4"), "files"), "*.json")
            .Where(f => FhirJson.Read(File.ReadAllBytes(f), [])?.Root["resourceType"].Is("Bundle") == true).ToList();
        Assert.True(files.Count > 10);
        Assert.All(files, file => Same(File.ReadAllBytes(file), ValidationOptions.R4 with { ResourceIds = true }));
    }

    [Theory]
    [InlineData("""{"resourceType":"Bundle","type":"collection"}""")]
    [InlineData("""{"resourceType":"Bundle","type":"document"}""")]
    [InlineData("""{"resourceType":"Bundle","type":"collection","entry":[]}""")]
    [InlineData("""{"resourceType":"Bundle","type":"collection","entry":[null,5,"x",{},[{}],{"fullUrl":"urn:x"}]}""")]
    [InlineData("""{"resourceType":"Bundle","type":"collection","entry":{"fullUrl":"urn:x"}}""")]
    [InlineData("""{"entry":[{"fullUrl":"http://a/Patient/1","resource":{"resourceType":"Patient","id":"1","x":1}}],"resourceType":"Bundle","type":"batch"}""")]
    [InlineData("""{"resourceType":"Bundle","type":"transaction","total":1,"entry":[{"fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient"}},{"fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient","gender":"é"},"search":{"mode":"match"}}]}""")]
    [InlineData("""{"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"relative"}],"link":[{"relation":"self","url":"x"},{"relation":"self","url":"x"}],"unknown":1}""")]
    [InlineData("""{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient","id":"\ud83d"}}]}""")]
    [InlineData("""{"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"urn:x","fullUrl":"urn:y"}]}""")]
    [InlineData("""{"resourceType":"Bundle","type":"collection","entry":"x","entry":[{"request":{"method":"GET","url":"x"}}]}""")]
    [InlineData("""{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient"}}""")]
    [InlineData("{\"resourceType\":\"Bundle\",\n\"type\":\"collection\",\n \"entry\":[{\"a\":é}]}")]
    [InlineData("{\"resourceType\":\"Bundle\"} x")]
    public void Odd_bundles_get_the_findings_that_they_get_in_memory(string json) => Same(Encoding.UTF8.GetBytes(json), ValidationOptions.R4);

    [Fact]
    public void References_between_entries_are_followed()
    {
        string Reference(string to) => $$$"""{"fullUrl":"http://a/Observation/{{{to}}}","resource":{"resourceType":"Observation","id":"{{{to}}}","status":"final","code":{"text":"x"},"subject":{"reference":"urn:uuid:{{{to}}}"} } }""";
        Same(Encoding.UTF8.GetBytes($$$"""{"resourceType":"Bundle","type":"document","entry":[{{{Reference("0")}}},{{{Reference("1")}}},{{{Reference("2")}}},{"fullUrl":"urn:uuid:1","resource":{{{Group}}}},{"fullUrl":"urn:uuid:2","resource":{"resourceType":"Account","id":"x","status":"active"}}]}"""), ValidationOptions.R4);
    }

    [Theory]
    [InlineData("x", 0)]
    [InlineData("y", 1)]
    public void Links_of_a_narrative_may_lead_to_another_entry(string id, int broken)
    {
        var json = $$$"""{"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"urn:uuid:1","resource":{{{Group}}}},{"fullUrl":"urn:uuid:2","resource":{"resourceType":"Account","id":"{{{id}}}","status":"active"}}]}""";
        Same(Encoding.UTF8.GetBytes(json), ValidationOptions.R4);
        Assert.Equal(broken, StreamValidator.Bundle(new HeldBytes(Encoding.UTF8.GetBytes(json)), ValidationOptions.R4)!.Count(i => i.Code == IssueCodes.FhirNarrativeLink));
    }

    [Theory]
    [InlineData("")]
    [InlineData("""{"resource":{"resourceType":"Patient"}}""")]
    [InlineData("""{"resource":{"resourceType":"Patient"}},{"resource":{"resourceType":"Group","type":"person","actual":true}}""")]
    [InlineData("""{"resource":{"resourceType":"Group","type":"person","actual":true}},{"resource":{"resourceType":"Patient"}},{"resource":{"resourceType":"Patient"}}""")]
    [InlineData("""{"fullUrl":"urn:x"},{"resource":{"resourceType":"Account","status":"active"}}""")]
    public void Slices_of_entries_are_counted(string entries)
    {
        var guide = Guides.Of(Guides.Profile("Bundle", """
            {"id":"Bundle.timestamp","path":"Bundle.timestamp","min":1},
            {"id":"Bundle.entry","path":"Bundle.entry","min":1,"slicing":{"discriminator":[{"type":"type","path":"resource"}],"rules":"closed","ordered":true}},
            {"id":"Bundle.entry:one","path":"Bundle.entry","sliceName":"one","min":1,"max":"1"},{"id":"Bundle.entry:one.resource","path":"Bundle.entry.resource","min":1,"type":[{"code":"Patient"}]},
            {"id":"Bundle.entry:two","path":"Bundle.entry","sliceName":"two"},{"id":"Bundle.entry:two.resource","path":"Bundle.entry.resource","min":1,"type":[{"code":"Group"}]}
            """));
        Same(Encoding.UTF8.GetBytes($$$"""{"resourceType":"Bundle","type":"collection"{{{(entries.Length == 0 ? "" : $",\"entry\":[{entries}]")}}}}"""), new ValidationOptions { Conformance = guide, Profiles = [Guides.Url] });
    }

    [Fact]
    public void A_profile_rule_about_all_entries_is_said_to_be_not_checked()
    {
        var guide = Guides.Of(Guides.Profile("Bundle", """{"path":"Bundle","constraint":[{"key":"t-1","severity":"error","human":"x","expression":"entry.count() > 3"}]}"""));
        var found = StreamValidator.Bundle(new HeldBytes("""{"resourceType":"Bundle","type":"collection"}"""u8.ToArray()), new ValidationOptions { Conformance = guide, Profiles = [Guides.Url] });
        Assert.Equal("fhir-rule-not-streamed", Assert.Single(found!).Code.Id);
    }

    [Theory]
    [InlineData("""{"resourceType":"Bundle","entry":[{},{"fullUrl":"urn:uuid:123456789012345678901234567890"}]}""", 38)]
    [InlineData("""{"resourceType":"Bundle","id":"123456789012345678901234567890"}""", 26)]
    public void An_entry_that_cannot_be_held_is_named(string json, int column)
    {
        var issues = new List<Issue>();
        Assert.Null(new BundleScan(new HeldBytes(Encoding.UTF8.GetBytes(json)), window: 16, largest: 24).Run(issues));
        Assert.Equal(("fhir-entry-too-large", 1, column), (issues[0].Code.Id, issues[0].Location.Line, issues[0].Location.Column));
    }

    [Fact]
    public void What_is_no_bundle_is_left_to_others() =>
        Assert.Null(StreamValidator.Bundle(new HeldBytes("""{"resourceType":"Patient"}"""u8.ToArray()), ValidationOptions.R4));

    [Fact]
    public void Lines_are_validated_each_and_placed_in_the_whole()
    {
        var text = Encoding.UTF8.GetBytes("""{"resourceType":"Patient","active":true}""" + "\n\r\n" + """{"resourceType":"Patient","x":1}""" + "\r\n" + "{" + "\n" + """{"resourceType":"Patient","gender":"?"}""");
        var errors = StreamValidator.Lines(new HeldBytes(text), ValidationOptions.R4).Where(i => i.IsError).Select(i => $"{i.Code.Id} {i.Location.Line} {i.Location.Expression}");
        Assert.Equal(["fhir-unknown-element 3 Patient", "json-truncated 4 ", "fhir-code-unknown 5 Patient.gender"], errors);
    }

    private static void Same(byte[] json, ValidationOptions options)
    {
        var expected = new List<Issue>();
        var tree = FhirJson.Read(json, expected);
        expected.AddRange(tree is null ? [] : ResourceValidator.Validate(tree.Root, options));
        foreach (var window in new[] { 64, 1 << 18 })
        {
            Assert.Equal(Words(expected), Words(StreamValidator.Bundle(new HeldBytes(json), options, window)!));
        }
    }

    private static IEnumerable<string> Words(IEnumerable<Issue> issues) =>
        issues.Select(i => $"{i.Code.Id} at {i.Location.Expression} {i.Location.Line}:{i.Location.Column} {string.Join(',', i.Arguments)}").Order(StringComparer.Ordinal);
}
