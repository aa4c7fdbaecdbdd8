using Interop.Fhir.Issues;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Validation;

/// <summary>
/// Checks a resource against all that is known of it: the structure of R4 (<see cref="StructureValidator"/>), R4's rules and bindings,
/// the profiles it names and those asked for. What cannot be known (a missing profile, an external code system) is said as
/// information, never passed over in silence.
/// </summary>
public static class ResourceValidator
{
    /// <summary>
    /// All findings: those of the structure first, then the others, each in document order. No finding repeats a value of the resource,
    /// save resource ids when asked for.
    /// </summary>
    /// <param name="resource">The root of a FHIR tree.</param>
    /// <param name="options">What to check against.</param>
    public static IReadOnlyList<Issue> Validate(Node resource, ValidationOptions options)
    {
        var findings = new Findings(options.ResourceIds);
        new StructureWalk(Definitions.R4Definitions.Instance, findings).Resource(resource);
        new ElementWalk(new ValidationRun(resource, options, findings)).Root(resource);
        return findings.All;
    }
}
