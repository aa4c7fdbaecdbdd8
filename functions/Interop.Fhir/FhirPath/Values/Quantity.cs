using System.Globalization;

namespace Interop.Fhir.FhirPath.Values;

/// <summary>A number with a UCUM unit (<c>mg</c>), or with a word for a duration on the calendar (<c>days</c>).</summary>
internal sealed record Quantity(decimal Value, string Unit)
{
    /// <summary>The unit of a bare number.</summary>
    public const string One = "1";

    /// <summary>A unit written in quotes: the unit one may be left empty.</summary>
    public static Quantity OfUnit(decimal value, string unit) => new(value, unit.Length == 0 ? One : unit);

    /// <summary>Reads <c>4</c>, <c>4 days</c>, <c>4 'mg'</c>.</summary>
    public static Quantity? TryParse(string text)
    {
        var end = 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] is '.' or '+' or '-'))
        {
            end++;
        }

        var rest = text[end..].TrimStart(' ', '\t', '\r', '\n');
        if (NumberText.TryParseDecimal(text.AsSpan(0, end)) is not { } number)
        {
            return null;
        }

        return rest.Length == 0 ? new Quantity(number, One)
            : rest.Length > 2 && rest[0] == '\'' && rest[^1] == '\'' ? new Quantity(number, rest[1..^1])
            : end < text.Length && char.IsWhiteSpace(text[end]) && CalendarUnit.TryParse(rest, out var unit) ? new Quantity(number, unit)
            : null;
    }

    public override string ToString()
    {
        var number = Value.ToString(CultureInfo.InvariantCulture);
        return CalendarUnit.Singular(Unit) is not null ? $"{number} {Unit}" : $"{number} '{Unit}'";
    }
}
