using System.Buffers;
using System.Globalization;
using Interop.Mapping.Language;
using Interop.Mapping.Runtime;

namespace Interop.Mapping.Functions;

/// <summary>Reads doses as people write them, exactly or not at all (RECORDS case 2).</summary>
internal static class DoseQuantity
{
    private static readonly SearchValues<char> Allowed = SearchValues.Create("0123456789.,");
    private static readonly (char Sign, decimal Value)[] Fractions = [('½', 0.5m), ('¼', 0.25m), ('¾', 0.75m), ('⅛', 0.125m), ('⅜', 0.375m), ('⅝', 0.625m), ('⅞', 0.875m)];

    public static Value Of(Run run, Value value, ScriptSpan at)
    {
        if (value.IsNumber)
        {
            return value.TryDecimal(out var number) && number >= 0 ? value : default;
        }

        if (value.IsObject)
        {
            return Range(run, Members.Of(run, value, "low", at), Members.Of(run, value, "high", at), at);
        }

        if (!value.IsText)
        {
            return default;
        }

        var text = value.Text.Trim();
        var sides = text.Split([" à ", " - "], StringSplitOptions.TrimEntries);
        return sides.Length == 2
            ? Range(run, Parse(sides[0], value.Origin), Parse(sides[1], value.Origin), at)
            : Parse(text, value.Origin);
    }

    private static Value Range(Run run, Value low, Value high, ScriptSpan at)
    {
        low = Of(run, low, at);
        high = Of(run, high, at);
        if (!low.IsNumber || !high.IsNumber || Operators.Compare(run, low, high, at) > 0)
        {
            return default;
        }

        var range = run.Pool.Object(2);
        range.Set("low", low, at);
        range.Set("high", high, at);
        return Value.Of(range);
    }

    private static Value Parse(string text, int origin) => TryParse(text, out var number) ? Value.Of(number, origin) : default;

    private static bool TryParse(string text, out decimal number)
    {
        number = 0;
        if (text.Length == 0)
        {
            return false;
        }

        foreach (var (sign, fraction) in Fractions)
        {
            if (text[^1] == sign)
            {
                var whole = text[..^1].TrimEnd();
                number = fraction;
                return whole.Length == 0 || TryWhole(whole, ref number);
            }
        }

        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? TryDecimal(text, out number) : TryFraction(text, slash, out number);
    }

    private static bool TryWhole(string text, ref decimal fraction)
    {
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var whole))
        {
            return false;
        }

        fraction += whole;
        return true;
    }

    private static bool TryFraction(string text, int slash, out decimal number)
    {
        number = 0;
        var left = text[..slash].Trim();
        var blank = left.LastIndexOf(' ');
        var top = blank < 0 ? left : left[(blank + 1)..];
        if (!int.TryParse(top, NumberStyles.None, CultureInfo.InvariantCulture, out var numerator)
            || !int.TryParse(text[(slash + 1)..].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var denominator)
            || denominator is not (2 or 4 or 5 or 8 or 10))
        {
            return false;
        }

        // Thirds have no exact decimal: they are reported, not rounded.
        number = (decimal)numerator / denominator;
        return blank < 0 || TryWhole(left[..blank].Trim(), ref number);
    }

    private static bool TryDecimal(string text, out decimal number)
    {
        number = 0;
        var digits = text.AsSpan().IndexOfAnyExcept(Allowed) < 0;
        return digits && text.AsSpan().Count('.') + text.AsSpan().Count(',') <= 1 && char.IsAsciiDigit(text[0]) && char.IsAsciiDigit(text[^1])
            && decimal.TryParse(text.Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
    }
}
