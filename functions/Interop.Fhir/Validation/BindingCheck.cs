using Interop.Fhir.Definitions;
using Interop.Fhir.Issues;
using Interop.Fhir.Profiles;
using Interop.Fhir.Terminology;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Validation;

/// <summary>Codes against the value set that an element is bound to: required is an error, extensible a warning, the others are free.</summary>
internal static class BindingCheck
{
    public static void Of(Node node, BindingStrength strength, string valueSet, ValidationRun run, Findings findings)
    {
        // Bindings of a choice are for those of its types that hold codes; a uri that is absolute names something beyond the value set.
        if (strength > BindingStrength.Extensible || node.Kind is not (NodeKind.Object or NodeKind.String) || (node.Kind == NodeKind.String && node.Utf8.StartsWith("http"u8)))
        {
            return;
        }

        if (node.Kind == NodeKind.Object && !Codes.Any(node))
        {
            if (strength == BindingStrength.Required && node["coding"].Exists)
            {
                findings.Add(IssueCodes.FhirNotInValueSet, node, node.Name!, valueSet);
            }

            return;
        }

        // R4's vital signs bind the values of all components to these units, codes and scores too; HL7's validator does not hold them to it.
        if (valueSet.StartsWith("http://hl7.org/fhir/ValueSet/ucum-vitals-common", StringComparison.Ordinal) && node.Parent.Name == "component")
        {
            return;
        }

        switch (Codes.In(run.Conformance.Terminology, valueSet, node))
        {
            case Membership.Out:
                findings.Add(strength == BindingStrength.Required ? IssueCodes.FhirNotInValueSet : IssueCodes.FhirNotInExtensible, node, node.Name!, valueSet);
                break;
            case Membership.Unknown:
                run.NotChecked(IssueCodes.FhirBindingNotChecked, node, valueSet);
                break;
        }
    }
}
