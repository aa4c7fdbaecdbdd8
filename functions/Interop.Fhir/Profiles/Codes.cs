using Interop.Fhir.Terminology;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Profiles;

/// <summary>The codes in an element of any type that can be bound: code, Coding, CodeableConcept, Quantity, string, uri.</summary>
internal static class Codes
{
    /// <summary>Whether one of the element's codes is in a value set. An element without codes is not.</summary>
    public static Membership In(ValueSets terminology, string valueSet, Node element)
    {
        if (element.Kind != NodeKind.Object)
        {
            return TextOf(element) is { } code ? terminology.Contains(valueSet, null, code) : Membership.Out;
        }

        if (!element["coding"].Exists)
        {
            return In(terminology, valueSet, element, Membership.Out);
        }

        var result = Membership.Out;
        foreach (var child in element.Children)
        {
            result = child.Name == "coding" ? In(terminology, valueSet, child, result) : result;
        }

        return result;
    }

    /// <summary>Whether an element holds a code at all.</summary>
    public static bool Any(Node element)
    {
        if (!element["coding"].Exists)
        {
            return element["code"].HasValue;
        }

        foreach (var child in element.Children)
        {
            if (child.Name == "coding" && child["code"].HasValue)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The text of a code or of a system; the same ones come again and again, so they are mostly not made anew.</summary>
    public static string? TextOf(Node node) => node.HasValue ? NameCache.Get(node.Utf8) : null;

    private static Membership In(ValueSets terminology, string valueSet, Node coding, Membership before) =>
        TextOf(coding["code"]) is { } code ? before.Or(terminology.Contains(valueSet, TextOf(coding["system"]) ?? "", code)) : before;

    /// <summary>The codes with their systems.</summary>
    public static IEnumerable<(string? System, string Code)> Of(Node element)
    {
        foreach (var coding in element["coding"].Exists ? element.All("coding") : [element])
        {
            if (coding["code"].Text is { } code)
            {
                yield return (coding["system"].Text, code);
            }
        }
    }
}
