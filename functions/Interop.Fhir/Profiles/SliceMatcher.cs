using Interop.Fhir.Definitions;
using Interop.Fhir.FhirPath;
using Interop.Fhir.Terminology;
using Interop.Fhir.Tree;
using Interop.Fhir.Validation;

namespace Interop.Fhir.Profiles;

/// <summary>Tells to which slice an item belongs: the first all of whose discriminators fit.</summary>
internal sealed class SliceMatcher(ValidationRun run, Func<Node, string, bool?> conforms)
{
    /// <summary>Null when that cannot be told for a slice.</summary>
    public bool? Fits(Slice slice, Slicing slicing, Node item, TypeDefinition type, FhirPathContext context)
    {
        var tests = slice.Tests ??= SliceTest.Of(slice, slicing, run.Conformance);
        bool? fits = tests.Length > 0 ? true : null;
        foreach (var test in tests)
        {
            bool? one = test.IsUsable ? Fits(test, item, type, context) : null;
            if (one == false)
            {
                return false;
            }

            fits = one is null ? null : fits;
        }

        return fits;
    }

    /// <summary>Whether an item has the values that a slice fixes in its direct children.</summary>
    public static bool Agrees(ProfileElement slice, Node item) => slice.Children.Values.All(child =>
        (!child.Fixed.Exists || item.All(child.Name).All(n => Values.Matches(child.Fixed, n))) && (!child.Pattern.Exists || item.All(child.Name).All(n => Values.Matches(child.Pattern, n))));

    /// <summary>The first slice that an item is known to belong to.</summary>
    public Slice? Find(ProfileElement demand, Node item, TypeDefinition type, FhirPathContext context) =>
        demand.Slices.Find(slice => Fits(slice, demand.Slicing ?? Slicing.Of(demand), item, type, context) == true);

    private bool? Fits(SliceTest test, Node item, TypeDefinition type, FhirPathContext context)
    {
        var found = test.Find(item, type, context);
        switch (test.Kind)
        {
            case "exists":
                return found.Count > 0 == test.Demand is { Min: > 0 };
            case "type" when test.Follows:
                return LeadsToType(test.Demand!, item, found, context);
            case "type":
                return found.Any(n => HasType(test.Demand!, n));
            case "profile":
                return test.Follows && found.Count == 0 ? null : AnyConforms(test.Demand!, found, test.Follows);
            default:
                return HasValue(test, found);
        }
    }

    private bool? HasValue(SliceTest test, IReadOnlyList<Node> found)
    {
        if (test.Text is { } text)
        {
            return found.Any(n => n.Is(text));
        }

        if (test.Value.Exists)
        {
            return found.Any(n => Values.Matches(test.Value, n));
        }

        if (test.Demand?.Binding is { } binding)
        {
            var result = Membership.Out;
            foreach (var node in found)
            {
                result = result.Or(Codes.In(run.Conformance.Terminology, binding.ValueSet, node));
            }

            return result == Membership.Unknown ? null : result == Membership.In;
        }

        return found.Count > 0 == test.Demand is { Min: > 0 };
    }

    /// <summary>The type of what a reference leads to, by its text when the resource is not here, against the targets that the slice allows.</summary>
    private bool? LeadsToType(ProfileElement demand, Node reference, IReadOnlyList<Node> found, FhirPathContext context)
    {
        var name = found.Count > 0 ? found[0]["resourceType"].Text : reference.Kind == NodeKind.Object ? run.TypeOf(reference, context) : null;
        if (name is null || R4Definitions.Instance.FindResource(name) is not { } type)
        {
            return null;
        }

        var wanted = demand.Types!.SelectMany(t => t.Targets.Count > 0 ? t.Targets.Select(run.TypeOfProfile) : [t.Code]).ToList();
        return wanted.Exists(w => w is not null && type.Is(w)) ? true : wanted.Contains(null) ? null : false;
    }

    private static bool HasType(ProfileElement demand, Node node)
    {
        var type = FhirPathItem.Of(node).Type;
        return demand.Types!.Any(t => t.Code == type.Name || R4Definitions.Instance.Find(type.Name) is { Kind: TypeKind.Resource } resource && resource.Is(t.Code));
    }

    private bool? AnyConforms(ProfileElement demand, IReadOnlyList<Node> found, bool follows)
    {
        var profiles = demand.Types!.SelectMany(t => follows ? t.Targets : t.Profiles).ToList();
        var answers = found.SelectMany(node => profiles.Select(profile => conforms(node, profile))).ToList();
        return answers.Contains(true) ? true : answers.Contains(null) ? null : false;
    }
}
