using Interop.Fhir.Definitions;
using Interop.Fhir.FhirPath;
using Interop.Fhir.Issues;
using Interop.Fhir.Tree;
using Interop.Fhir.Validation;

namespace Interop.Fhir.Profiles;

/// <summary>The types that a profile allows for an element, the profiles of those types, and those of the resources referred to.</summary>
internal sealed class TypeCheck(ValidationRun run, Findings findings)
{
    /// <summary>False when the element has a type that is not allowed: nothing else is worth checking then.</summary>
    public bool Fits(Node node, TypeDefinition type, ProfileElement demand, FhirPathContext context, string profile)
    {
        if (demand.Types is not { } allowed)
        {
            return true;
        }

        var fitting = allowed.FirstOrDefault(t => t.Code == type.Name || (type.Kind is TypeKind.Resource or TypeKind.Group && type.Is(t.Code)));
        if (fitting is null)
        {
            findings.Add(IssueCodes.FhirTypeNotAllowed, node, demand.Name, string.Join(", ", allowed.Select(t => t.Code)), profile);
            return false;
        }

        if (fitting.Profiles.Count > 0)
        {
            OneOf(node, fitting.Profiles, context, IssueCodes.FhirNoProfileFits);
        }

        if (fitting.Targets.Count > 0 && node.Kind == NodeKind.Object)
        {
            Target(node, fitting.Targets, context);
        }

        return true;
    }

    private void OneOf(Node node, IReadOnlyList<string> profiles, FhirPathContext context, IssueCode none)
    {
        if (profiles.Count == 1)
        {
            run.Against(node, profiles[0], context, findings);
            return;
        }

        var answers = profiles.Select(p => run.Conforms(node, p)).ToList();
        if (!answers.Contains(true) && !answers.Contains(null))
        {
            findings.Add(none, node, node.Name ?? "", string.Join(", ", profiles));
        }
    }

    private void Target(Node reference, IReadOnlyList<string> targets, FhirPathContext context)
    {
        if (reference["reference"].Text is not { } text)
        {
            return;
        }

        var found = run.Resolve(text, context);
        var typeName = found["resourceType"].Text ?? run.TypeOf(reference, context);
        var byType = typeName is null ? targets : [.. targets.Where(t => run.TypeOfProfile(t) is not { } type || R4Definitions.Instance.Find(typeName)?.Is(type) == true)];
        if (byType.Count == 0)
        {
            findings.Add(IssueCodes.FhirTargetProfile, reference, reference.Name!, string.Join(", ", targets));
        }
        else if (found.Exists && !byType.Any(t => run.Conforms(found, t) != false))
        {
            findings.Add(IssueCodes.FhirTargetProfile, reference, reference.Name!, string.Join(", ", byType));
        }
    }
}
