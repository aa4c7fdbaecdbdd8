using Interop.Fhir.FhirPath.Operators;
using Interop.Fhir.FhirPath.Syntax;

namespace Interop.Fhir.FhirPath.Functions;

/// <summary>https://hl7.org/fhirpath/N1/#filtering-and-projection, with <c>all</c>, <c>exists</c> and <c>aggregate</c>, which also go item by item.</summary>
internal static class FilterFunctions
{
    public static readonly FhirPathFunction[] All =
    [
        new("where", 1, 1, Where),
        new("select", 1, 1, Select),
        new("repeat", 1, 1, c => Repeat(c, unique: true)),
        new("repeatAll", 1, 1, c => Repeat(c, unique: false)),
        new("exists", 0, 1, c => Items.Of(c.Arguments == 0 ? !c.Input.IsEmpty : Any(c, wanted: true))),
        new("all", 1, 1, c => Items.Of(!AnyNotTrue(c))),
        new("aggregate", 1, 2, Aggregate),
        new("sort", 0, 20, Sort),
    ];

    private static Items Where(Call call)
    {
        var inner = call.Scope.Inner();
        var result = new ItemsBuilder();
        for (var i = 0; i < call.Input.Count; i++)
        {
            if (Test(call, inner, i) == true)
            {
                result.Add(call.Input[i]);
            }
        }

        return result.ToItems();
    }

    private static bool? Test(Call call, Scope inner, int index)
    {
        call.Scope.Step(call.Position);
        inner.This = new Items(call.Input[index]);
        inner.Index = index;
        return Singleton.Boolean(call.Argument(0).Evaluate(inner), call.Position);
    }

    private static bool Any(Call call, bool wanted)
    {
        var inner = call.Scope.Inner();
        for (var i = 0; i < call.Input.Count; i++)
        {
            if (Test(call, inner, i) == wanted)
            {
                return true;
            }
        }

        return false;
    }

    private static bool AnyNotTrue(Call call)
    {
        var inner = call.Scope.Inner();
        for (var i = 0; i < call.Input.Count; i++)
        {
            if (Test(call, inner, i) != true)
            {
                return true;
            }
        }

        return false;
    }

    private static Items Select(Call call)
    {
        var inner = call.Scope.Inner();
        var result = new ItemsBuilder();
        for (var i = 0; i < call.Input.Count; i++)
        {
            call.Scope.Step(call.Position);
            inner.This = new Items(call.Input[i]);
            inner.Index = i;
            result.Add(call.Argument(0).Evaluate(inner));
        }

        return result.ToItems();
    }

    private static Items Repeat(Call call, bool unique)
    {
        var inner = call.Scope.Inner();
        var queue = new Queue<FhirPathItem>(call.Input.ToArray());
        var set = new ItemSet(call.Scope, call.Position);
        var seen = new HashSet<Tree.Node>();
        var result = new ItemsBuilder();
        while (queue.TryDequeue(out var item))
        {
            call.Scope.Step(call.Position);
            inner.This = new Items(item);
            var found = call.Argument(0).Evaluate(inner);
            for (var i = 0; i < found.Count; i++)
            {
                // Elements are told apart by where they are first: comparing whole subtrees with one another would be quadratic.
                if (!unique || (found[i] is { IsNode: true, Kind: ValueKind.Complex } ? seen.Add(found[i].Node) : set.Add(found[i])))
                {
                    result.Add(found[i]);
                    queue.Enqueue(found[i]);
                }
            }
        }

        return result.ToItems();
    }

    private static Items Aggregate(Call call)
    {
        var inner = call.Scope.Inner();
        inner.Total = call.Value(1);
        for (var i = 0; i < call.Input.Count; i++)
        {
            call.Scope.Step(call.Position);
            inner.This = new Items(call.Input[i]);
            inner.Index = i;
            inner.Total = call.Argument(0).Evaluate(inner);
        }

        return inner.Total;
    }

    private static Items Sort(Call call)
    {
        var items = call.Input.ToArray();
        var keys = new Items[items.Length][];
        var inner = call.Scope.Inner();
        for (var i = 0; i < items.Length; i++)
        {
            inner.This = new Items(items[i]);
            inner.Index = i;
            keys[i] = call.Arguments == 0 ? [new Items(items[i])] : [.. Enumerable.Range(0, call.Arguments).Select(a => call.Argument(a).Evaluate(inner))];
        }

        var order = Enumerable.Range(0, items.Length).ToArray();
        // Stable: items that the keys do not tell apart keep their order.
        var sorted = order.Order(Comparer<int>.Create((a, b) => Compare(call, keys[a], keys[b]))).Select(i => items[i]);
        try
        {
            return Items.Of(sorted);
        }
        catch (InvalidOperationException fault) when (fault.InnerException is FhirPathException refused)
        {
            // The library wraps what a comparer throws.
            throw refused;
        }
    }

    private static int Compare(Call call, Items[] left, Items[] right)
    {
        for (var i = 0; i < left.Length; i++)
        {
            call.Scope.Step(call.Position);
            if (left[i].IsEmpty != right[i].IsEmpty)
            {
                // Items without the key come first whichever way the key sorts (the official suite: testSort10).
                return left[i].IsEmpty ? -1 : 1;
            }

            var order = Comparison.Of(left[i], right[i], call.Position) ?? 0;
            if (order != 0)
            {
                return call.Arguments > 0 && call.Argument(i) is SortKeyExpr { Descending: true } ? -order : order;
            }
        }

        return 0;
    }
}
