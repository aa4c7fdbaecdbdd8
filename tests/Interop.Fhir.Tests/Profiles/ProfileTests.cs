using Interop.Fhir.Tests.Support;

namespace Interop.Fhir.Tests.Profiles;

public sealed class ProfileTests
{
    private const string Person = """{"resourceType":"Patient","name":[{"family":"Long","given":["A","B"]}],"gender":"female","birthDate":"1979-03-02","active":true}""";

    [Theory]
    [InlineData("""{"path":"Patient.identifier","min":1}""", "fhir-profile-too-few at Patient")]
    [InlineData("""{"path":"Patient.name.given","max":"1"}""", "fhir-profile-too-many at Patient.name[0]")]
    [InlineData("""{"path":"Patient.gender","fixedCode":"male"}""", "fhir-fixed at Patient.gender")]
    [InlineData("""{"path":"Patient.name","patternHumanName":{"use":"official"}}""", "fhir-pattern at Patient.name[0]")]
    [InlineData("""{"path":"Patient.name.family","maxLength":3}""", "fhir-too-long at Patient.name[0].family")]
    [InlineData("""{"path":"Patient.birthDate","minValueDate":"1980-01-01"}""", "fhir-below-minimum at Patient.birthDate")]
    [InlineData("""{"path":"Patient.birthDate","maxValueDate":"1978-01-01"}""", "fhir-above-maximum at Patient.birthDate")]
    [InlineData("""{"path":"Patient","constraint":[{"key":"p-1","severity":"error","human":"no","expression":"active.not()"}]}""", "fhir-rule at Patient")]
    public void What_a_profile_demands_and_the_resource_lacks_is_told_where_it_is(string element, string expected)
    {
        Assert.Equal([expected], Guides.Under(element, Person));
    }

    [Theory]
    [InlineData("""{"path":"Patient.identifier","min":0}""")]
    [InlineData("""{"path":"Patient.name.given","min":2,"max":"2"}""")]
    [InlineData("""{"path":"Patient.gender","fixedCode":"female"}""")]
    [InlineData("""{"path":"Patient.name","patternHumanName":{"family":"Long","given":["B"]}}""")]
    [InlineData("""{"path":"Patient.birthDate","minValueDate":"1979-03-02"}""")]
    public void What_a_profile_demands_and_the_resource_has_is_not_told(string element)
    {
        Assert.Empty(Guides.Under(element, Person));
    }

    [Fact]
    public void A_fixed_value_names_the_children_that_are_too_many()
    {
        Assert.Equal(["fhir-fixed at Patient.name[0].given[0]", "fhir-fixed at Patient.name[0].given[1]"], Guides.Under("""{"path":"Patient.name","fixedHumanName":{"family":"Long"}}""", Person));
    }

    [Fact]
    public void A_choice_may_be_narrowed_to_a_type()
    {
        Assert.Equal(["fhir-type-not-allowed at Observation.value.ofType(Quantity)"], Guides.Under("""{"path":"Observation.value[x]","type":[{"code":"string"}]}""",
            """{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueQuantity":{"value":1}}"""));
    }

    [Fact]
    public void The_name_of_a_chosen_type_stands_for_its_slice()
    {
        const string Elements = """{"path":"Observation.valueQuantity","min":1},{"path":"Observation.valueQuantity.code","min":1}""";
        Assert.Equal(["fhir-profile-too-few at Observation.value.ofType(Quantity)"], Guides.Under(Elements, """{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueQuantity":{"value":1}}"""));
        Assert.Equal(["fhir-profile-too-few at Observation"], Guides.Under(Elements, """{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueString":"x"}"""));
    }

    [Fact]
    public void A_profile_holds_what_its_base_demands_too()
    {
        const string Parent = "http://test.example/StructureDefinition/parent";
        var guide = Guides.Of(Guides.Profile("Patient", """{"path":"Patient.identifier","min":1}""", Parent), Guides.Profile("Patient", """{"path":"Patient.telecom","min":1}""", parent: Parent));
        Assert.Equal(["fhir-profile-too-few at Patient", "fhir-profile-too-few at Patient"], Guides.Findings(guide, Person, Guides.Url));
    }

    [Fact]
    public void A_base_that_is_missing_is_named_and_a_snapshot_stands_in_for_it()
    {
        const string Parent = "http://test.example/StructureDefinition/absent";
        var profile = Guides.Profile("Patient", """{"path":"Patient.telecom","min":1}""", parent: Parent);
        Assert.Equal(["fhir-profile-unknown at Patient", "fhir-profile-too-few at Patient"], Guides.Findings(Guides.Of(profile), Person, Guides.Url));
        var whole = profile.Replace("\"differential\"",
            "\"snapshot\":{\"element\":[{\"path\":\"Patient\"},{\"path\":\"Patient.telecom\",\"min\":1},{\"path\":\"Patient.photo\",\"min\":1}]},\"differential\"", StringComparison.Ordinal);
        Assert.Equal(["fhir-profile-too-few at Patient", "fhir-profile-too-few at Patient"], Guides.Findings(Guides.Of(whole), Person, Guides.Url));
    }

    [Fact]
    public void A_profile_that_is_unknown_or_of_another_type_is_said_so()
    {
        Assert.Equal(["fhir-profile-unknown at Patient"], Guides.Findings(Guides.Of(), Person, Guides.Url));
        Assert.Equal(["fhir-profile-type at Patient"], Guides.Findings(Guides.Of(Guides.Profile("Group", """{"path":"Group.name","min":1}""")), Person, Guides.Url));
        Assert.Equal(["fhir-profile-type at Patient"], Guides.Findings(Guides.Of(), Person, "http://hl7.org/fhir/StructureDefinition/Group"));
    }

    [Fact]
    public void An_element_must_fit_one_of_the_profiles_of_its_type()
    {
        const string A = "http://test.example/StructureDefinition/a";
        const string B = "http://test.example/StructureDefinition/b";
        var guide = Guides.Of(Guides.Profile("HumanName", """{"path":"HumanName.use","min":1}""", A), Guides.Profile("HumanName", """{"path":"HumanName.text","min":1}""", B),
            Guides.Profile("Patient", $$"""{"path":"Patient.name","type":[{"code":"HumanName","profile":["{{A}}","{{B}}"]}]}"""));
        Assert.Equal(["fhir-no-profile-fits at Patient.name[0]"], Guides.Findings(guide, Person, Guides.Url));
        Assert.Empty(Guides.Findings(guide, Person.Replace("\"family\"", "\"text\":\"x\",\"family\"", StringComparison.Ordinal), Guides.Url));
    }

    [Fact]
    public void A_reference_leads_to_a_resource_that_fits_a_profile()
    {
        const string Target = "http://test.example/StructureDefinition/organisation";
        var guide = Guides.Of(Guides.Profile("Organization", """{"path":"Organization.telecom","min":1}""", Target),
            Guides.Profile("Patient", $$"""{"path":"Patient.managingOrganization","type":[{"code":"Reference","targetProfile":["{{Target}}"]}]}"""));
        string With(string organisation) => """{"resourceType":"Patient","contained":[{"resourceType":"Organization","id":"o","name":"x" """ + organisation + """}],"managingOrganization":{"reference":"#o"}}""";
        Assert.Equal(["fhir-target-profile at Patient.managingOrganization"], Guides.Findings(guide, With(""), Guides.Url));
        Assert.Empty(Guides.Findings(guide, With(""","telecom":[{"system":"url","value":"x"}]"""), Guides.Url));
    }

    [Fact]
    public void A_vital_sign_is_held_to_its_profile_claimed_or_not()
    {
        Assert.Contains("fhir-profile-too-few at Observation", Guides.Findings(Guides.Of(), """{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"8867-4"}]}}"""));
    }
}
