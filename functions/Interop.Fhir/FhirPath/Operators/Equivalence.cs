using Interop.Fhir.FhirPath.Units;
using Interop.Fhir.FhirPath.Values;
using Interop.Fhir.Tree;

namespace Interop.Fhir.FhirPath.Operators;

/// <summary>The operator <c>~</c> (https://hl7.org/fhirpath/N1/#equivalence): order, case, white space and surplus precision do not count.</summary>
internal static class Equivalence
{
    public static bool Of(Items left, Items right)
    {
        if (left.Count != right.Count)
        {
            return false;
        }

        var taken = new bool[right.Count];
        for (var i = 0; i < left.Count; i++)
        {
            var found = false;
            for (var j = 0; j < right.Count && !found; j++)
            {
                found = !taken[j] && Of(left[i], right[j]);
                taken[j] |= found;
            }

            if (!found)
            {
                return false;
            }
        }

        return true;
    }

    private static bool Of(in FhirPathItem left, in FhirPathItem right)
    {
        var a = left.ToSystem();
        var b = right.ToSystem();
        return a.IsNode && b.IsNode ? SameChildren(a, b) : !a.IsNode && !b.IsNode && OfValues(a.Value!, b.Value!);
    }

    private static bool OfValues(object left, object right) => (left, right) switch
    {
        (string a, string b) => Fold(a) == Fold(b),
        (decimal or int, decimal or int) => SameNumber(ToDecimal(left), ToDecimal(right)),
        (Temporal a, Temporal b) => (a.Kind == ValueKind.Time) == (b.Kind == ValueKind.Time) && Temporal.Compare(a, b) == 0,
        (Quantity a, Quantity b) => Ucum.Equivalent(a, b),
        (Quantity a, int or decimal) => Ucum.Equivalent(a, Comparison.ToQuantity(right)),
        (int or decimal, Quantity b) => Ucum.Equivalent(Comparison.ToQuantity(left), b),
        _ => left.Equals(right),
    };

    /// <summary>Equal once both are rounded to the precision of the less precise one.</summary>
    public static bool SameNumber(decimal left, decimal right)
    {
        var scale = Math.Min(left.Scale, right.Scale);
        return Math.Round(left, scale, MidpointRounding.AwayFromZero) == Math.Round(right, scale, MidpointRounding.AwayFromZero);
    }

    private static decimal ToDecimal(object number) => number is int whole ? whole : (decimal)number;

    private static string Fold(string text) => string.Join(' ', text.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries)).ToLowerInvariant();

    private static bool SameChildren(in FhirPathItem left, in FhirPathItem right)
    {
        if (left.Node == right.Node)
        {
            return true;
        }

        // The id of an element identifies the element, not what it says.
        var names = Names(left.Node);
        if (!names.SetEquals(Names(right.Node)))
        {
            return false;
        }

        foreach (var name in names)
        {
            if (!Of(Children(left, name), Children(right, name)))
            {
                return false;
            }
        }

        return true;
    }

    private static HashSet<string> Names(Node node)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var child in node.Children)
        {
            if (child.Name is { } name && name != "id")
            {
                names.Add(name);
            }
        }

        return names;
    }

    private static Items Children(FhirPathItem item, string name) =>
        Items.Of(item.Node.All(name).Select(child => new FhirPathItem(child, TypeModel.ChildType(item.Type, item.Node, child))));
}
