using System.Text;
using Interop.Fhir.FhirPath;
using Interop.Fhir.Issues;
using Interop.Fhir.Json;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Tests.FhirPath;

/// <summary>A made-up prescription and short ways to evaluate on it.</summary>
internal static class Sample
{
    public static readonly Node Request = Read("""
        {
          "resourceType": "MedicationRequest", "id": "r1", "status": "active", "intent": "order",
          "contained": [{"resourceType": "Medication", "id": "m1", "code": {"text": "paracetamol"}}],
          "medicationReference": {"reference": "#m1"},
          "subject": {"reference": "Patient/p1"},
          "authoredOn": "2026-03-04T10:00:00+01:00",
          "dosageInstruction": [
            {"sequence": 1, "doseAndRate": [{"doseQuantity": {"value": 500, "unit": "mg", "system": "http://unitsofmeasure.org", "code": "mg"}}]},
            {"sequence": 2, "doseAndRate": [{"doseQuantity": {"value": 1.0, "unit": "g", "system": "http://unitsofmeasure.org", "code": "g"}}]}
          ]
        }
        """);

    public static readonly Node Patient = Read("""{"resourceType": "Patient", "id": "p1", "gender": "female", "birthDate": "1941-05"}""");

    public static Node Read(string json) => FhirJson.Read(Encoding.UTF8.GetBytes(json), new List<Issue>())!.Root;

    public static string[] Texts(string expression, FhirPathContext? context = null) =>
        [.. FhirPathExpression.Parse(expression).Evaluate(Request, context ?? FhirPathContext.Empty).Select(i => i.Text ?? "-")];

    public static FhirPathException Fault(string expression, FhirPathContext? context = null) =>
        Assert.Throws<FhirPathException>(() => Texts(expression, context));
}
