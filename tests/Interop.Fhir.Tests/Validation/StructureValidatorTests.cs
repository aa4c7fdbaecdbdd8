using System.Text;
using Interop.Fhir.Issues;
using Interop.Fhir.Json;
using Interop.Fhir.Tests.Support;
using Interop.Fhir.Tree;
using Interop.Fhir.Validation;

namespace Interop.Fhir.Tests.Validation;

public sealed class StructureValidatorTests
{
    [Theory]
    [InlineData(Samples.Observation)]
    [InlineData(Samples.Patient)]
    [InlineData(Samples.List)]
    [InlineData("""{"resourceType":"Media","status":"completed","content":{"data":"AA A=","size":2}}""")]
    [InlineData("""{"resourceType":"Media","status":"completed","content":{"url":"http://x","size":2000000}}""")]
    [InlineData("""{"resourceType":"Condition","clinicalStatus":{"coding":[{"system":"http://x","code":"y"},{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}]},"subject":{"type":"Patient","identifier":{"value":"1"}}}""")]
    [InlineData("""{"resourceType":"Parameters","parameter":[{"name":"a","valueUuid":"urn:uuid:53fefa32-fcbb-4ff8-8a92-55ee120877b7"},{"name":"b","resource":{"resourceType":"Binary","contentType":"text/plain","data":"QQ=="}},{"name":"c","part":[{"name":"d","valueOid":"urn:oid:1.2.250"}]}]}""")]
    [InlineData("""{"resourceType":"Timing","x":1}""", "fhir-resource-type-unknown at Resource")]
    public void A_sound_resource_has_no_findings(string json, params string[] expected) => Assert.Equal(expected, Samples.Findings(json));

    [Theory]
    [InlineData("\"status\":\"final\"", "\"status\":\"done\"", "fhir-code-unknown at Observation.status")]
    [InlineData("\"status\":\"final\"", "\"status\":\"Final\"", "fhir-code-unknown at Observation.status")]
    [InlineData("\"status\":\"final\"", "\"status\":1", "fhir-json-type at Observation.status")]
    [InlineData("\"status\":\"final\"", "\"status\":\"\"", "fhir-empty-text at Observation.status")]
    [InlineData("\"status\":\"final\"", "\"status\":{\"value\":\"final\"}", "fhir-value-expected at Observation.status")]
    [InlineData("\"status\":\"final\"", "\"status\":[\"final\"]", "fhir-array-not-expected at Observation.status")]
    [InlineData("\"status\":\"final\"", "\"status\":[\"final\",\"final\"]", "fhir-array-not-expected at Observation.status")]
    [InlineData("\"status\":\"final\"", "\"status\":null", "fhir-empty-element at Observation.status")]
    [InlineData("\"status\":\"final\",", "", "fhir-element-missing at Observation")]
    [InlineData("\"status\":\"final\"", "\"status\":\"final\",\"Status\":\"x\"", "fhir-unknown-element at Observation")]
    [InlineData("\"status\":\"final\"", "\"status\":\"final\",\"_status\":{\"extension\":[{\"url\":\"u\"}]}", "fhir-extension-content at Observation.status.extension[0]")]
    [InlineData("\"valueBoolean\":true", "\"valueBoolean\":\"true\"", "fhir-json-type at Observation.component[0].value.ofType(boolean)")]
    [InlineData("\"valueBoolean\":true", "\"valueBoolean\":true,\"valueString\":\"x\"", "fhir-two-choices at Observation.component[0]")]
    [InlineData("\"valueBoolean\":true", "\"valueAddress\":{\"text\":\"x\"}", "fhir-choice-type at Observation.component[0]")]
    [InlineData("\"valueBoolean\":true", "\"value\":true", "fhir-unknown-element at Observation.component[0]")]
    [InlineData("\"low\":{\"value\":1}", "\"low\":{\"value\":\"1\"}", "fhir-json-type at Observation.component[0].referenceRange[0].low.value")]
    [InlineData("\"low\":{\"value\":1}", "\"low\":{}", "fhir-empty-element at Observation.component[0].referenceRange[0].low")]
    [InlineData("[{\"low\":{\"value\":1}}]", "{\"low\":{\"value\":1}}", "fhir-array-expected at Observation.component[0].referenceRange[0]")]
    [InlineData("\"code\":{\"text\":\"c\"}", "\"code\":\"c\"", "fhir-object-expected at Observation.component[0].code")]
    [InlineData("\"code\":{\"text\":\"c\"}", "\"code\":null", "fhir-empty-element at Observation.component[0].code")]
    [InlineData("2026-11-16T09:00:00+01:00", "2026-11-31T09:00:00+01:00", "fhir-calendar at Observation.effective.ofType(dateTime)")]
    [InlineData("2026-11-16T09:00:00+01:00", "2026-11-16T09:00:00", "fhir-format at Observation.effective.ofType(dateTime)")]
    [InlineData("\"id\":\"o1\"", "\"id\":\"o 1\"", "fhir-format at Observation.id")]
    [InlineData("Patient/p1", "https://x/fhir/Practitioner/p1/_history/2", "fhir-reference-target at Observation.subject")]
    [InlineData("Patient/p1", "Practitioner?identifier=1", "fhir-reference-target at Observation.subject")]
    [InlineData("\"reference\":\"Patient/p1\"", "\"type\":\"Medication\"", "fhir-reference-target at Observation.subject")]
    [InlineData("\"resourceType\":\"Observation\",", "", "fhir-resource-type-missing at Resource")]
    [InlineData("\"resourceType\":\"Observation\"", "\"resourceType\":\"observation\"", "fhir-resource-type-unknown at Resource")]
    public void A_planted_fault_in_an_observation_is_told_alone_and_in_its_place(string sound, string faulty, string expected) =>
        Planted(Samples.Observation, sound, faulty, expected);

    [Theory]
    [InlineData("\"multipleBirthInteger\":2", "\"multipleBirthInteger\":2.0", "fhir-format at Patient.multipleBirth.ofType(integer)")]
    [InlineData("\"multipleBirthInteger\":2", "\"multipleBirthInteger\":3000000000", "fhir-number-range at Patient.multipleBirth.ofType(integer)")]
    [InlineData("\"given\":[\"A\",\"B\"]", "\"given\":[\"A\",null]", "fhir-empty-element at Patient.name[0].given[1]")]
    [InlineData("\"given\":[\"A\",\"B\"]", "\"given\":\"A\"", "fhir-array-expected at Patient.name[0].given[0]")]
    [InlineData("\"data\":\"AAAA\"", "\"data\":\"AAA\"", "fhir-format at Patient.photo[0].data")]
    [InlineData("\"data\":\"AAAA\"", "\"data\":\"AA A=\",\"size\":3", "fhir-attachment-size at Patient.photo[0]")]
    [InlineData("\"valueCode\":\"c\"", "\"valueCode\":\" c\"", "fhir-format at Patient.birthDate.extension[0].value.ofType(code)")]
    [InlineData("\"url\":\"http://x\",\"valueCode\"", "\"valueCode\"", "fhir-element-missing at Patient.birthDate.extension[0]")]
    [InlineData("\"valueCode\":\"c\"", "\"valueCode\":\"c\",\"extension\":[{\"url\":\"u\",\"valueString\":\"s\"}]", "fhir-extension-content at Patient.birthDate.extension[0]")]
    [InlineData("\"extension\":[{\"url\":\"http://x\",\"valueString\":\"y\"}]", "\"id\":\"a\"", "fhir-empty-element at Patient.contact[0].name.family")]
    [InlineData("\"gender\":\"female\"", "\"gender\":\"female\",\"text\":{\"status\":\"generated\",\"div\":\"plain\"}", "fhir-format at Patient.text.div")]
    [InlineData("\"gender\":\"female\"", "\"gender\":\"female\",\"text\":{\"status\":\"generated\",\"div\":\"<div/>\",\"_div\":{\"extension\":[{\"url\":\"u\",\"valueCode\":\"c\"}]}}", "fhir-too-many at Patient.text.div")]
    public void A_planted_fault_in_a_patient_is_told_alone_and_in_its_place(string sound, string faulty, string expected) =>
        Planted(Samples.Patient, sound, faulty, expected);

    [Theory]
    [InlineData("\"resourceType\":\"Patient\",\"id\":\"p\"", "\"resourceType\":\"Patient\",\"id\":\"p\",\"active\":\"yes\"", "fhir-json-type at List.contained[0].active")]
    [InlineData("\"resourceType\":\"Patient\"", "\"resourceType\":\"Medication\"", "fhir-reference-target at List.subject")]
    [InlineData("\"deleted\":false", "\"deleted\":false,\"resourceType\":\"x\"", "fhir-unknown-element at List.entry[0]")]
    public void A_planted_fault_in_a_list_is_told_alone_and_in_its_place(string sound, string faulty, string expected) =>
        Planted(Samples.List, sound, faulty, expected);

    [Fact]
    public void Bundled_resources_are_checked_and_urns_followed()
    {
        var bundle = $$$"""
            {"resourceType":"Bundle","type":"transaction","entry":[
             {"fullUrl":"urn:uuid:a","resource":{"resourceType":"Patient","id":"1","gender":"x"},"request":{"method":"PUT","url":"Patient/1"}},
             {"fullUrl":"urn:uuid:b","resource":{{{Samples.Observation.Replace("Patient/p1", "urn:uuid:a", StringComparison.Ordinal)}}}},
             {"resource":{{{Samples.Observation.Replace("Patient/p1", "urn:uuid:b", StringComparison.Ordinal)}}},"request":{"method":"FETCH","url":"x"}}]}
            """;
        Assert.Equal(
            ["fhir-code-unknown at Bundle.entry[0].resource.gender", "fhir-reference-target at Bundle.entry[2].resource.subject", "fhir-code-unknown at Bundle.entry[2].request.method"],
            Samples.Findings(bundle));
        Assert.Equal("Bundle.entry[0].resource/*Patient/1*/.gender", StructureValidator.Validate(Samples.Read(bundle), resourceIds: true)[0].Location.Expression);
    }

    [Theory]
    [InlineData("""{"coding":[{"system":"http://x","code":"active"}]}""", true)]
    [InlineData("""{"coding":[{"code":"active"}]}""", true)]
    [InlineData("""{"text":"active"}""", true)]
    [InlineData("""{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}],"text":"x"}""", false)]
    public void A_required_concept_needs_a_coding_of_its_value_set(string concept, bool faulty)
    {
        var findings = Samples.Findings("""{"resourceType":"Condition","subject":{"display":"x"},"clinicalStatus":""" + concept + "}");
        Assert.Equal(faulty ? ["fhir-code-unknown at Condition.clinicalStatus"] : [], findings);
    }

    [Fact]
    public void Line_and_column_are_those_of_the_faulty_value()
    {
        var issue = Assert.Single(StructureValidator.Validate(Samples.Read("{\"resourceType\":\"Patient\",\n \"language\":\"é\", \"gender\":\"x\"}")));
        Assert.Equal((2, 27), (issue.Location.Line, issue.Location.Column));
    }

    [Fact]
    public void A_tree_that_was_built_is_checked_without_line_and_column()
    {
        var builder = new NodeTreeBuilder();
        builder.Begin(null, NodeKind.Object);
        builder.Add("resourceType", NodeKind.String, "Patient");
        builder.Add("gender", NodeKind.String, "x");
        builder.End();
        var issue = Assert.Single(StructureValidator.Validate(builder.Build().Root));
        Assert.Null(issue.Location.Line);
        Assert.Equal("Patient.gender", issue.Location.Expression);
    }

    [Fact]
    public void A_property_name_that_may_be_anything_is_not_repeated()
    {
        var issues = StructureValidator.Validate(Samples.Read("""{"resourceType":"Patient","Jeanne Martin 2790351":1,"jeanne":2}"""));
        Assert.Equal(["?", "jeanne"], issues.Select(i => i.Arguments[0]));
        Assert.DoesNotContain(issues, i => i.Text(Language.French).Contains("Martin", StringComparison.Ordinal));
    }

    [Fact]
    public void A_sound_bundle_costs_next_to_no_memory()
    {
        var entries = string.Join(',', Enumerable.Range(0, 30).Select(i => $"{{\"fullUrl\":\"urn:uuid:{i}\",\"resource\":{(i % 2 == 0 ? Samples.Observation : Samples.Patient)}}}"));
        var bundle = Samples.Read("{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[" + entries + "]}");
        Assert.Empty(StructureValidator.Validate(bundle));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Empty(StructureValidator.Validate(bundle));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000);
        Assert.Equal(FhirJson.ToBytes(bundle), FhirJson.ToBytes(Samples.Read(Encoding.UTF8.GetString(FhirJson.ToBytes(bundle)))));
    }

    [Fact]
    public void Validation_stops_at_the_limit()
    {
        var json = "{\"resourceType\":\"Patient\",\"name\":[" + string.Join(',', Enumerable.Repeat("{\"use\":\"x\"}", 5000)) + "]}";
        var issues = StructureValidator.Validate(Samples.Read(json));
        Assert.Equal(StructureValidator.MaxFindings + 1, issues.Count);
        Assert.Equal("fhir-findings-cut", issues[^1].Code.Id);
    }

    [Fact]
    public void Shapes_that_the_tree_cannot_hold_are_told_by_the_reader_with_their_expression()
    {
        var issues = new List<Issue>();
        FhirJson.Read(Encoding.UTF8.GetBytes("""{"resourceType":"Patient","name":[{"text":"a"},{"given":[]}]}"""), issues);
        Assert.Equal("Patient.name[1].given", Assert.Single(issues).Location.Expression);
    }

    private static void Planted(string sample, string sound, string faulty, string expected)
    {
        Assert.Contains(sound, sample, StringComparison.Ordinal);
        Assert.Equal([expected], Samples.Findings(sample.Replace(sound, faulty, StringComparison.Ordinal)));
    }
}
