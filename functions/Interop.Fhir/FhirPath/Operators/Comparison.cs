using Interop.Fhir.FhirPath.Units;
using Interop.Fhir.FhirPath.Values;

namespace Interop.Fhir.FhirPath.Operators;

/// <summary>The operators that order (https://hl7.org/fhirpath/N1/#comparison).</summary>
internal static class Comparison
{
    /// <summary>Negative, 0, positive; null when an operand is empty or the order is open.</summary>
    public static int? Of(Items left, Items right, int position) =>
        (Singleton.Value(left, position), Singleton.Value(right, position)) is ({ } a, { } b) ? OfItems(a, b, position) : null;

    public static int? OfItems(in FhirPathItem left, in FhirPathItem right, int position) => (left.Value, right.Value) switch
    {
        (int a, int b) => a.CompareTo(b),
        (decimal a, decimal b) => a.CompareTo(b),
        (int a, decimal b) => ((decimal)a).CompareTo(b),
        (decimal a, int b) => a.CompareTo(b),
        (string a, string b) => string.CompareOrdinal(a, b),
        (Temporal a, Temporal b) when (a.Kind == ValueKind.Time) == (b.Kind == ValueKind.Time) => Temporal.Compare(a, b),
        (Quantity a, Quantity b) => Ucum.Compare(a, b),
        (Quantity a, int or decimal) => Ucum.Compare(a, ToQuantity(right.Value)),
        (int or decimal, Quantity b) => Ucum.Compare(ToQuantity(left.Value), b),
        (string a, Temporal b) when TemporalText.TryParse(a, b.Kind, out var moment) => Temporal.Compare(moment, b),
        (Temporal a, string b) when TemporalText.TryParse(b, a.Kind, out var moment) => Temporal.Compare(a, moment),
        (null, _) when left.Type.IsPrimitive || left.Kind == ValueKind.Quantity => null,
        (_, null) when right.Type.IsPrimitive || right.Kind == ValueKind.Quantity => null,
        _ => throw FhirPathException.Run($"{left.Type} and {right.Type} have no order", position),
    };

    public static Quantity ToQuantity(object number) => new(number is int whole ? whole : (decimal)number, Quantity.One);
}
