using System.Globalization;

namespace Interop.Fhir.FhirPath.Values;

/// <summary>Computed values as text.</summary>
internal static class ValueText
{
    public static string? Of(object value) => value switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        int number => number.ToString(CultureInfo.InvariantCulture),
        // A boundary may be minus zero, which .NET keeps but does not spell.
        decimal number => (number == 0 && decimal.IsNegative(number) ? "-" : "") + number.ToString(CultureInfo.InvariantCulture),
        Temporal moment => TemporalText.Format(moment),
        Quantity quantity => quantity.ToString(),
        FhirPathType type => type.ToString(),
        _ => null,
    };
}
