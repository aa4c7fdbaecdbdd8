using System.Globalization;
using Interop.Fhir.Definitions;
using Interop.Fhir.FhirPath;
using Interop.Fhir.Issues;
using Interop.Fhir.Terminology;
using Interop.Fhir.Tree;
using Interop.Fhir.Validation;

namespace Interop.Fhir.Profiles;

/// <summary>Fixed values, patterns, bounds, lengths and bindings of a profile.</summary>
internal static class ValueCheck
{
    private static readonly FhirPathExpression NotBelow = FhirPathExpression.Parse("$this >= %limit");
    private static readonly FhirPathExpression NotAbove = FhirPathExpression.Parse("$this <= %limit");

    public static void All(Node node, ProfileElement demand, string profile, ValidationRun run, Findings findings)
    {
        if (demand.Fixed.Exists)
        {
            foreach (var place in Values.Differences(demand.Fixed, node))
            {
                findings.Add(IssueCodes.FhirFixed, place, place.Name!, profile);
            }
        }

        if (demand.Pattern.Exists && !Values.Matches(demand.Pattern, node))
        {
            findings.Add(IssueCodes.FhirPattern, node, node.Name!, profile);
        }

        if (demand.MaxLength is { } length && node.Kind == NodeKind.String && node.Text!.Length > length)
        {
            findings.Add(IssueCodes.FhirTooLong, node, node.Name!, length.ToString(CultureInfo.InvariantCulture), profile);
        }

        Bound(node, demand.MinValue, NotBelow, IssueCodes.FhirBelowMinimum, profile, findings);
        Bound(node, demand.MaxValue, NotAbove, IssueCodes.FhirAboveMaximum, profile, findings);
        if (demand.Binding is { } binding)
        {
            BindingCheck.Of(node, binding.Strength, binding.ValueSet, run, findings);
        }
    }

    private static void Bound(Node node, Node limit, FhirPathExpression holds, IssueCode code, string profile, Findings findings)
    {
        if (!limit.Exists)
        {
            return;
        }

        // The name (minValueQuantity) tells the type of the limit.
        var type = TypeModel.Find(limit.Name![8..]) ?? TypeModel.Find(char.ToLowerInvariant(limit.Name[8]) + limit.Name[9..]) ?? SystemTypes.Unknown;
        var context = new FhirPathContext { Variables = new Dictionary<string, FhirPathItem[]> { ["limit"] = [new FhirPathItem(limit, type)] } };
        try
        {
            if (holds.Evaluate(node, context) is [var result] && result.Text == "false")
            {
                findings.Add(code, node, node.Name!, profile);
            }
        }
        catch (FhirPathException)
        {
            // A limit of another type than the value (a duration for a date) bounds nothing here.
        }
    }
}
