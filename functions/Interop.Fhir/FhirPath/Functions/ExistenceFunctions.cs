using Interop.Fhir.FhirPath.Operators;

namespace Interop.Fhir.FhirPath.Functions;

/// <summary>https://hl7.org/fhirpath/N1/#existence, <c>not</c> included.</summary>
internal static class ExistenceFunctions
{
    public static readonly FhirPathFunction[] All =
    [
        new("empty", 0, 0, c => Items.Of(c.Input.IsEmpty)),
        new("count", 0, 0, c => new Items(FhirPathItem.Of(c.Input.Count))),
        new("not", 0, 0, c => Items.Of(!Singleton.Boolean(c.Input, c.Position))),
        new("allTrue", 0, 0, c => Items.Of(!Has(c, false))),
        new("anyTrue", 0, 0, c => Items.Of(Has(c, true))),
        new("allFalse", 0, 0, c => Items.Of(!Has(c, true))),
        new("anyFalse", 0, 0, c => Items.Of(Has(c, false))),
        new("subsetOf", 1, 1, c => Items.Of(IsSubset(c, c.Input, c.Value(0)))),
        new("supersetOf", 1, 1, c => Items.Of(IsSubset(c, c.Value(0), c.Input))),
        new("distinct", 0, 0, c => Sets.Distinct(c.Input, c.Scope, c.Position)),
        new("isDistinct", 0, 0, c => Items.Of(Sets.Distinct(c.Input, c.Scope, c.Position).Count == c.Input.Count)),
    ];

    private static bool Has(Call call, bool wanted)
    {
        var found = false;
        for (var i = 0; i < call.Input.Count; i++)
        {
            if (call.Input[i].ToSystem().Value is not bool flag)
            {
                throw call.Fault("booleans are needed");
            }

            found |= flag == wanted;
        }

        return found;
    }

    private static bool IsSubset(Call call, Items part, Items whole)
    {
        var set = new ItemSet(call.Scope, call.Position);
        set.AddAll(whole);
        for (var i = 0; i < part.Count; i++)
        {
            if (!set.Contains(part[i]))
            {
                return false;
            }
        }

        return true;
    }
}
