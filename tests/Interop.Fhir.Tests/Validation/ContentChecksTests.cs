using Interop.Fhir.Tests.Support;
using Interop.Fhir.Validation;

namespace Interop.Fhir.Tests.Validation;

/// <summary>Codings, extensions, bundles and texts, each with a planted fault.</summary>
public sealed class ContentChecksTests
{
    [Theory]
    [InlineData("""{"system":"Location!","code":"x"}""", "fhir-system-relative at Basic.code.coding[0].system")]
    [InlineData("""{"system":"http://hl7.org/fhir/ValueSet/basic-resource-type","code":"x"}""", "fhir-system-is-value-set at Basic.code.coding[0].system")]
    [InlineData("""{"system":"http://hl7.org/fhir/no-such-system","code":"x"}""", "fhir-system-unknown at Basic.code.coding[0].system")]
    [InlineData("""{"system":"http://external.test","code":"x"}""", "fhir-system-not-checked at Basic.code.coding[0].system")]
    [InlineData("""{"system":"http://terminology.hl7.org/CodeSystem/basic-resource-type","code":"nothing"}""", "fhir-code-not-in-system at Basic.code.coding[0].code")]
    [InlineData("""{"system":"http://terminology.hl7.org/CodeSystem/basic-resource-type","code":"consent","display":"Other"}""", "fhir-display at Basic.code.coding[0].display")]
    [InlineData("""{"system":"urn:ietf:bcp:47","code":"fr_FR"}""", "fhir-code-not-in-system at Basic.code.coding[0].code")]
    [InlineData("""{"system":"urn:ietf:bcp:47","code":"fr"}""", "")]
    [InlineData("""{"system":"http://terminology.hl7.org/CodeSystem/basic-resource-type","code":"consent"}""", "")]
    public void A_coding_has_a_system_that_is_one_and_a_code_of_it(string coding, string expected)
    {
        Assert.Equal(expected.Length == 0 ? [] : [expected], Guides.Findings(Guides.Of(), """{"resourceType":"Basic","code":{"coding":[""" + coding + "]}}"));
    }

    [Fact]
    public void Codes_are_held_to_the_value_set_by_the_strength_of_the_binding()
    {
        string Bound(string strength, string valueSet) => $$$"""{"path":"Basic.code","binding":{"strength":"{{{strength}}}","valueSet":"{{{valueSet}}}"}}""";
        const string Types = "http://hl7.org/fhir/ValueSet/basic-resource-type";
        const string Basic = """{"resourceType":"Basic","code":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"AMB"}]}}""";
        Assert.Equal(["fhir-not-in-value-set at Basic.code"], Guides.Under(Bound("required", Types), Basic));
        Assert.Equal(["fhir-not-in-extensible at Basic.code"], Guides.Under(Bound("extensible", Types), Basic));
        Assert.Empty(Guides.Under(Bound("preferred", Types), Basic));
        Assert.Equal(["fhir-binding-not-checked at Basic.code"], Guides.Under(Bound("required", "http://t/absent"), Basic));
    }

    [Theory]
    [InlineData("""{"url":"relative","valueString":"x"}""", "fhir-extension-relative")]
    [InlineData("""{"url":"http://unknown.test/x","valueString":"x"}""", "fhir-extension-unknown")]
    [InlineData("""{"url":"http://example.org/x","valueString":"x"}""", "fhir-extension-not-checked")]
    [InlineData("""{"url":"http://hl7.org/fhir/StructureDefinition/patient-birthPlace","valueAddress":{"city":"x"}}""", "")]
    [InlineData("""{"url":"http://hl7.org/fhir/StructureDefinition/humanname-own-name","valueString":"x"}""", "fhir-extension-context")]
    public void An_extension_is_known_and_where_it_may_be(string extension, string expected)
    {
        Assert.Equal(expected.Length == 0 ? [] : [expected + " at Patient.extension[0]"], Guides.Findings(Guides.Of(), """{"resourceType":"Patient","extension":[""" + extension + "]}"));
    }

    [Fact]
    public void An_extension_has_the_type_of_its_definition()
    {
        Assert.Equal(["fhir-type-not-allowed at Patient.extension[0].value.ofType(string)"],
            Guides.Findings(Guides.Of(), """{"resourceType":"Patient","extension":[{"url":"http://hl7.org/fhir/StructureDefinition/patient-birthPlace","valueString":"x"}]}"""));
    }

    [Fact]
    public void Unknown_extensions_can_be_let_pass_but_modifiers_never()
    {
        IEnumerable<string> Found(string name) => ResourceValidator.Validate(
            Samples.Read("""{"resourceType":"Basic","code":{"text":"x"},"NAME":[{"url":"http://unknown.test/x","valueString":"x"}]}""".Replace("NAME", name, StringComparison.Ordinal)),
            new ValidationOptions { AllowUnknownExtensions = true }).Select(i => i.Code.Id).Where(id => id.StartsWith("fhir-ext", StringComparison.Ordinal));
        Assert.Equal(["fhir-extension-not-checked"], Found("extension"));
        Assert.Equal(["fhir-extension-unknown"], Found("modifierExtension"));
    }

    [Theory]
    [InlineData("""{"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"Basic/1","resource":{"resourceType":"Basic","code":{"text":"x"}}}]}""", "fhir-full-url-relative at Bundle.entry[0]")]
    [InlineData("""{"resourceType":"Bundle","type":"searchset","link":[{"relation":"self","url":"http://x"},{"relation":"self","url":"http://x"}]}""", "fhir-bundle-link at Bundle.link[1]")]
    [InlineData("""{"resourceType":"Bundle","type":"searchset","entry":[{"fullUrl":"http://x/Basic/1","search":{"mode":"outcome"},"resource":{"resourceType":"Basic","code":{"text":"x"}}}]}""", "fhir-search-mode at Bundle.entry[0].resource")]
    [InlineData("""{"resourceType":"Bundle","type":"transaction","entry":[{"fullUrl":"urn:uuid:e1ad8b5b-5a4c-4a2c-9d1e-3f0c6f1d2a10","request":{"method":"POST","url":"Basic"},"resource":{"resourceType":"Basic","code":{"text":"x"},"subject":{"reference":"urn:uuid:e1ad8b5b-5a4c-4a2c-9d1e-3f0c6f1d2a11"}}}]}""", "fhir-reference-not-in-bundle at Bundle.entry[0].resource.subject")]
    [InlineData("""{"resourceType":"Parameters","parameter":[{"name":"a","resource":{"resourceType":"Patient","id":"1"}},{"name":"b","resource":{"resourceType":"Basic","code":{"text":"x"},"subject":{"reference":"Patient/2"}}}]}""", "fhir-reference-not-in-bundle at Parameters.parameter[1].resource.subject")]
    [InlineData("""{"resourceType":"Basic","code":{"text":"x"},"text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><a href=\"#a\">x</a><a href=\"#b\">y</a><p id=\"a\">z</p></div>"}}""", "fhir-narrative-link at Basic.text.div")]
    [InlineData("""{"resourceType":"Patient","name":[{"text":"x <script>y</script>"}]}""", "fhir-active-text at Patient.name[0].text")]
    [InlineData("""{"resourceType":"SearchParameter","url":"http://x","name":"X","status":"draft","description":"x","code":"name","base":["Organization"],"type":"token","expression":"Organization.name","derivedFrom":"http://hl7.org/fhir/SearchParameter/Organization-name"}""", "fhir-search-parameter at SearchParameter")]
    public void A_planted_fault_is_found(string json, string expected)
    {
        Assert.Equal([expected], Guides.Findings(Guides.Of(), json));
    }

    [Theory]
    [InlineData("use", "")]
    [InlineData("$this.period.start", "")]
    [InlineData("extension('http://x').value", "")]
    [InlineData("colour", "fhir-discriminator at StructureDefinition.differential.element[1].slicing.discriminator[0]")]
    public void A_discriminator_leads_to_an_element(string path, string expected)
    {
        var profile = Guides.Profile("Patient", """{"id":"Patient","path":"Patient"},{"id":"Patient.telecom","path":"Patient.telecom","slicing":{"discriminator":[{"type":"value","path":"PATH"}],"rules":"open"}}""".Replace("PATH", path, StringComparison.Ordinal));
        Assert.Equal(expected.Length == 0 ? [] : [expected], Guides.Findings(Guides.Of(), profile));
    }

    [Fact]
    public void A_guide_can_demand_a_profile_of_every_resource_of_a_type()
    {
        var guide = Guides.Of(Guides.Profile("Patient", """{"path":"Patient.photo","min":1}"""));
        Assert.Empty(Guides.Findings(guide, """{"resourceType":"Patient","active":true}"""));
        guide.Add(Samples.Read($$"""{"resourceType":"ImplementationGuide","global":[{"type":"Patient","profile":"{{Guides.Url}}"}]}"""));
        Assert.Equal(["fhir-profile-too-few at Patient"], Guides.Findings(guide, """{"resourceType":"Patient","active":true}"""));
    }
}
