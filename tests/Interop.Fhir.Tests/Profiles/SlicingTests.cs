using Interop.Fhir.Tests.Support;

namespace Interop.Fhir.Tests.Profiles;

public sealed class SlicingTests
{
    private const string ByUse = """
        {"id":"Patient.telecom","path":"Patient.telecom","slicing":{"discriminator":[{"type":"value","path":"use"}],"rules":"RULES","ordered":ORDERED}},
        {"id":"Patient.telecom:home","path":"Patient.telecom","sliceName":"home","min":1,"max":"1"},{"id":"Patient.telecom:home.use","path":"Patient.telecom.use","fixedCode":"home"},
        {"id":"Patient.telecom:work","path":"Patient.telecom","sliceName":"work","max":"1"},{"id":"Patient.telecom:work.use","path":"Patient.telecom.use","fixedCode":"work"},
        {"id":"Patient.telecom:work.value","path":"Patient.telecom.value","min":1}
        """;

    [Theory]
    [InlineData("home,work", "open", "false", "")]
    [InlineData("work", "open", "false", "fhir-profile-too-few at Patient")]
    [InlineData("home,home", "open", "false", "fhir-profile-too-many at Patient")]
    [InlineData("home,old", "open", "false", "")]
    [InlineData("home,old", "closed", "false", "fhir-slice-closed at Patient.telecom[1]")]
    [InlineData("old,home", "openAtEnd", "false", "fhir-slice-order at Patient.telecom[1]")]
    [InlineData("home,old", "openAtEnd", "false", "")]
    [InlineData("work,home", "open", "true", "fhir-slice-order at Patient.telecom[1]")]
    public void Items_are_counted_slice_by_slice(string uses, string rules, string ordered, string expected)
    {
        var telecom = string.Join(',', uses.Split(',').Select(use => $$"""{"use":"{{use}}","system":"phone","value":"1"}"""));
        var elements = ByUse.Replace("RULES", rules, StringComparison.Ordinal).Replace("ORDERED", ordered, StringComparison.Ordinal);
        Assert.Equal(expected.Length == 0 ? [] : [expected], Guides.Under(elements, """{"resourceType":"Patient","telecom":[""" + telecom + "]}"));
    }

    [Fact]
    public void An_item_is_held_to_what_its_slice_demands()
    {
        var elements = ByUse.Replace("RULES", "open", StringComparison.Ordinal).Replace("ORDERED", "false", StringComparison.Ordinal);
        Assert.Equal(["fhir-profile-too-few at Patient.telecom[1]"],
            Guides.Under(elements, """{"resourceType":"Patient","telecom":[{"use":"home","system":"phone","value":"1"},{"use":"work"}]}"""));
    }

    [Fact]
    public void Slices_without_element_ids_are_found_by_their_order()
    {
        const string Elements = """
            {"path":"Patient.telecom","slicing":{"discriminator":[{"type":"value","path":"use"}],"rules":"open"}},
            {"path":"Patient.telecom","sliceName":"home"},{"path":"Patient.telecom.use","fixedCode":"home"},{"path":"Patient.telecom.value","min":1}
            """;
        Assert.Equal(["fhir-profile-too-few at Patient.telecom[1]"], Guides.Under(Elements, """{"resourceType":"Patient","telecom":[{"use":"work"},{"use":"home"}]}"""));
    }

    [Fact]
    public void A_pattern_an_existence_and_a_type_tell_items_apart()
    {
        const string Pattern = """
            {"id":"Patient.identifier","path":"Patient.identifier","slicing":{"discriminator":[{"type":"pattern","path":"type"}],"rules":"open"}},
            {"id":"Patient.identifier:mr","path":"Patient.identifier","sliceName":"mr","min":1},{"id":"Patient.identifier:mr.type","path":"Patient.identifier.type","patternCodeableConcept":{"coding":[{"code":"MR"}]}}
            """;
        Assert.Equal(["fhir-profile-too-few at Patient"], Guides.Under(Pattern, """{"resourceType":"Patient","identifier":[{"type":{"text":"x"}}]}"""));
        const string Exists = """
            {"id":"Patient.contact","path":"Patient.contact","slicing":{"discriminator":[{"type":"exists","path":"period"}],"rules":"open"}},
            {"id":"Patient.contact:past","path":"Patient.contact","sliceName":"past","max":"1"},{"id":"Patient.contact:past.period","path":"Patient.contact.period","min":1}
            """;
        Assert.Equal(["fhir-profile-too-many at Patient"],
            Guides.Under(Exists, """{"resourceType":"Patient","contact":[{"name":{"text":"x"},"period":{"start":"2020"}},{"name":{"text":"x"},"period":{"start":"2021"}},{"name":{"text":"x"}}]}"""));
        const string Type = """
            {"id":"Bundle.entry","path":"Bundle.entry","slicing":{"discriminator":[{"type":"type","path":"resource"}],"rules":"open"}},
            {"id":"Bundle.entry:p","path":"Bundle.entry","sliceName":"p","min":2},{"id":"Bundle.entry:p.resource","path":"Bundle.entry.resource","type":[{"code":"Patient"}]}
            """;
        Assert.Equal(["fhir-profile-too-few at Bundle"],
            Guides.Under(Type, """{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient"}},{"resource":{"resourceType":"Basic","code":{"text":"x"}}}]}"""));
    }

    [Fact]
    public void A_slice_of_a_slice_is_counted_within_it()
    {
        const string Elements = """
            {"id":"Patient.telecom","path":"Patient.telecom","slicing":{"discriminator":[{"type":"value","path":"use"}],"rules":"open"}},
            {"id":"Patient.telecom:home","path":"Patient.telecom","sliceName":"home","slicing":{"discriminator":[{"type":"value","path":"system"}],"rules":"open"}},
            {"id":"Patient.telecom:home.use","path":"Patient.telecom.use","fixedCode":"home"},
            {"id":"Patient.telecom:home/mail","path":"Patient.telecom","sliceName":"home/mail","min":1},{"id":"Patient.telecom:home/mail.system","path":"Patient.telecom.system","fixedCode":"email"}
            """;
        Assert.Equal(["fhir-profile-too-few at Patient"],
            Guides.Under(Elements, """{"resourceType":"Patient","telecom":[{"use":"home","system":"phone","value":"1"},{"use":"work","system":"email","value":"1"}]}"""));
        Assert.Empty(Guides.Under(Elements, """{"resourceType":"Patient","telecom":[{"use":"home","system":"email","value":"1"}]}"""));
    }

    [Fact]
    public void A_slice_whose_items_cannot_be_told_apart_is_not_checked()
    {
        const string Elements = """
            {"id":"Patient.telecom","path":"Patient.telecom","slicing":{"discriminator":[{"type":"value","path":"use"}],"rules":"closed"}},
            {"id":"Patient.telecom:home","path":"Patient.telecom","sliceName":"home","min":2}
            """;
        Assert.Equal(["fhir-slice-not-checked at Patient"], Guides.Under(Elements, """{"resourceType":"Patient","telecom":[{"use":"home"}]}"""));
    }
}
