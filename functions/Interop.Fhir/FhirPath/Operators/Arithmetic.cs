using Interop.Fhir.FhirPath.Units;
using Interop.Fhir.FhirPath.Values;

namespace Interop.Fhir.FhirPath.Operators;

/// <summary>https://hl7.org/fhirpath/N1/#math. An overflow and a division by zero give the empty collection.</summary>
internal static class Arithmetic
{
    public static Items Of(string op, Items left, Items right, int position)
    {
        if ((Singleton.Value(left, position), Singleton.Value(right, position)) is not ({ } a, { } b))
        {
            return Items.Empty;
        }

        try
        {
            return (a.Value, b.Value) switch
            {
                (int x, int y) when op != "/" => Integers(op, x, y),
                (int or decimal, int or decimal) => Decimals(op, ToDecimal(a.Value), ToDecimal(b.Value)),
                (string x, string y) when op == "+" => new Items(FhirPathItem.Of(x + y)),
                (Temporal x, Quantity y) when op is "+" or "-" => TemporalArithmetic.Add(x, op == "-" ? y with { Value = -y.Value } : y, position) is { } moment
                    ? new Items(FhirPathItem.Of(moment)) : Items.Empty,
                (Quantity x, Quantity y) => Quantities(op, x, y),
                (Quantity x, int or decimal) => Quantities(op, x, Comparison.ToQuantity(b.Value)),
                (int or decimal, Quantity y) => Quantities(op, Comparison.ToQuantity(a.Value), y),
                (null, _) when a.Type.IsPrimitive || a.Kind == ValueKind.Quantity => Items.Empty,
                (_, null) when b.Type.IsPrimitive || b.Kind == ValueKind.Quantity => Items.Empty,
                _ => throw FhirPathException.Run($"{op} does not take {a.Type} and {b.Type}", position),
            };
        }
        catch (OverflowException)
        {
            return Items.Empty;
        }
    }

    public static Items Polarity(Items items, bool negative, int position) => Singleton.Value(items, position) switch
    {
        null => Items.Empty,
        { Value: int.MinValue } when negative => Items.Empty,
        { Value: int number } => new Items(FhirPathItem.Of(negative ? -number : number)),
        { Value: decimal number } => new Items(FhirPathItem.Of(negative && number != 0 ? -number : number)),
        { Value: Quantity quantity } => new Items(FhirPathItem.Of(negative ? quantity with { Value = -quantity.Value } : quantity)),
        { } item => throw FhirPathException.Run($"{item.Type} has no sign", position),
    };

    private static decimal ToDecimal(object number) => number is int whole ? whole : (decimal)number;

    private static Items Integers(string op, int left, int right) => op switch
    {
        "+" => new Items(FhirPathItem.Of(checked(left + right))),
        "-" => new Items(FhirPathItem.Of(checked(left - right))),
        "*" => new Items(FhirPathItem.Of(checked(left * right))),
        _ when right == 0 => Items.Empty,
        "div" => new Items(FhirPathItem.Of(checked(left / right))),
        _ => new Items(FhirPathItem.Of(right == -1 ? 0 : left % right)),
    };

    private static Items Decimals(string op, decimal left, decimal right) => op switch
    {
        "+" => new Items(FhirPathItem.Of(left + right)),
        "-" => new Items(FhirPathItem.Of(left - right)),
        "*" => new Items(FhirPathItem.Of(WithoutMinusZero(left * right))),
        _ when right == 0 => Items.Empty,
        "/" => new Items(FhirPathItem.Of(WithoutMinusZero(left / right))),
        "div" => Whole(decimal.Truncate(left / right)),
        _ => new Items(FhirPathItem.Of(WithoutMinusZero(left % right))),
    };

    private static decimal WithoutMinusZero(decimal number) => number == 0 ? Math.Abs(number) : number;

    private static Items Whole(decimal number) => Math.Abs(number) <= int.MaxValue ? new Items(FhirPathItem.Of((int)number)) : Items.Empty;

    private static Items Quantities(string op, Quantity left, Quantity right)
    {
        var result = op switch
        {
            "+" => Ucum.Add(left, right),
            "-" => Ucum.Add(left, right with { Value = -right.Value }),
            "*" => Ucum.Multiply(left, right),
            "/" => Ucum.Divide(left, right),
            _ => null,
        };
        return result is null ? Items.Empty : new Items(FhirPathItem.Of(result));
    }
}
