using Interop.Fhir.Tests.Support;
using Interop.Fhir.Validation;

namespace Interop.Fhir.Tests.Validation;

public sealed class FhirExpressionTests
{
    [Fact]
    public void Every_node_of_a_resource_has_its_expression()
    {
        var tree = Samples.Read(Samples.Observation).Tree;
        var expressions = Enumerable.Range(0, tree.Count).Select(i => FhirExpression.Of(tree.At(i))).ToList();
        Assert.Equal("Observation", expressions[0]);
        Assert.Contains("Observation.code.coding[0].system", expressions);
        Assert.Contains("Observation.effective.ofType(dateTime)", expressions);
        Assert.Contains("Observation.value.ofType(Quantity).value", expressions);
        Assert.Contains("Observation.component[0].value.ofType(boolean)", expressions);
        Assert.Contains("Observation.component[0].referenceRange[0].low.value", expressions);
        Assert.Equal(expressions.Count, expressions.Distinct().Count());
    }

    [Fact]
    public void Lists_always_have_an_index_and_children_of_primitives_follow_them()
    {
        var patient = Samples.Read(Samples.Patient);
        Assert.Equal("Patient.name[0].given[1]", FhirExpression.Of(patient["name"]["given"].NextSibling));
        Assert.Equal("Patient.birthDate.extension[0].value.ofType(code)", FhirExpression.Of(patient["birthDate"]["extension"]["valueCode"]));
        Assert.Equal("List.contained[0]/*Patient/p*/.id", FhirExpression.Of(Samples.Read(Samples.List)["contained"]["id"], resourceIds: true));
    }

    [Fact]
    public void What_fhir_does_not_know_is_spelled_as_found_when_that_is_safe()
    {
        var tree = Samples.Read("""{"resourceType":"Patient","x":[{"y":[1,2]}],"Jeanne Martin":{"z":1}}""");
        Assert.Equal("Patient.x[0].y[1]", FhirExpression.Of(tree["x"]["y"].NextSibling));
        Assert.Equal("Patient.?.z", FhirExpression.Of(tree["Jeanne Martin"]["z"]));
    }
}
