using Interop.Fhir.FhirPath;
using Interop.Fhir.Packages;
using Interop.Fhir.Tests.Support;
using Interop.Fhir.Validation;

namespace Interop.Fhir.Tests.FhirPath;

/// <summary>Functions that ask definitions, value sets and profiles.</summary>
public sealed class DefinitionFunctionsTests
{
    private static readonly Conformance Guide = Guides.Of(
        Guides.Profile("Patient", """
            {"id":"Patient.identifier","path":"Patient.identifier","slicing":{"discriminator":[{"type":"value","path":"system"}],"rules":"open"}},
            {"id":"Patient.identifier:ins","path":"Patient.identifier","sliceName":"ins"},{"id":"Patient.identifier:ins.system","path":"Patient.identifier.system","min":1,"fixedUri":"urn:ins"},
            {"id":"Patient.contact.telecom","path":"Patient.contact.telecom","slicing":{"discriminator":[{"type":"value","path":"use"}],"rules":"open"}},
            {"id":"Patient.contact.telecom:work","path":"Patient.contact.telecom","sliceName":"work"},{"id":"Patient.contact.telecom:work.use","path":"Patient.contact.telecom.use","min":1,"fixedCode":"work"},
            {"id":"Patient.active","path":"Patient.active","min":1}
            """),
        """{"resourceType":"CodeSystem","url":"http://t/s","status":"active","content":"complete","concept":[{"code":"a","concept":[{"code":"b"}]}]}""",
        """{"resourceType":"ValueSet","url":"http://t/v","status":"active","compose":{"include":[{"system":"http://t/s"}]}}""");

    private const string Patient = """
        {"resourceType":"Patient","active":true,"gender":"male","identifier":[{"system":"urn:other","value":"1"},{"system":"urn:ins","value":"2"}],
         "contact":[{"telecom":[{"use":"home","value":"3"},{"use":"work","value":"4"}]}],"deceasedBoolean":false,
         "maritalStatus":{"coding":[{"system":"http://t/s","code":"a"},{"system":"http://t/s","code":"b"},{"system":"http://t/x","code":"b"}]}}
        """;

    [Theory]
    [InlineData("Patient.identifier.slice('http://test.example/StructureDefinition/p', 'ins').value", "2")]
    [InlineData("Patient.contact.telecom.slice('http://test.example/StructureDefinition/p', 'work').value", "4")]
    [InlineData("Patient.identifier.slice('http://test.example/StructureDefinition/p', 'none').count()", "0")]
    [InlineData("Patient.identifier.slice('http://absent', 'ins').count()", "0")]
    [InlineData("Patient.conformsTo('http://test.example/StructureDefinition/p')", "true")]
    [InlineData("Patient.maritalStatus.coding[1].memberOf('http://t/v')", "true")]
    [InlineData("Patient.maritalStatus.coding[2].memberOf('http://t/v')", "false")]
    [InlineData("Patient.maritalStatus.coding[2].memberOf('http://absent').empty()", "true")]
    [InlineData("Patient.maritalStatus.coding[0].subsumes(%context.maritalStatus.coding[1])", "true")]
    [InlineData("Patient.maritalStatus.coding[1].subsumes(%context.maritalStatus.coding[0])", "false")]
    [InlineData("Patient.maritalStatus.coding[1].subsumedBy(%context.maritalStatus.coding[0])", "true")]
    [InlineData("Patient.maritalStatus.coding[0].subsumes(%context.maritalStatus.coding[2])", "false")]
    [InlineData("Patient.maritalStatus.coding[2].subsumes(%context.maritalStatus.coding[2]).empty()", "true")]
    [InlineData("Patient.gender.elementDefinition().path", "Patient.gender")]
    [InlineData("Patient.gender.elementDefinition().binding.strength", "required")]
    [InlineData("Patient.deceased.elementDefinition().type.code.count()", "2")]
    [InlineData("Patient.identifier.first().system.elementDefinition().max", "1")]
    [InlineData("Patient.contact.elementDefinition().constraint.key", "pat-1")]
    [InlineData("Patient.elementDefinition().empty()", "true")]
    public void Functions_ask_the_definitions(string expression, string expected)
    {
        var focus = Samples.Read(Patient);
        var context = FhirPathPorts.Context(focus, new ValidationOptions { Conformance = Guide });
        Assert.Equal(expected, Assert.Single(FhirPathExpression.Parse(expression).Evaluate(focus, context)).Text);
    }

    [Fact]
    public void A_rule_of_a_profile_may_ask_them_too()
    {
        var guide = Guides.Of(Guides.Profile("Patient", """
            {"path":"Patient","constraint":[{"key":"t-1","severity":"error","human":"x","expression":"gender.elementDefinition().path = 'Patient.gender' and maritalStatus.coding[0].subsumes(maritalStatus.coding[1])"}]}
            """), """{"resourceType":"CodeSystem","url":"http://t/s","status":"active","content":"complete","concept":[{"code":"a","concept":[{"code":"b"}]}]}""");
        Assert.DoesNotContain("fhir-rule at Patient", Guides.Findings(guide, Patient, Guides.Url));
        Assert.Contains("fhir-rule at Patient", Guides.Findings(guide, Patient.Replace("\"code\":\"b\"", "\"code\":\"c\"", StringComparison.Ordinal), Guides.Url));
    }
}
