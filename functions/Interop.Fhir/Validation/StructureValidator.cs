using Interop.Fhir.Definitions;
using Interop.Fhir.Issues;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Validation;

/// <summary>
/// Checks a resource, with everything inside it, against the structure of R4: elements known, cardinalities, array shapes, JSON types,
/// primitive formats and real calendar days, choices, contained and bundled resources, codes of required value sets, extensions,
/// and the types that references lead to. FHIRPath rules and profiles are not looked at here.
/// </summary>
public static class StructureValidator
{
    /// <summary>Validation stops after this many findings.</summary>
    public const int MaxFindings = 500;

    /// <summary>
    /// All findings, in document order; empty when the resource is sound. Each has an expression spelled by <see cref="FhirExpression"/>
    /// and, when the tree was read from text, line and column. No finding repeats a value of the resource, save resource ids when asked for.
    /// </summary>
    /// <param name="resource">The root of a FHIR tree, or a resource in it.</param>
    /// <param name="resourceIds">Whether expressions carry <c>/*Type/id*/</c> after a resource inside another, as HL7's validator writes them.</param>
    public static IReadOnlyList<Issue> Validate(Node resource, bool resourceIds = false)
    {
        var findings = new Findings(resourceIds);
        new StructureWalk(R4Definitions.Instance, findings).Resource(resource);
        return findings.All;
    }
}
