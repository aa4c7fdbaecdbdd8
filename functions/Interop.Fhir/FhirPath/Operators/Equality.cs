using Interop.Fhir.FhirPath.Units;
using Interop.Fhir.FhirPath.Values;
using Interop.Fhir.Tree;

namespace Interop.Fhir.FhirPath.Operators;

/// <summary>The operator <c>=</c> (https://hl7.org/fhirpath/N1/#equality).</summary>
internal static class Equality
{
    /// <summary>Null where the operands leave it open.</summary>
    public static bool? Of(Items left, Items right)
    {
        if (left.IsEmpty || right.IsEmpty)
        {
            return null;
        }

        if (left.Count != right.Count)
        {
            return false;
        }

        bool? result = true;
        for (var i = 0; i < left.Count; i++)
        {
            var equal = Of(left[i], right[i]);
            if (equal == false)
            {
                return false;
            }

            result = equal is null ? null : result;
        }

        return result;
    }

    public static bool? Of(in FhirPathItem left, in FhirPathItem right)
    {
        // By far the most frequent: a string element and a literal.
        if (right.Value is string literal && left.IsNode && left.Kind == ValueKind.String && left.Node.HasValue)
        {
            return left.Node.Is(literal);
        }

        if (left.IsNode && right.IsNode && (left.Node == right.Node || left.Kind == ValueKind.Quantity && Same(left.Node, right.Node)))
        {
            return true;
        }

        var a = left.ToSystem();
        var b = right.ToSystem();
        return a.IsNode && b.IsNode ? Same(a.Node, b.Node)
            : a.IsNode || b.IsNode ? false
            : OfValues(a.Value!, b.Value!, left.Kind == ValueKind.Unknown || right.Kind == ValueKind.Unknown);
    }

    /// <summary>Whether a collection has an item equal to one.</summary>
    public static bool Contains(Items items, in FhirPathItem item)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (Of(items[i], item) == true)
            {
                return true;
            }
        }

        return false;
    }

    private static bool? OfValues(object left, object right, bool untyped) => (left, right) switch
    {
        (bool a, bool b) => a == b,
        (string a, string b) => string.Equals(a, b, StringComparison.Ordinal),
        (int a, int b) => a == b,
        (decimal a, decimal b) => a == b,
        (int a, decimal b) => a == b,
        (decimal a, int b) => a == b,
        (Temporal a, Temporal b) => (a.Kind == ValueKind.Time) != (b.Kind == ValueKind.Time) ? false : Temporal.Compare(a, b) is { } order ? order == 0 : null,
        (Quantity a, Quantity b) => Ucum.Compare(a, b) is { } order ? order == 0 : null,
        (Quantity a, int or decimal) => OfValues(a, Comparison.ToQuantity(right), false),
        (int or decimal, Quantity b) => OfValues(Comparison.ToQuantity(left), b, false),
        (string a, Temporal b) when untyped && TemporalText.TryParse(a, b.Kind, out var moment) => OfValues(moment, b, false),
        (Temporal a, string b) when untyped && TemporalText.TryParse(b, a.Kind, out var moment) => OfValues(a, moment, false),
        (FhirPathType a, FhirPathType b) => ReferenceEquals(a, b),
        _ => false,
    };

    /// <summary>Same value and same children in the same order.</summary>
    private static bool Same(Node left, Node right)
    {
        if (left.Kind != right.Kind || left.HasValue && !SameValue(left, right))
        {
            return false;
        }

        var a = left.FirstChild;
        var b = right.FirstChild;
        while (a.Exists && b.Exists)
        {
            if (a.Name != b.Name || !Same(a, b))
            {
                return false;
            }

            a = a.NextSibling;
            b = b.NextSibling;
        }

        return !a.Exists && !b.Exists;
    }

    private static bool SameValue(Node left, Node right) =>
        left.Utf8.SequenceEqual(right.Utf8)
        || left.Kind == NodeKind.Number && NumberText.FromFhir(left.Utf8) is { } a && NumberText.FromFhir(right.Utf8) is { } b && a == b;
}
