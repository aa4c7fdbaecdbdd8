using Interop.Fhir.Tree;

namespace Interop.Engine.Reconcile;

/// <summary>
/// How each resource type says "this should never have been there". People and organisations are not errors of a record, a residence is shared
/// by many records, and a Provenance stays true: none of them is touched.
/// </summary>
internal static class EnteredInError
{
    private static readonly HashSet<string> ByStatus =
    [
        "MedicationStatement", "MedicationRequest", "List", "Communication", "CommunicationRequest", "ServiceRequest", "Task", "ChargeItem",
        "Consent", "Observation", "QuestionnaireResponse", "DocumentReference", "MedicationDispense", "MedicationAdministration", "CareTeam",
    ];

    /// <summary>Whether a cancellation marks resources of this type.</summary>
    public static bool Applies(string type) => type is "AllergyIntolerance" or "AdverseEvent" || ByStatus.Contains(type);

    /// <summary>The resource, marked.</summary>
    public static NodeTree Mark(Node resource)
    {
        if (resource["resourceType"].Is("AdverseEvent"u8))
        {
            return ResourceTrees.WithExtensions(resource, null, Status);
        }

        if (!resource["resourceType"].Is("AllergyIntolerance"u8))
        {
            return ResourceTrees.With(resource, new Dictionary<string, Action<NodeTreeBuilder>?>
            {
                ["status"] = b => b.Add("status", NodeKind.String, "entered-in-error"),
            });
        }

        // ait-2: no clinicalStatus beside a verificationStatus of entered-in-error.
        return ResourceTrees.With(resource, new Dictionary<string, Action<NodeTreeBuilder>?>
        {
            ["clinicalStatus"] = null,
            ["verificationStatus"] = b =>
            {
                b.Begin("verificationStatus", NodeKind.Object);
                b.Begin("coding", NodeKind.Object, listItem: true);
                b.Add("system", NodeKind.String, "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification");
                b.Add("code", NodeKind.String, "entered-in-error");
                b.End();
                b.End();
            },
        });
    }

    /// <summary>An AdverseEvent has no status element in R4.</summary>
    private static void Status(NodeTreeBuilder builder)
    {
        builder.Begin("extension", NodeKind.Object, listItem: true);
        builder.Add("url", NodeKind.String, "https://interop.example/fhir/StructureDefinition/record-status");
        builder.Add("valueCode", NodeKind.String, "entered-in-error");
        builder.End();
    }
}
