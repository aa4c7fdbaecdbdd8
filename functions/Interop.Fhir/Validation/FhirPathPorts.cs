using Interop.Fhir.Definitions;
using Interop.Fhir.FhirPath;
using Interop.Fhir.Packages;
using Interop.Fhir.Profiles;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Validation;

/// <summary>
/// What FHIRPath asks the definitions: <c>resolve()</c> in the resource's own Bundle, <c>memberOf()</c>, <c>conformsTo()</c>,
/// <c>subsumes()</c>, <c>elementDefinition()</c>, <c>slice()</c>.
/// </summary>
public static class FhirPathPorts
{
    /// <summary>What surrounds expressions on a resource; nothing is looked up before an expression asks for it.</summary>
    /// <param name="resource">The resource; a node that does not exist has nothing around it.</param>
    /// <param name="options">The definitions, and the instant that <c>now()</c> means.</param>
    public static FhirPathContext Context(Node resource, ValidationOptions options)
    {
        var run = new ValidationRun(resource, options, new Findings(resourceIds: false));
        return run.ContextOf(resource, null) with { CastsCollections = false, MaxSteps = FhirPathContext.Empty.MaxSteps };
    }

    /// <summary>R4's definition of an element; the root of a resource has none.</summary>
    internal static Node ElementDefinition(Node element) =>
        element.Parent.Exists && element.Name is { } name && ProfileWalk.TypeOf(element.Parent)?.TryFind(name, out var match) == true ? ElementDefinitionTree.Of(match.Element) : default;

    /// <summary>Null when a code has no system, or the system is not here.</summary>
    internal static bool? Subsumes(FhirPathItem general, FhirPathItem special, Conformance conformance)
    {
        var (above, below) = (Code(general), Code(special));
        return above is not { Code: { } a } || below is not { Code: { } b } ? null
            : above?.System != below?.System ? false
            : above?.System is { } system ? conformance.Terminology.Subsumes(system, a, b) : a == b ? true : null;
    }

    /// <summary>Whether an element falls into a slice of a profile of its resource.</summary>
    internal static bool InSlice(Node element, string structure, string name, ValidationRun run)
    {
        var path = new Stack<Node>();
        var resource = element;
        for (; resource.Exists && !(resource.Kind == NodeKind.Object && resource["resourceType"].Exists); resource = resource.Parent)
        {
            path.Push(resource);
        }

        var demand = run.Conformance.FindProfile(structure)?.Root;
        var type = resource.Exists ? ProfileWalk.TypeOf(resource) : null;
        while (demand is not null && type?.TryFind(path.TryPop(out var step) ? step.Name! : "", out var match) == true)
        {
            demand = demand.Children.GetValueOrDefault(match.Element.Name);
            if (path.Count == 0)
            {
                return demand is not null && new SliceMatcher(run, run.Conforms).Find(demand, element, match.Type, run.ContextOf(resource, null))?.Name == name;
            }

            type = match.Type;
        }

        return false;
    }

    private static (string? System, string? Code)? Code(FhirPathItem item) =>
        !item.IsNode ? (null, item.Text)
        : item.Node.Kind != NodeKind.Object ? (null, item.Node.Text)
        : Codes.Of(item.Node).FirstOrDefault() is { Code: not null } coding ? (coding.System, coding.Code)
        : null;
}
