using Interop.Fhir.FhirPath.Operators;
using Interop.Fhir.FhirPath.Values;

namespace Interop.Fhir.FhirPath.Functions;

/// <summary>https://hl7.org/fhirpath/N1/#math-1. What has no real result, or none that fits, gives the empty collection.</summary>
internal static class MathFunctions
{
    public static readonly FhirPathFunction[] All =
    [
        new("abs", 0, 0, Abs),
        new("ceiling", 0, 0, c => Whole(c, decimal.Ceiling)),
        new("floor", 0, 0, c => Whole(c, decimal.Floor)),
        new("truncate", 0, 0, c => Whole(c, decimal.Truncate)),
        new("round", 0, 1, Round),
        new("exp", 0, 0, c => Real(c, Math.Exp)),
        new("ln", 0, 0, c => Real(c, Math.Log)),
        new("log", 1, 1, c => Singleton.Number(c.Value(0), c.Position) is { } b ? Real(c, x => b == 2 ? Math.Log2(x) : b == 10 ? Math.Log10(x) : Math.Log(x) / Math.Log((double)b)) : Items.Empty),
        new("power", 1, 1, Power),
        new("sqrt", 0, 0, c => Real(c, Math.Sqrt)),
    ];

    private static Items Abs(Call call) => call.Single() switch
    {
        null => Items.Empty,
        { Value: int.MinValue } => Items.Empty,
        { Value: int number } => new Items(FhirPathItem.Of(Math.Abs(number))),
        { Value: decimal number } => new Items(FhirPathItem.Of(Math.Abs(number))),
        { Value: Quantity quantity } => new Items(FhirPathItem.Of(quantity with { Value = Math.Abs(quantity.Value) })),
        _ => throw call.Fault("a number is needed"),
    };

    private static Items Whole(Call call, Func<decimal, decimal> function)
    {
        if (Singleton.Number(call.Input, call.Position) is not { } number)
        {
            return Items.Empty;
        }

        var whole = function(number);
        return whole is >= int.MinValue and <= int.MaxValue ? new Items(FhirPathItem.Of((int)whole)) : Items.Empty;
    }

    private static Items Round(Call call)
    {
        if (Singleton.Number(call.Input, call.Position) is not { } number)
        {
            return Items.Empty;
        }

        var digits = call.Integer(0) ?? 0;
        return digits is < 0 ? throw call.Fault("round() takes no negative precision")
            : new Items(FhirPathItem.Of(Math.Round(number, Math.Min(digits, 28), MidpointRounding.AwayFromZero)));
    }

    private static Items Power(Call call)
    {
        var number = Singleton.Number(call.Input, call.Position);
        var exponent = Singleton.Number(call.Value(0), call.Position);
        if (number is null || exponent is null)
        {
            return Items.Empty;
        }

        if (decimal.IsInteger(exponent.Value) && Math.Abs(exponent.Value) <= 1000)
        {
            return Exact(number.Value, (int)exponent.Value) is not { } exact ? Items.Empty
                : call.Single()!.Value.Value is int && exponent >= 0 && Math.Abs(exact) <= int.MaxValue ? new Items(FhirPathItem.Of((int)exact))
                : new Items(FhirPathItem.Of(exact));
        }

        return Fit(Math.Pow((double)number, (double)exponent));
    }

    private static decimal? Exact(decimal number, int exponent)
    {
        if (number == 0 && exponent < 0)
        {
            return null;
        }

        try
        {
            var result = 1m;
            for (var i = 0; i < Math.Abs(exponent); i++)
            {
                result = exponent > 0 ? result * number : result / number;
            }

            return result;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static Items Real(Call call, Func<double, double> function) =>
        Singleton.Number(call.Input, call.Position) is { } number ? Fit(function((double)number)) : Items.Empty;

    private static Items Fit(double number) =>
        double.IsFinite(number) && Math.Abs(number) < 7.9e28 ? new Items(FhirPathItem.Of((decimal)number)) : Items.Empty;
}
