using Interop.Fhir.FhirPath.Units;
using Interop.Fhir.FhirPath.Values;

namespace Interop.Fhir.FhirPath.Functions;

/// <summary><c>lowBoundary</c>, <c>highBoundary</c>, <c>precision</c>, <c>comparable</c> (https://hl7.org/fhirpath/#boundary-functions).</summary>
internal static class BoundaryFunctions
{
    public static readonly FhirPathFunction[] All =
    [
        new("lowBoundary", 0, 1, c => Boundary(c, high: false)),
        new("highBoundary", 0, 1, c => Boundary(c, high: true)),
        new("precision", 0, 0, c => c.Single() is { } item && PrecisionOf(item.Value) is { } digits ? new Items(FhirPathItem.Of(digits)) : Items.Empty),
        new("comparable", 1, 1, Comparable),
    ];

    private static Items Comparable(Call call) =>
        call.Single() is not { } left || Operators.Singleton.Value(call.Value(0), call.Position) is not { } right ? Items.Empty
        : left.Value is Quantity a && right.Value is Quantity b ? Items.Of(Ucum.AreComparable(a, b))
        : throw call.Fault("comparable() takes two quantities");

    private static int? PrecisionOf(object? value) => value switch
    {
        int => 0,
        decimal number => number.Scale,
        Temporal { Kind: ValueKind.Time } moment => Digits(moment) - 8,
        Temporal moment => Digits(moment),
        _ => null,
    };

    // Digits of the spelling: 4 for a year, 6, 8, 10 with the hour, 12, 14, and 17 with milliseconds.
    private static int Digits(Temporal moment) => moment.Precision == Precision.Second && moment.FractionDigits > 0
        ? 17
        : 2 + (2 * (int)moment.Precision);

    private static Items Boundary(Call call, bool high)
    {
        if (call.Single() is not { } item)
        {
            return Items.Empty;
        }

        int? wanted = call.Arguments == 0 ? null : call.Integer(0);
        return item.Value switch
        {
            int number => OfNumber(number, wanted ?? 8, high) is { } bound ? new Items(FhirPathItem.Of(bound)) : Items.Empty,
            decimal number => OfNumber(number, wanted ?? 8, high) is { } bound ? new Items(FhirPathItem.Of(bound)) : Items.Empty,
            Quantity quantity => OfNumber(quantity.Value, wanted ?? 8, high) is { } bound ? new Items(FhirPathItem.Of(quantity with { Value = bound })) : Items.Empty,
            Temporal moment => OfMoment(moment, wanted, high) is { } bound ? new Items(FhirPathItem.Of(bound)) : Items.Empty,
            _ => Items.Empty,
        };
    }

    /// <summary>
    /// Half a unit of the last digit down or up, then brought to the precision asked for: towards zero at the bound nearer to zero, to the
    /// nearest at the other. Nothing for precisions that a decimal does not have.
    /// </summary>
    private static decimal? OfNumber(decimal number, int digits, bool high)
    {
        if (digits is < 0 or > 28 || Math.Abs(number) > 1e20m && digits > 8)
        {
            return null;
        }

        var negative = number < 0;
        var half = new decimal(5, 0, 0, false, (byte)Math.Min(number.Scale + 1, 28));
        var away = high != negative;
        var bound = Math.Abs(number) + (away ? half : -half);
        var rounded = Math.Round(bound, digits, away ? MidpointRounding.AwayFromZero : MidpointRounding.ToZero);

        // Adding a zero of that scale makes the digits visible: 1.5 becomes 1.50000000.
        rounded += new decimal(0, 0, 0, false, (byte)digits);
        return negative ? -rounded : rounded;
    }

    private static Temporal? OfMoment(Temporal moment, int? wanted, bool high)
    {
        var isTime = moment.Kind == ValueKind.Time;
        var digits = (wanted ?? (isTime ? 9 : moment.Kind == ValueKind.Date ? 8 : 17)) + (isTime ? 8 : 0);
        if (digits is not (4 or 6 or 8 or 10 or 12 or 14 or 17))
        {
            return null;
        }

        var precision = digits == 17 ? Precision.Second : (Precision)((digits / 2) - 1);
        if (isTime && precision < Precision.Hour)
        {
            return null;
        }

        // FHIR has no bare hour: it is read as its first minute (the official suite does so).
        var full = moment.Precision == Precision.Hour && !isTime
            ? new Temporal { Kind = moment.Kind, Precision = Precision.Minute, Local = moment.Local, Offset = moment.Offset, IsZulu = moment.IsZulu }
            : moment;
        var local = high && full.Precision < Precision.Second ? full.Upper().AddMilliseconds(-1) : full.Local;
        var hasTime = precision >= Precision.Hour;
        return new Temporal
        {
            Kind = isTime ? ValueKind.Time : hasTime ? ValueKind.DateTime : moment.Kind,
            Precision = precision,
            Local = Cut(local, precision),
            FractionDigits = digits == 17 ? 3 : 0,
            Offset = isTime || !hasTime ? null : moment.Offset ?? (high ? -12 * 60 : 14 * 60),
            IsZulu = hasTime && moment.IsZulu,
        };
    }

    private static DateTime Cut(DateTime local, Precision precision) => precision switch
    {
        Precision.Year => new DateTime(local.Year, 1, 1),
        Precision.Month => new DateTime(local.Year, local.Month, 1),
        Precision.Day => local.Date,
        Precision.Hour => local.Date.AddHours(local.Hour),
        Precision.Minute => local.Date.AddMinutes((local.Hour * 60) + local.Minute),
        _ => local,
    };
}
