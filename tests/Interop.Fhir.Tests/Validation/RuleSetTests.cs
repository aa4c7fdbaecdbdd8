using Interop.Fhir.Definitions;
using Interop.Fhir.FhirPath;
using Interop.Fhir.Issues;
using Interop.Fhir.Json;
using Interop.Fhir.Tests.Support;
using Interop.Fhir.Tree;
using Interop.Fhir.Validation;

namespace Interop.Fhir.Tests.Validation;

/// <summary>Rules that are left out because of which elements are present are rules that hold.</summary>
public sealed class RuleSetTests
{
    [SkippableFact]
    public void Every_rule_that_is_left_out_holds_when_it_is_evaluated()
    {
        var files = Directory.GetFiles(Path.Combine(Suites.Require("validator-r4"), "files"), "*.json");
        var (left, skipped) = (0, 0);
        foreach (var file in files)
        {
            using var tree = FhirJson.Read(File.ReadAllBytes(file), new List<Issue>());
            if (tree is not null && R4Definitions.Instance.FindResource(tree.Root["resourceType"].Text) is { } type)
            {
                Walk(tree.Root, type, TypePlan.Of(type).Rules, new FhirPathContext { Resource = tree.Root, CastsCollections = true }, ref left, ref skipped);
            }
        }

        Assert.True(skipped > left && left > 1000, $"{skipped} left out, {left} to evaluate");
    }

    [Theory]
    [InlineData("code.empty() or system.exists()", "code", false)]
    [InlineData("code.empty() or system.exists()", "code system", true)]
    [InlineData("code.empty() or system.exists()", "", true)]
    [InlineData("value > 0", "value", false)]
    [InlineData("unit.exists() and (value > 0 or code.exists())", "value unit code", false)] // the comparison comes first and might fail
    [InlineData("unit.exists() implies unit.length() < 9", "value", true)]
    [InlineData("unit.exists() implies unit.length() < 9", "unit", false)]
    [InlineData("value.unknown.empty()", "", true)]
    [InlineData("unknown.empty()", "", false)]
    [InlineData("(code | unit).exists() xor value.exists()", "unit", true)]
    [InlineData("code.empty() = system.empty()", "", false)]
    public void A_rule_is_decided_by_presence_only_when_nothing_else_matters(string expression, string present, bool holds)
    {
        var quantity = R4Definitions.Instance.Find("Quantity")!;
        var bits = present.Split(' ', StringSplitOptions.RemoveEmptyEntries).Aggregate(0UL, (mask, name) => quantity.TryFind(name, out var match) ? mask | 1UL << match.Index : throw new ArgumentException(name));
        var rules = RuleSet.Of([new Rule("x-1", true, expression, expression)], quantity);

        Assert.Equal(holds, rules.Left(bits).Length == 0);
    }

    private static void Walk(Node node, TypeDefinition type, RuleSet rules, FhirPathContext context, ref int left, ref int skipped)
    {
        Check(node, type, rules, context, ref left, ref skipped);
        foreach (var child in node.Children)
        {
            if (!type.TryFind(child.Name!, out var match))
            {
                continue;
            }

            Check(child, match.Type, TypePlan.OwnRules(match), context, ref left, ref skipped);
            var inner = match.Type.Kind == TypeKind.Resource ? R4Definitions.Instance.FindResource(child["resourceType"].Text) : match.Type;
            if (inner is not null)
            {
                var innerContext = match.Type.Kind == TypeKind.Resource ? context with { Resource = child, RootResource = context.Resource } : context;
                Walk(child, inner, TypePlan.Of(inner).Rules, innerContext, ref left, ref skipped);
            }
        }
    }

    private static void Check(Node node, TypeDefinition type, RuleSet rules, FhirPathContext context, ref int left, ref int skipped)
    {
        var open = rules.Left(RuleSet.Present(node, type));
        left += open.Length;
        foreach (var rule in rules.All.Except(open))
        {
            skipped++;
            var holds = rule.Expression!.EvaluateInvariant(node, type, context);
            Assert.True(holds ?? rule.MayBeEmpty, $"{rule.Key} on {FhirExpression.Of(node)}");
        }
    }
}
