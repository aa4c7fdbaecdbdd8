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
            return element.SharedText is { } code ? terminology.Contains(valueSet, null, code) : Membership.Out;
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

    /// <summary>Whether the element has a code at all.</summary>
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

    private static Membership In(ValueSets terminology, string valueSet, Node coding, Membership soFar) =>
        coding["code"].SharedText is { } code ? soFar.Or(terminology.Contains(valueSet, coding["system"].SharedText ?? "", code)) : soFar;

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
