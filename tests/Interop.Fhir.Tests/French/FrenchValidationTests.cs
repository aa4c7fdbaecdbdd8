using Interop.Fhir.French;
using Interop.Fhir.Packages;
using Interop.Fhir.Terminology;
using Interop.Fhir.Tests.Support;

namespace Interop.Fhir.Tests.French;

public sealed class FrenchValidationTests
{
    private const string WrongNir = "123456789012244";

    [Theory]
    [InlineData(FrenchSystems.InsNir, WrongNir, "fhir-ins-key")]
    [InlineData(FrenchSystems.InsNia, WrongNir, "fhir-ins-key")]
    [InlineData(FrenchSystems.InsNir, "279035121518989", null)]
    [InlineData(FrenchSystems.InsNir, "172192B99900224", null)]
    [InlineData(FrenchSystems.InsNirTest, WrongNir, "fhir-french-key")]
    [InlineData(FrenchSystems.InsNirDemo, WrongNir, "fhir-french-key")]
    [InlineData(FrenchSystems.NssNir, WrongNir, "fhir-french-key")]
    [InlineData(FrenchSystems.Rpps, "10003461033", "fhir-french-key")]
    [InlineData(FrenchSystems.Rpps, "10000023084", null)]
    [InlineData(FrenchSystems.Rpps, "1000002308400001", null)]
    [InlineData(FrenchSystems.IdNatPs, "810003461033", "fhir-french-key")]
    [InlineData(FrenchSystems.IdNatPs, "810000023084", null)]
    [InlineData(FrenchSystems.IdNatPs, "578435954900010/1.2.250.1.176.1", null)]
    [InlineData(FrenchSystems.IdNatStruct, "1120456789", "fhir-french-key")]
    [InlineData(FrenchSystems.IdNatStruct, "1750803447", null)]
    [InlineData(FrenchSystems.Finess, "120456789", "fhir-french-key")]
    [InlineData(FrenchSystems.Sirene, "73282932000074", null)]
    [InlineData(FrenchSystems.Sirene, "73282932000075", "fhir-french-key")]
    [InlineData("urn:oid:1.2.3", "x", null)]
    public void The_key_of_an_identifier_is_an_error_only_for_the_INS_of_a_real_person(string system, string value, string? expected)
    {
        var found = Keys($$$"""{"resourceType":"Patient","identifier":[{"system":"{{{system}}}","value":"{{{value}}}"}]}""");
        Assert.Equal(expected is null ? [] : [expected + " at Patient.identifier[0].value"], found);
    }

    [Theory]
    [InlineData(FrenchSystems.Cip, "3400933516390", true)]
    [InlineData(FrenchSystems.Cip, "3400933516391", false)]
    [InlineData(FrenchSystems.Cip, "3351639", true)]
    [InlineData(FrenchSystems.Ucd, "3400892169026", true)]
    [InlineData(FrenchSystems.Ucd, "3400933516390", false)]
    [InlineData(Loinc.System, "8867-4", true)]
    [InlineData(Loinc.System, "8867-5", false)]
    [InlineData(Loinc.System, "LA6576-8", true)]
    [InlineData(Loinc.System, "88674", false)]
    public void The_key_of_a_code_is_a_warning(string system, string code, bool isRight) =>
        Assert.Equal(isRight ? [] : ["fhir-french-key at Basic.code.coding[0].code"], Keys($$$"""{"resourceType":"Basic","code":{"coding":[{"system":"{{{system}}}","code":"{{{code}}}"}]}}"""));

    [Theory]
    [InlineData("VALI", FrenchSystems.InsNir, "official", true)]
    [InlineData("VALI", FrenchSystems.InsNir, "temp", false)]
    [InlineData("VALI", FrenchSystems.NssNir, "official", false)]
    [InlineData("QUAL", FrenchSystems.InsNir, "official", true)]
    [InlineData("PROV", FrenchSystems.InsNir, "official", false)]
    public void VALI_means_qualified_only_with_an_official_INS(string status, string system, string use, bool isQualified)
    {
        var patient = $$$"""
            {"resourceType":"Patient","extension":[{"url":"https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-identity-reliability","extension":[{"url":"identityStatus","valueCoding":{"system":"https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0445","code":"{{{status}}}"}}]}],
             "identifier":[{"use":"{{{use}}}","system":"{{{system}}}","value":"279035121518989"}]}
            """;
        Assert.Equal(isQualified, InsStatus.IsQualified(Samples.Read(patient)));
        Assert.Equal(!isQualified && system == FrenchSystems.InsNir ? ["fhir-ins-not-qualified at Patient.identifier[0]"] : [], Keys(patient));
    }

    [Fact]
    public void Codes_published_with_a_blank_and_both_names_of_EDQM_are_understood()
    {
        var sets = Guides.Of(
            """{"resourceType":"ValueSet","url":"http://t/completeness","status":"active","compose":{"include":[{"system":"http://t/c","concept":[{"code":"FFC "},{"code":"FFP"}]}]}}""",
            """{"resourceType":"CodeSystem","url":"http://t/c","status":"active","content":"complete","concept":[{"code":"FFC "},{"code":"FFP"}]}""",
            """{"resourceType":"ValueSet","url":"http://t/forms","status":"active","compose":{"include":[{"system":"http://data.esante.gouv.fr/coe/standardterms","concept":[{"code":"15054000"}]}]}}""",
            """{"resourceType":"ConceptMap","url":"http://t/map","status":"active","group":[{"source":"http://t/pn13","target":"http://data.esante.gouv.fr/coe/standardterms","element":[{"code":"54","target":[{"code":"20053000","equivalence":"equivalent"}]}]}]}""").Terminology;
        Assert.Equal(Membership.In, sets.Contains("http://t/completeness", "http://t/c", "FFC"));
        Assert.NotNull(sets.FindCodeSystem("http://t/c")!.Find("FFC"));
        Assert.Equal(Membership.In, sets.Contains("http://t/forms", "http://standardterms.edqm.eu", "15054000"));
        Assert.Equal(Membership.In, sets.Contains("http://t/forms", "http://data.esante.gouv.fr/coe/standardterms", "15054000"));
        Assert.True(sets.Translate(new TranslationRequest("54", "http://t/pn13") { TargetSystem = FrenchSystems.Edqm }).Result);
    }

    [Fact]
    public void Slices_that_their_discriminator_does_not_tell_apart_are_told_apart_by_system()
    {
        var guide = Guides.Of(Guides.Profile("Patient", """
            {"id":"Patient.identifier","path":"Patient.identifier","slicing":{"discriminator":[{"type":"value","path":"type"}],"rules":"open"}},
            {"id":"Patient.identifier:NIR","path":"Patient.identifier","sliceName":"NIR","max":"1"},{"id":"Patient.identifier:NIR.type","path":"Patient.identifier.type","min":1,"patternCodeableConcept":{"text":"NH"}},{"id":"Patient.identifier:NIR.system","path":"Patient.identifier.system","min":1,"patternUri":"urn:oid:1.2.250.1.213.1.4.13"},
            {"id":"Patient.identifier:NIA","path":"Patient.identifier","sliceName":"NIA","max":"1"},{"id":"Patient.identifier:NIA.type","path":"Patient.identifier.type","min":1,"patternCodeableConcept":{"text":"NH"}},{"id":"Patient.identifier:NIA.system","path":"Patient.identifier.system","min":1,"patternUri":"urn:oid:1.2.250.1.213.1.4.14"}
            """));
        string Patient(params string[] oids) => $$$"""{"resourceType":"Patient","identifier":[{{{string.Join(',', oids.Select(o => $$"""{"type":{"text":"NH"},"system":"urn:oid:1.2.250.1.213.1.4.{{o}}","value":"279035121518989"}"""))}}}]}""";
        Assert.Empty(Guides.Findings(guide, Patient("14", "13"), Guides.Url));
        Assert.Contains("fhir-profile-too-many at Patient", Guides.Findings(guide, Patient("14", "14"), Guides.Url));
        Assert.Contains("fhir-pattern at Patient.identifier[0].system", Guides.Findings(guide, Patient("15"), Guides.Url));
    }

    private static IEnumerable<string> Keys(string json) => Guides.Findings(Conformance.R4, json).Where(f => f.Contains("-key ", StringComparison.Ordinal) || f.Contains("-ins-", StringComparison.Ordinal));
}
