using Interop.Fhir.Definitions;
using Interop.Fhir.FhirPath;
using Interop.Fhir.Issues;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Validation;

/// <summary>Evaluates rules on an element. A rule that cannot be evaluated is told as such: neither kept nor broken.</summary>
internal static class RuleCheck
{
    public static void All(Rule[] rules, Node node, TypeDefinition type, FhirPathContext context, Findings findings)
    {
        foreach (var rule in rules)
        {
            if (findings.IsFull)
            {
                return;
            }

            One(rule, node, type, context, findings);
        }
    }

    private static void One(Rule rule, Node node, TypeDefinition type, FhirPathContext context, Findings findings)
    {
        bool? holds;
        try
        {
            if (rule.Expression is null)
            {
                findings.Add(IssueCodes.FhirRuleUnusable, node, rule.Key);
                return;
            }

            holds = rule.Expression.EvaluateInvariant(node, type, context);
        }
        catch (FhirPathException)
        {
            findings.Add(IssueCodes.FhirRuleUnusable, node, rule.Key);
            return;
        }

        if (holds == false || (holds is null && !rule.MayBeEmpty))
        {
            findings.Add(rule.IsError ? IssueCodes.FhirRule : IssueCodes.FhirRuleAdvice, node, rule.Key, rule.Text);
        }
    }
}
