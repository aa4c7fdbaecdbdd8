using Interop.Fhir.Definitions;
using Interop.Fhir.FhirPath;
using Interop.Fhir.Issues;
using Interop.Fhir.Tree;
using Interop.Fhir.Validation.Questionnaires;

namespace Interop.Fhir.Validation;

/// <summary>Walks a resource with everything inside it, knowing the type of each element, and applies what R4 demands beyond structure.</summary>
internal sealed class ElementWalk(ValidationRun run)
{
    /// <summary>Checks a resource that is in no other.</summary>
    public void Root(Node resource) => Resource(resource, null);

    /// <summary>Checks a Bundle whose entries are not here: <paramref name="rules"/> are those of its rules that can be told without them.</summary>
    public void Head(Node bundle, TypeDefinition type, Rule[] rules)
    {
        var context = run.ContextOf(bundle, null);
        RuleCheck.All(rules, bundle, type, context, run.Findings);
        BundleCheck.Of(bundle, run.Findings);
        Children(bundle, type, context);
    }

    /// <summary>Checks one entry of a Bundle, and nothing else of it.</summary>
    public void Entry(Node bundle, Node entry, ElementMatch match)
    {
        BundleCheck.Entry(bundle, entry, run.Findings);
        Element(entry, match, run.ContextOf(bundle, null));
    }

    private void Resource(Node node, FhirPathContext? outer)
    {
        var type = run.R4.FindResource(node["resourceType"].Text);
        if (type is null || run.Findings.IsFull)
        {
            return;
        }

        var context = run.ContextOf(node, outer);
        var plan = TypePlan.Of(type);
        RuleCheck.All((node.Name == "contained" ? plan.ContainedRules : plan.Rules).Left(RuleSet.Present(node, type)), node, type, context, run.Findings);
        ContainedCheck.All(node, run.Findings);
        IdCheck.Of(node, run.Findings);
        SearchParameterCheck.Of(node, run.R4, run.Findings);
        switch (type.Name)
        {
            case "Bundle":
                BundleCheck.Of(node, run.Findings);
                break;
            case "Patient":
                FrenchCheck.Patient(node, run.Findings);
                break;
            case "Questionnaire":
                QuestionnaireCheck.Conditions(node, run.Findings);
                break;
            case "QuestionnaireResponse":
                QuestionnaireCheck.Of(node, context, run);
                break;
            case "StructureDefinition" when node["derivation"].Is("constraint"):
                DiscriminatorCheck.Of(node, run.R4, run.Findings);
                break;
        }

        Children(node, type, context);
        foreach (var profile in Profiles(node, type).Distinct())
        {
            run.Against(node, profile, context, run.Findings);
        }
    }

    /// <summary>The profiles that a resource claims, those that an implementation guide demands of its type, and those asked for.</summary>
    public IEnumerable<string> Profiles(Node node, TypeDefinition type) =>
        [.. node["meta"].All("profile").Select(p => p.Text ?? ""), .. run.Conformance.GlobalProfiles(type.Name), .. VitalSigns.ProfileOf(node), .. node.Parent.Exists ? [] : run.Options.Profiles];

    private void Children(Node node, TypeDefinition type, FhirPathContext context)
    {
        foreach (var child in node.Children)
        {
            if (type.TryFind(child.Name!, out var match))
            {
                Element(child, match, context);
            }
        }
    }

    private void Element(Node node, in ElementMatch match, FhirPathContext context)
    {
        var type = match.Type;
        var plan = TypePlan.Of(type);
        var own = TypePlan.OwnRules(match);
        var present = own.All.Length + plan.Rules.All.Length == 0 ? 0 : RuleSet.Present(node, type);
        RuleCheck.All(own.Left(present), node, type, context, run.Findings);
        if (type.Kind == TypeKind.Resource)
        {
            Resource(node, node.Name == "contained" ? context : null);
            return;
        }

        RuleCheck.All(plan.Rules.Left(present), node, type, context, run.Findings);
        Codes(node, match);
        switch (plan.Kind)
        {
            case TypeCheckKind.Coding:
                CodingCheck.Of(node, run, run.Findings);
                FrenchCheck.Code(node, run.Findings);
                break;
            case TypeCheckKind.Attachment when !AttachmentHash.Fits(node):
                run.Findings.Add(IssueCodes.FhirAttachmentHash, node);
                break;
            case TypeCheckKind.Identifier:
                ValueRules.Identifier(node, run.Findings);
                FrenchCheck.Identifier(node, run.Findings);
                break;
            case TypeCheckKind.Canonical:
                ValueRules.Canonical(node, run.Findings);
                break;
            case TypeCheckKind.Extension:
                ExtensionCheck.Of(node, context, run);
                break;
            case TypeCheckKind.Reference:
                ReferenceCheck.Of(node, run, run.Findings);
                BundleCheck.Reference(node, run.Root, run, run.Findings);
                break;
            case TypeCheckKind.Quantity:
                CodingCheck.Unit(node, run.Findings);
                break;
            case TypeCheckKind.Code when match.Element.Binding is { ValueSet: "http://hl7.org/fhir/ValueSet/languages" }:
                CodingCheck.Language(node, run.Findings);
                break;
            case TypeCheckKind.Uri when node.Kind == NodeKind.String && !PrimitiveFormat.IsUrn(node.Utf8):
                run.Findings.Add(IssueCodes.FhirFormat, node, node.Name!, type.Name);
                break;
            case TypeCheckKind.Xhtml:
                NarrativeLinks.Of(node, run);
                break;
            case TypeCheckKind.Text:
                TextCheck.Of(node, run.Findings);
                ValueRules.Text(node, run.Findings);
                break;
        }

        if (node.FirstChild.Exists)
        {
            Children(node, type, context);
        }
    }

    // Required bindings whose codes R4's definitions list are checked with the structure.
    private void Codes(Node node, in ElementMatch match)
    {
        if (match.Element.Binding is { Codes: null, Strength: <= BindingStrength.Extensible } binding)
        {
            BindingCheck.Of(node, binding.Strength, binding.ValueSet, run, run.Findings);
        }
    }
}
