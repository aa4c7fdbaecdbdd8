using Interop.Fhir.FhirPath.Operators;
using Interop.Fhir.FhirPath.Values;

namespace Interop.Fhir.FhirPath.Units;

/// <summary>Quantities across units. Durations on the calendar count as their UCUM unit, but for years and months, which have no fixed length.</summary>
internal static class Ucum
{
    /// <summary>Whether a code is a UCUM unit that is known here.</summary>
    public static bool IsUnit(string code) => UcumParser.Parse(code) is not null;

    /// <summary>Null when the units have nothing in common.</summary>
    public static int? Compare(Quantity left, Quantity right)
    {
        if (SameUnit(left.Unit, right.Unit))
        {
            return left.Value.CompareTo(right.Value);
        }

        if (Months(left.Unit) is { } a && Months(right.Unit) is { } b)
        {
            return (left.Value * a).CompareTo(right.Value * b);
        }

        return Convert(right, left.Unit) is { } converted ? CompareRounded(left.Value, converted) : null;
    }

    /// <summary>Whether two quantities can be compared at all.</summary>
    public static bool AreComparable(Quantity left, Quantity right) => Compare(left, right) is not null;

    /// <summary>Equal in the coarser unit, at the precision of the less precise value. A calendar year is 365 days here, a month 30.</summary>
    public static bool Equivalent(Quantity left, Quantity right)
    {
        if (SameUnit(left.Unit, right.Unit))
        {
            return Equivalence.SameNumber(left.Value, right.Value);
        }

        var a = WithFixedLength(left);
        var b = WithFixedLength(right);
        if (Unit(a.Unit) is not { } unitA || Unit(b.Unit) is not { } unitB || !unitA.SameDimension(unitB))
        {
            return false;
        }

        var coarse = unitA.Ratio(unitB) >= 1 ? b : a;
        var fine = ReferenceEquals(coarse, a) ? b : a;
        if (Convert(fine, coarse.Unit) is not { } converted)
        {
            return false;
        }

        var scale = Math.Min(left.Value.Scale, right.Value.Scale);
        return Math.Round(coarse.Value, scale, MidpointRounding.AwayFromZero) == Math.Round(converted, scale, MidpointRounding.AwayFromZero);
    }

    /// <summary>A sum in the left unit, null when the units do not fit.</summary>
    public static Quantity? Add(Quantity left, Quantity right) =>
        SameUnit(left.Unit, right.Unit) ? left with { Value = left.Value + right.Value }
        : Months(left.Unit) is { } a && Months(right.Unit) is { } b ? left with { Value = left.Value + (right.Value * b / a) }
        : Convert(right, left.Unit) is { } converted ? left with { Value = left.Value + converted }
        : null;

    public static Quantity? Multiply(Quantity left, Quantity right) =>
        right.Unit == Quantity.One ? left with { Value = left.Value * right.Value }
        : left.Unit == Quantity.One ? right with { Value = left.Value * right.Value }
        : Code(left.Unit) is { } a && Code(right.Unit) is { } b ? new Quantity(left.Value * right.Value, a + "." + Grouped(b)) : null;

    public static Quantity? Divide(Quantity left, Quantity right) =>
        right.Value == 0 ? null
        : right.Unit == Quantity.One ? left with { Value = left.Value / right.Value }
        : SameUnit(left.Unit, right.Unit) ? new Quantity(left.Value / right.Value, Quantity.One)
        : Code(left.Unit) is { } a && Code(right.Unit) is { } b ? new Quantity(left.Value / right.Value, a + "/" + Grouped(b)) : null;

    /// <summary>The same amount in another unit, null when the units do not fit.</summary>
    public static Quantity? ConvertTo(Quantity quantity, string unit) =>
        SameUnit(quantity.Unit, unit) ? quantity
        : Months(quantity.Unit) is { } a && Months(unit) is { } b ? new Quantity(quantity.Value * a / b, unit)
        : Convert(quantity, unit) is { } converted ? new Quantity(converted, unit)
        : null;

    private static string Grouped(string code) => code.AsSpan().IndexOfAny('.', '/') >= 0 ? "(" + code + ")" : code;

    private static bool SameUnit(string left, string right) => left == right || CalendarUnit.Singular(left) is { } word && word == CalendarUnit.Singular(right);

    private static int? Months(string unit) => CalendarUnit.Singular(unit) switch { "year" => 12, "month" => 1, _ => null };

    private static string? Code(string unit) => CalendarUnit.Singular(unit) is null ? unit : CalendarUnit.ToUcum(unit);

    private static UcumUnit? Unit(string unit) => Code(unit) is { } code ? UcumParser.Parse(code) : null;

    private static Quantity WithFixedLength(Quantity quantity) => Months(quantity.Unit) switch
    {
        12 => new Quantity(quantity.Value * 365, "d"),
        1 => new Quantity(quantity.Value * 30, "d"),
        _ => quantity.Unit switch { "a" => new Quantity(quantity.Value * 365, "d"), "mo" => new Quantity(quantity.Value * 30, "d"), _ => quantity },
    };

    private static decimal? Convert(Quantity quantity, string unit)
    {
        if (Unit(quantity.Unit) is not { } from || Unit(unit) is not { } to || !from.SameDimension(to) || to.Ratio(from) is not { } ratio)
        {
            return null;
        }

        if (from.Zero == 0 && to.Zero == 0)
        {
            return quantity.Value * ratio;
        }

        return UcumUnit.Number(1).Ratio(new UcumUnit(to.Mantissa, to.Power, UcumUnit.Number(1).Dimensions)) is { } size
            ? (quantity.Value * ratio) + ((from.Zero - to.Zero) / size)
            : null;
    }

    // Factors such as 1/3 end somewhere: what differs from the 20th digit on is the conversion's, not the data's.
    private static int CompareRounded(decimal left, decimal right)
    {
        var tolerance = Math.Max(Math.Abs(left), Math.Abs(right)) * 1e-20m;
        return Math.Abs(left - right) <= tolerance ? 0 : left.CompareTo(right);
    }
}
