using Interop.Fhir.FhirPath.Operators;
using Interop.Fhir.FhirPath.Units;
using Interop.Fhir.FhirPath.Values;

namespace Interop.Fhir.FhirPath.Functions;

/// <summary>https://hl7.org/fhirpath/N1/#conversion.</summary>
internal static class ConversionFunctions
{
    public static readonly FhirPathFunction[] All =
    [
        .. Pair("Boolean", (i, _) => ToBoolean(i)),
        .. Pair("Integer", (i, _) => i.Value switch { int => i, bool flag => FhirPathItem.Of(flag ? 1 : 0), string s => NumberText.TryParseInteger(s) is { } n ? FhirPathItem.Of(n) : null, _ => null }),
        .. Pair("Decimal", (i, _) => ToDecimal(i)),
        .. Pair("String", (i, _) => i.Kind != ValueKind.Type && i.Value is not null && i.Text is { } text ? FhirPathItem.Of(text) : null),
        .. Pair("Date", (i, _) => ToMoment(i, ValueKind.Date)),
        .. Pair("DateTime", (i, _) => ToMoment(i, ValueKind.DateTime)),
        .. Pair("Time", (i, _) => ToMoment(i, ValueKind.Time)),
        .. Pair("Quantity", ToQuantity, most: 1),
    ];

    private static FhirPathFunction[] Pair(string type, Func<FhirPathItem, string?, FhirPathItem?> convert, int most = 0) =>
    [
        new("to" + type, 0, most, c => c.Single() is { } item && convert(item, c.Text(0)) is { } result ? new Items(result) : Items.Empty),
        new("convertsTo" + type, 0, most, c => c.Single() is { } item ? Items.Of(convert(item, c.Text(0)) is not null) : Items.Empty),
    ];

    private static FhirPathItem? ToBoolean(FhirPathItem item) => item.Value switch
    {
        bool => item,
        int or decimal => Convert.ToDecimal(item.Value, null) switch { 1m => FhirPathItem.Of(true), 0m => FhirPathItem.Of(false), _ => null },
        string text => text.ToLowerInvariant() switch
        {
            "true" or "t" or "yes" or "y" or "1" or "1.0" => FhirPathItem.Of(true),
            "false" or "f" or "no" or "n" or "0" or "0.0" => FhirPathItem.Of(false),
            _ => null,
        },
        _ => null,
    };

    private static FhirPathItem? ToDecimal(FhirPathItem item) => item.Value switch
    {
        decimal => item,
        int number => FhirPathItem.Of((decimal)number),
        bool flag => FhirPathItem.Of(flag ? 1.0m : 0.0m),
        string text => NumberText.TryParseDecimal(text) is { } number ? FhirPathItem.Of(number) : null,
        _ => null,
    };

    private static FhirPathItem? ToMoment(FhirPathItem item, ValueKind kind) => item.Value switch
    {
        Temporal moment when moment.Kind == kind => item,
        Temporal moment when kind != ValueKind.Time && moment.Kind != ValueKind.Time => FhirPathItem.Of(moment.As(kind)),
        string text when TemporalText.TryParse(text, kind, out var moment) => FhirPathItem.Of(moment),
        string text when kind == ValueKind.Date && TemporalText.TryParse(text, ValueKind.DateTime, out var moment) => FhirPathItem.Of(moment.As(kind)),
        _ => null,
    };

    private static FhirPathItem? ToQuantity(FhirPathItem item, string? unit)
    {
        var quantity = item.Value switch
        {
            Quantity known => known,
            int or decimal => Comparison.ToQuantity(item.Value),
            bool flag => new Quantity(flag ? 1.0m : 0.0m, Quantity.One),
            string text => Quantity.TryParse(text),
            _ => null,
        };
        return quantity is null ? null
            : unit is null ? FhirPathItem.Of(quantity)
            : Ucum.ConvertTo(quantity, unit) is { } converted ? FhirPathItem.Of(converted)
            : null;
    }
}
