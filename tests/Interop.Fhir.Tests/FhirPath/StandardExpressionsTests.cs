using Interop.Fhir.Definitions;
using Interop.Fhir.FhirPath;

namespace Interop.Fhir.Tests.FhirPath;

public sealed class StandardExpressionsTests
{
    [Fact]
    public void Every_invariant_of_R4_compiles_and_passes_the_strict_check_on_its_type()
    {
        var faults = new SortedSet<string>(StringComparer.Ordinal);
        var count = 0;
        foreach (var type in R4Definitions.Instance.Types)
        {
            var rules = type.Invariants.Select(rule => (type.Name, rule))
                .Concat(type.Elements.SelectMany(e => e.Invariants.SelectMany(rule => e.Types.Select(t => (t.Code, rule)))));
            foreach (var (focus, rule) in rules)
            {
                count++;
                Note(faults, rule.Key, rule.Expression, focus);
            }
        }

        Assert.True(count > 500, "The definitions hold no invariants.");
        // Both are HL7's own: ChargeItemDefinition has no name, and ras-1 stands on the value that it looks for below itself.
        Assert.Equal(["cid-0 on ChargeItemDefinition", "ras-1 on decimal"], faults.Select(f => f.Split(": ")[0]));
    }

    [Fact]
    public void Every_search_parameter_of_R4_compiles_and_passes_the_strict_check_on_its_resources()
    {
        var faults = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var parameter in R4Definitions.Instance.SearchParameters.Where(p => p.Expression is not null))
        {
            foreach (var resource in parameter.Bases.Count > 5 ? ["Resource"] : parameter.Bases)
            {
                Note(faults, parameter.Code, parameter.Expression!, parameter.Bases.Count > 1 ? null : resource);
            }
        }

        Assert.Equal([], faults);
    }

    private static void Note(SortedSet<string> faults, string key, string text, string? focus)
    {
        try
        {
            FhirPathChecker.Check(FhirPathExpression.Parse(text), focus);
        }
        catch (FhirPathException fault)
        {
            faults.Add($"{key} on {focus}: {fault.Phase} at {fault.Position}: {fault.Message}: {text}");
        }
    }
}
