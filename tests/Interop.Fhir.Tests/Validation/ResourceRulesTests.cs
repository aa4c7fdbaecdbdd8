using Interop.Fhir.Packages;
using Interop.Fhir.Tests.Support;

namespace Interop.Fhir.Tests.Validation;

/// <summary>Rules that R4 tells in words and not in invariants: each with what breaks it and what keeps it.</summary>
public sealed class ResourceRulesTests
{
    private const string Organization = """{"resourceType":"Organization","id":"o","name":"x"}""";

    [Theory]
    [InlineData("""{"resourceType":"Patient","name":[{"id":"a","family":"x"},{"id":"b","family":"y"}]}""", null)]
    [InlineData("""{"resourceType":"Patient","name":[{"id":"a","family":"x"},{"id":"a","family":"y"}]}""", "fhir-id-repeated at Patient.name[1].id")]
    [InlineData("""{"resourceType":"Patient","name":[{"id":"a b","family":"x"}]}""", "fhir-id-space at Patient.name[0].id")]
    [InlineData("""{"resourceType":"Patient","contained":[{"resourceType":"Organization","name":"x"}]}""", "fhir-contained-id at Patient.contained[0]")]
    [InlineData("""{"resourceType":"Patient","contained":[{"resourceType":"Organization","id":"o","name":"x"},{"resourceType":"Organization","id":"o","name":"y"}],"managingOrganization":{"reference":"#o"}}""", "fhir-id-repeated at Patient.contained[1].id")]
    public void Ids_inside_a_resource(string json, string? expected) => Is(json, expected, "-id");

    [Theory]
    [InlineData("Organization/1", null, null)]
    [InlineData("Organization/1/_history/2", null, null)]
    [InlineData("Organization?identifier=x|y", null, null)]
    [InlineData("http://x.org/fhir/Organization/1", "Organization", null)]
    [InlineData("urn:uuid:c757873d-ec9a-4326-a141-556f43239520-x", null, null)]
    [InlineData("Organization/1/_history/", null, "fhir-reference-format")]
    [InlineData("Organization/a b", null, "fhir-reference-format")]
    [InlineData("Club/1", null, "fhir-reference-format")]
    [InlineData("1", null, "fhir-reference-format")]
    [InlineData("Organization/1", "Group", "fhir-reference-type")]
    [InlineData("http://x.org/fhir/Organization/1/_history/3", "Group", "fhir-reference-type")]
    public void The_text_of_a_reference(string reference, string? type, string? expected) => Is(
        $$$"""{"resourceType":"Patient","managingOrganization":{"reference":"{{{reference}}}"{{{(type is null ? "" : $",\"type\":\"{type}\"")}}}}}""",
        expected is null ? null : expected + " at Patient.managingOrganization", "-reference-");

    [Theory]
    [InlineData("collection", "\"fullUrl\":\"http://x.org/Organization/o\",", null)]
    [InlineData("collection", "\"fullUrl\":\"http://x.org/Organization/p\",", "fhir-full-url-other at Bundle.entry[0]")]
    [InlineData("collection", "\"fullUrl\":\"http://x.org/Patient/o\",", "fhir-full-url-other at Bundle.entry[0]")]
    [InlineData("collection", "\"fullUrl\":\"urn:uuid:c757873d-ec9a-4326-a141-556f43239520\",", null)]
    [InlineData("collection", "", null)]
    [InlineData("message", "", "fhir-full-url-missing at Bundle.entry[0]")]
    public void The_full_url_of_an_entry(string type, string fullUrl, string? expected) =>
        Is($$$"""{"resourceType":"Bundle","type":"{{{type}}}","entry":[{{{{fullUrl}}}"resource":{{{Organization}}}}]}""", expected, "-full-url-");

    [Theory]
    [InlineData("Organization/o", null)]
    [InlineData("http://x.org/Organization/o", null)]
    [InlineData("Organization/p", "fhir-reference-not-in-bundle at Bundle.entry[0].resource.author[0]")]
    [InlineData("http://y.org/Organization/o", "fhir-reference-not-in-bundle at Bundle.entry[0].resource.author[0]")]
    public void What_a_composition_refers_to_is_in_the_document(string author, string? expected) => Is($$"""
        {"resourceType":"Bundle","type":"document","entry":[
          {"fullUrl":"http://x.org/Composition/c","resource":{"resourceType":"Composition","id":"c","author":[{"reference":"{{author}}"}]} },
          {"fullUrl":"http://x.org/Organization/o","resource":{{Organization}} }]}
        """, expected, "-not-in-bundle");

    [Theory]
    [InlineData("2", null)]
    [InlineData("1", null)]
    [InlineData("3", "fhir-reference-version at Bundle.entry[2].resource.managingOrganization")]
    public void A_reference_to_a_version_in_a_bundle(string version, string? expected) => Is($$$"""
        {"resourceType":"Bundle","type":"collection","entry":[
          {"fullUrl":"http://x.org/Organization/o","resource":{"resourceType":"Organization","id":"o","meta":{"versionId":"1"},"name":"x"} },
          {"fullUrl":"http://x.org/Organization/o","resource":{"resourceType":"Organization","id":"o","meta":{"versionId":"2"},"name":"x"} },
          {"fullUrl":"http://x.org/Patient/p","resource":{"resourceType":"Patient","id":"p","managingOrganization":{"reference":"Organization/o/_history/{{{version}}}"} } }]}
        """, expected, "-version");

    [Theory]
    [InlineData("qvTGHdzF6KLavt4PO0gs2a6pQ00=", null)]
    [InlineData("qvTGHdzF6KLavt4PO0gs2a6pQ0A=", "fhir-attachment-hash at Patient.photo[0]")]
    public void The_hash_of_an_attachment(string hash, string? expected) =>
        Is($$$"""{"resourceType":"Patient","photo":[{"contentType":"text/plain","data":"aGVsbG8=","hash":"{{{hash}}}"}]}""", expected, "-hash");

    [Theory]
    [InlineData("Patient.name.family", null)]
    [InlineData("Patient.deceased[x]", null)]
    [InlineData("Patient.deceasedBoolean", null)]
    [InlineData("Patient.contained.anything", null)]
    [InlineData("Patient.nam", "fhir-element-path at StructureDefinition.differential.element[0]")]
    [InlineData("Person.name", "fhir-element-path at StructureDefinition.differential.element[0]")]
    public void The_paths_of_a_profile(string path, string? expected) =>
        Is(Guides.Profile("Patient", $$"""{"path":"{{path}}"}"""), expected, "-element-path");

    [Theory]
    [InlineData("""{"resourceType":"Patient","identifier":[{"system":"urn:ietf:rfc:3986","value":"urn:oid:1.2"}]}""", null)]
    [InlineData("""{"resourceType":"Patient","identifier":[{"system":"urn:ietf:rfc:3986","value":"12"}]}""", "fhir-identifier-no-uri at Patient.identifier[0].value")]
    [InlineData("""{"resourceType":"Patient","identifier":[{"system":"hospital","value":"12"}]}""", "fhir-system-relative at Patient.identifier[0].system")]
    [InlineData("""{"resourceType":"CarePlan","instantiatesCanonical":["http://x.org/p|1","#p"]}""", null)]
    [InlineData("""{"resourceType":"CarePlan","instantiatesCanonical":["PlanDefinition/p"]}""", "fhir-canonical-relative at CarePlan.instantiatesCanonical[0]")]
    [InlineData("""{"resourceType":"SearchParameter","expression":"Patient.name | Patient.contact.name"}""", null)]
    [InlineData("""{"resourceType":"SearchParameter","expression":"Patient.name ||"}""", "fhir-expression-fault at SearchParameter.expression")]
    [InlineData("""{"resourceType":"Questionnaire","item":[{"linkId":"a"},{"linkId":"b","enableWhen":[{"question":"a"}]}]}""", null)]
    [InlineData("""{"resourceType":"Questionnaire","item":[{"linkId":"a"},{"linkId":"b","enableWhen":[{"question":"c"}]}]}""", "fhir-condition-question at Questionnaire.item[1].enableWhen[0].question")]
    public void Values_that_the_standard_describes_in_words(string json, string? expected) => Is(json, expected, "-no-uri", "-relative", "-expression-fault", "-condition-");

    [Theory]
    [InlineData(1024 * 1024, null)]
    [InlineData(1024 * 1024 + 1, "fhir-text-long at Patient.name[0].family")]
    public void The_length_of_a_text(int length, string? expected) =>
        Is($$"""{"resourceType":"Patient","name":[{"family":"{{new string('x', length)}}"}]}""", expected, "-long");

    [Theory]
    [InlineData("{tablets}", null)]
    [InlineData("mm[Hg]", null)]
    [InlineData("[unknown'U]", null)]
    [InlineData("dB", null)]
    [InlineData("mgs", "fhir-unit-unknown")]
    [InlineData("milligrams per liter", "fhir-code-not-in-system")]
    [InlineData("{tab lets", "fhir-code-not-in-system")]
    public void The_unit_of_a_quantity(string code, string? expected) => Is(
        $$$"""{"resourceType":"Observation","valueQuantity":{"value":1,"system":"http://unitsofmeasure.org","code":"{{{code}}}"}}""",
        expected is null ? null : expected + " at Observation.value.ofType(Quantity).code", "-in-system", "-unit-");

    [Theory]
    [InlineData("en-US", true)]
    [InlineData("english!", false)]
    public void The_language_of_a_resource(string language, bool isTag) =>
        Is($$"""{"resourceType":"Patient","language":"{{language}}"}""", isTag ? null : "fhir-code-not-in-system at Patient.language", "-in-system");

    [Theory]
    [InlineData("""{"resourceType":"Patient","extension":[{"url":"http://hl7.org/fhir/StructureDefinition/patient-birthPlace","valueAddress":{"city":"x"}}]}""", null)]
    [InlineData("""{"resourceType":"Patient","modifierExtension":[{"url":"http://hl7.org/fhir/StructureDefinition/patient-birthPlace","valueAddress":{"city":"x"}}]}""", "fhir-extension-modifier at Patient.modifierExtension[0]")]
    [InlineData("""{"resourceType":"Patient","extension":[{"url":"http://hl7.org/fhir/StructureDefinition/patient-birthPlace","valueAddress":{"city":"x"}},{"url":"http://hl7.org/fhir/StructureDefinition/patient-birthPlace","valueAddress":{"city":"y"}}]}""", "fhir-profile-too-many at Patient")]
    public void Where_an_extension_stands_and_how_often(string json, string? expected) => Is(json, expected, "-modifier ", "-too-many");

    [Theory]
    [InlineData("\\u0001", false)]
    [InlineData("\\t\\r\\n", true)]
    public void Control_characters_in_text(string text, bool isGood) =>
        Is($$"""{"resourceType":"Patient","name":[{"family":"a{{text}}b"}]}""", isGood ? null : "fhir-format at Patient.name[0].family", "-format");

    [Theory]
    [InlineData("urn:oid:1.2.3", true)]
    [InlineData("urn:oid:1.2.3|4", true)]
    [InlineData("urn:oid:X.Y", false)]
    [InlineData("urn:uuid:C757873D-EC9A-4326-A141-556F43239520", true)]
    [InlineData("urn:uuid:c757873d-ec9a-4326-a141-556f43239520#x", true)]
    [InlineData("urn:uuid:c757873d", false)]
    public void URNs_in_uris(string uri, bool isGood) =>
        Is($$"""{"resourceType":"Patient","implicitRules":"{{uri}}"}""", isGood ? null : "fhir-format at Patient.implicitRules", "-format");

    private static void Is(string json, string? expected, params string[] about) =>
        Assert.Equal(expected is null ? [] : [expected], Guides.Findings(Conformance.R4, json).Where(f => about.Any(a => f.Contains(a, StringComparison.Ordinal))));
}
