using System.Globalization;

namespace Interop.Mapping.Formats.Hl7v2;

/// <summary>The member names of an HL7 v2 tree: <c>f3</c> a field, <c>c4</c> a component, <c>c4s2</c> a further subcomponent.</summary>
internal static class Hl7Names
{
    /// <summary>No field, component or subcomponent has a higher number; no message needs more, and a tree could ask for any amount of separators.</summary>
    public const int Max = 999;

    private static readonly string[] Fields = [.. Enumerable.Range(0, Max + 1).Select(n => "f" + n.ToString(CultureInfo.InvariantCulture))];
    private static readonly string[] Components = [.. Enumerable.Range(0, Max + 1).Select(n => "c" + n.ToString(CultureInfo.InvariantCulture))];

    public static string Field(int number) => Fields[number];

    public static string Component(int component, int subcomponent) => subcomponent == 1
        ? Components[component]
        : Components[component] + "s" + subcomponent.ToString(CultureInfo.InvariantCulture);

    public static bool TryField(string? name, out int number)
    {
        number = 0;
        return name is ['f', .. var digits] && TryNumber(digits, out number);
    }

    public static bool TryComponent(string? name, out int component, out int subcomponent)
    {
        (component, subcomponent) = (0, 1);
        if (name is not ['c', .. var rest])
        {
            return false;
        }

        var cut = rest.IndexOf('s', StringComparison.Ordinal);
        return cut < 0
            ? TryNumber(rest, out component)
            : TryNumber(rest[..cut], out component) && TryNumber(rest[(cut + 1)..], out subcomponent) && subcomponent > 1;
    }

    private static bool TryNumber(string digits, out int number) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number is >= 1 and <= Max && digits[0] != '0';
}
