using Interop.Fhir.FhirPath.Operators;

namespace Interop.Fhir.FhirPath.Functions;

/// <summary>https://hl7.org/fhirpath/N1/#subsetting and https://hl7.org/fhirpath/N1/#combining.</summary>
internal static class SubsetFunctions
{
    public static readonly FhirPathFunction[] All =
    [
        new("single", 0, 0, c => c.Input.Count <= 1 ? c.Input : throw c.Fault("one item is needed and there are several")),
        new("first", 0, 0, c => c.Input.Slice(0, 1)),
        new("last", 0, 0, c => c.Input.Slice(c.Input.Count - 1, 1)),
        new("tail", 0, 0, c => c.Input.Slice(1, c.Input.Count)),
        new("skip", 1, 1, c => c.Integer(0) is { } n ? c.Input.Slice(n, c.Input.Count) : Items.Empty),
        new("take", 1, 1, c => c.Integer(0) is { } n ? c.Input.Slice(0, n) : Items.Empty),
        new("intersect", 1, 1, c => Keep(c, Sets.Distinct(c.Input, c.Scope, c.Position), inOther: true)),
        new("exclude", 1, 1, c => Keep(c, c.Input, inOther: false)),
        new("union", 1, 1, c => Sets.Union(c.Input, c.Value(0), c.Scope, c.Position)),
        new("combine", 1, 2, Combine),
    ];

    private static Items Keep(Call call, Items items, bool inOther)
    {
        var other = new ItemSet(call.Scope, call.Position);
        other.AddAll(call.Value(0));
        var result = new ItemsBuilder();
        for (var i = 0; i < items.Count; i++)
        {
            if (other.Contains(items[i]) == inOther)
            {
                result.Add(items[i]);
            }
        }

        return result.ToItems();
    }

    private static Items Combine(Call call)
    {
        var result = new ItemsBuilder();
        result.Add(call.Input);
        result.Add(call.Value(0));
        return result.ToItems();
    }
}
