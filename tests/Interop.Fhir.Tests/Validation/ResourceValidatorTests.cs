using Interop.Fhir.Definitions;
using Interop.Fhir.FhirPath;
using Interop.Fhir.Issues;
using Interop.Fhir.Tests.Support;
using Interop.Fhir.Validation;

namespace Interop.Fhir.Tests.Validation;

public sealed class ResourceValidatorTests
{
    private const string Narrative = """ "text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">x</div>"}""";

    [Fact]
    public void A_sound_resource_has_no_findings()
    {
        Assert.Empty(Found("""{"resourceType":"Encounter","status":"finished","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"AMB"},"period":{"start":"2026-01-01","end":"2026-01-02"},""" + Narrative + "}"));
    }

    [Fact]
    public void A_broken_rule_of_a_data_type_is_told_where_the_element_is()
    {
        Assert.Equal(["fhir-rule per-1 at Encounter.period"],
            Found("""{"resourceType":"Encounter","status":"finished","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"AMB"},"period":{"start":"2026-01-03","end":"2026-01-02"},""" + Narrative + "}"));
    }

    [Fact]
    public void A_recommendation_that_is_not_followed_is_a_warning()
    {
        var issue = Assert.Single(Validate("""{"resourceType":"Patient"}"""));
        Assert.Equal(("fhir-rule-advice", "dom-6", IssueSeverity.Warning), (issue.Code.Id, issue.Arguments[0], issue.Severity));
    }

    [Fact]
    public void Recommendations_do_not_crowd_out_errors()
    {
        var entries = string.Join(',', Enumerable.Repeat("""{"resource":{"resourceType":"Patient"}}""", 800));
        var issues = Validate("""{"resourceType":"Bundle","type":"collection","entry":[""" + entries + """,{"resource":{"resourceType":"Patient","contact":[{"gender":"male"}]}}]}""");
        Assert.Equal("fhir-rule", Assert.Single(issues, i => i.IsError).Code.Id);
        Assert.Single(issues, i => i.Code.Id == "fhir-advice-cut");
    }

    [Fact]
    public void A_contained_resource_that_nothing_refers_to_is_told_where_it_is()
    {
        Assert.Equal(["fhir-contained-unused at Patient.contained[0]"], Found("""{"resourceType":"Patient","contained":[{"resourceType":"Organization","id":"o","name":"x"}],""" + Narrative + "}"));
        Assert.Empty(Found("""{"resourceType":"Patient","contained":[{"resourceType":"Organization","id":"o","name":"x"}],"managingOrganization":{"reference":"#o"},""" + Narrative + "}"));
    }

    [Fact]
    public void A_rule_that_cannot_be_evaluated_is_said_to_be_so()
    {
        var patient = Samples.Read(Samples.Patient);
        var findings = new Findings(false);
        Rule[] rules = [new("x-1", true, "", "name.given.substring(1) = 'a'"), new("x-2", true, "", "((")];
        RuleCheck.All(rules, patient, R4Definitions.Instance.Find("Patient")!, FhirPathContext.Empty, findings);
        Assert.Equal(["fhir-rule-unusable", "fhir-rule-unusable"], findings.All.Select(i => i.Code.Id));
    }

    private static IReadOnlyList<Issue> Validate(string json) => ResourceValidator.Validate(Samples.Read(json), ValidationOptions.R4);

    private static IEnumerable<string> Found(string json) =>
        Validate(json).Select(i => i.Code.Id + (i.Code.Id.StartsWith("fhir-rule", StringComparison.Ordinal) ? " " + i.Arguments[0] : "") + " at " + i.Location.Expression);
}
