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
            return element.Text is { } code ? terminology.Contains(valueSet, null, code) : Membership.Out;
        }

        var result = Membership.Out;
        foreach (var (system, code) in Of(element))
        {
            result = result.Or(terminology.Contains(valueSet, system ?? "", code));
        }

        return result;
    }

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
