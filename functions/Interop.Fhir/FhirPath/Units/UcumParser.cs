using System.Collections.Concurrent;
using System.Globalization;

namespace Interop.Fhir.FhirPath.Units;

/// <summary>
/// Reads a unit expression: components joined by <c>.</c> and <c>/</c> from left to right, with exponents, integer factors,
/// parentheses and <c>{annotations}</c>.
/// </summary>
internal sealed class UcumParser
{
    private const int MaxLength = 200;
    private const int MaxKnown = 4096;
    private static readonly ConcurrentDictionary<string, UcumUnit?> Known = new(StringComparer.Ordinal);
    private readonly string text;
    private int at;
    private int depth;

    private UcumParser(string text) => this.text = text;

    /// <summary>Null when the code is no UCUM unit, or none that is known here.</summary>
    public static UcumUnit? Parse(string code)
    {
        if (Known.TryGetValue(code, out var unit))
        {
            return unit;
        }

        unit = code.Length is 0 or > MaxLength ? null : new UcumParser(code).ParseAll();

        // Units come from records: the table of them must not grow without end.
        if (Known.Count < MaxKnown)
        {
            Known.TryAdd(code, unit);
        }

        return unit;
    }

    private UcumUnit? ParseAll()
    {
        try
        {
            if (UcumTable.Offsets.TryGetValue(text, out var offset))
            {
                return UcumUnit.Base(Array.IndexOf(UcumTable.Bases, "K")).Times(UcumUnit.Number(offset.Factor)) with { Zero = offset.Zero };
            }

            var unit = Term();
            return at == text.Length ? unit : null;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private UcumUnit? Term()
    {
        UcumUnit? result = At('/') ? UcumUnit.Number(1) : Component();
        while (result is not null && at < text.Length && text[at] is '.' or '/')
        {
            var divide = text[at++] == '/';
            var next = Component();
            result = next is null ? null : divide ? result.Over(next) : result.Times(next);
        }

        return result;
    }

    private bool At(char c) => at < text.Length && text[at] == c;

    private UcumUnit? Component()
    {
        if (At('('))
        {
            if (++depth > 20)
            {
                return null;
            }

            at++;
            var inner = Term();
            depth--;
            if (inner is null || !At(')'))
            {
                return null;
            }

            at++;
            return Exponent() is { } power ? inner.Raised(power) : null;
        }

        if (At('{'))
        {
            return Annotation() ? UcumUnit.Number(1) : null;
        }

        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        // A number alone is a factor; 10* and 10^ are units that begin with one.
        if (at > start && !(text[start..at] == "10" && (At('*') || At('^'))))
        {
            var factor = decimal.TryParse(text.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? UcumUnit.Number(number) : null;
            return At('{') && !Annotation() ? null : factor;
        }

        at = start;
        return Symbol() is { } unit && Exponent() is { } exponent && (!At('{') || Annotation()) ? unit.Raised(exponent) : null;
    }

    private bool Annotation()
    {
        var end = text.IndexOf('}', at);
        at = end < 0 ? text.Length : end + 1;
        return end >= 0;
    }

    private UcumUnit? Symbol()
    {
        var start = at;
        if (text[at..].StartsWith("10*", StringComparison.Ordinal) || text[at..].StartsWith("10^", StringComparison.Ordinal))
        {
            at += 3;
            return Lookup("10*");
        }

        var bracket = 0;
        while (at < text.Length && (bracket > 0 || !(text[at] is '.' or '/' or '(' or ')' or '{' or '+' or '-' || char.IsAsciiDigit(text[at]))))
        {
            bracket += text[at] == '[' ? 1 : text[at] == ']' ? -1 : 0;
            at++;
        }

        return at == start ? null : Lookup(text[start..at]);
    }

    /// <summary>1 when none is written, null when it is out of bounds.</summary>
    private int? Exponent()
    {
        var start = at;
        if (at + 1 < text.Length && text[at] is '+' or '-' && char.IsAsciiDigit(text[at + 1]))
        {
            at++;
        }

        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return at == start ? 1
            : int.TryParse(text.AsSpan(start, at - start), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) <= 40 ? number
            : null;
    }

    private static UcumUnit? Lookup(string symbol)
    {
        if (Defined(symbol) is { } unit)
        {
            return unit;
        }

        for (var length = 2; length >= 1; length--)
        {
            if (symbol.Length > length && UcumTable.Prefixes.TryGetValue(symbol[..length], out var power) && IsMetric(symbol[length..]))
            {
                return Defined(symbol[length..])?.Scaled(power);
            }
        }

        return null;
    }

    private static bool IsMetric(string symbol) =>
        Array.IndexOf(UcumTable.Bases, symbol) is >= 0 and < 7 || UcumTable.Units.TryGetValue(symbol, out var unit) && unit.Metric;

    private static UcumUnit? Defined(string symbol) =>
        Array.IndexOf(UcumTable.Bases, symbol) is >= 0 and var dimension ? UcumUnit.Base(dimension)
        : !UcumTable.Units.TryGetValue(symbol, out var unit) ? null
        : decimal.TryParse(unit.Definition, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? UcumUnit.Number(number)
        : Definition(unit.Definition);

    // Definitions may begin with a decimal factor, which unit expressions themselves may not hold.
    private static UcumUnit? Definition(string definition)
    {
        var end = 0;
        while (end < definition.Length && (char.IsAsciiDigit(definition[end]) || definition[end] == '.' && end + 1 < definition.Length && char.IsAsciiDigit(definition[end + 1])))
        {
            end++;
        }

        if (definition.StartsWith("10*", StringComparison.Ordinal) || end == 0)
        {
            return Parse(definition);
        }

        // 6.0221367.10*23: the last run of digits before the star belongs to the power.
        var factor = definition[..end];
        var rest = definition[end..];
        if (rest.StartsWith('*'))
        {
            factor = factor[..factor.LastIndexOf('.')];
            rest = ".10" + rest;
        }

        var unit = rest.Length == 0 ? UcumUnit.Number(1) : Parse("1" + rest);
        return unit is null || !decimal.TryParse(factor, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? null : unit.Times(UcumUnit.Number(number));
    }
}
