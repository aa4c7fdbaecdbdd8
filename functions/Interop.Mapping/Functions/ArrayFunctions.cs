using Interop.Mapping.Language;
using Interop.Mapping.Runtime;

namespace Interop.Mapping.Functions;

/// <summary>The module <c>array</c>. Functions give new lists and leave their argument as it is.</summary>
internal static class ArrayFunctions
{
    public static FunctionModule Create()
    {
        var m = new FunctionModule("array", "Lists.");
        AddBuilding(m);
        AddParts(m);
        AddOrder(m);
        AddCallbacks(m);
        return m;
    }

    public static IEnumerable<Value> Items(Run run, Value list)
    {
        if (!list.IsList)
        {
            yield break;
        }

        foreach (var item in new ListItems(run, list))
        {
            yield return item;
        }
    }

    public static Value ToList(Run run, ScriptSpan at, IEnumerable<Value> items)
    {
        var list = run.Pool.Array(4);
        foreach (var item in items)
        {
            run.Spend(at, 16);
            list.Add(item);
        }

        return Value.Of(list);
    }

    private static int Whole(Run run, Value value, ScriptSpan at) =>
        value.TryInt(out var number) ? (int)Math.Clamp(number, int.MinValue, int.MaxValue) : throw Run.Fault(at, "a whole number is needed here");

    private static void AddBuilding(FunctionModule m)
    {
        m.Add("add", "list value", "The list with one more item.", Append, ("[1, 2] | array.add 3", "[1, 2, 3]"));
        m.Add("add_range", "list more", "Both lists in one.", (run, a, at) => ToList(run, at, Items(run, a[0]).Concat(Items(run, a[1]))), ("[1] | array.add_range [2, 3]", "[1, 2, 3]"));
        m.Add("concat", "list more", "Both lists in one.", (run, a, at) => ToList(run, at, Items(run, a[0]).Concat(Items(run, a[1]))), ("[1] | array.concat [2, 3]", "[1, 2, 3]"));
        m.Add("insert_at", "list index value", "The list with an item put in at an index.", InsertAt, ("['a', 'c'] | array.insert_at 1 'b'", "[\"a\", \"b\", \"c\"]"));
        m.Add("remove_at", "list index", "The list without the item at an index; a negative one counts from the end.", RemoveAt, ("[4, 5, 6] | array.remove_at 1", "[4, 6]"));
        m.Add("compact", "list", "The list without nulls.", (run, a, at) => ToList(run, at, Items(run, a[0]).Where(v => !v.IsNull)), ("[1, null, 3] | array.compact", "[1, 3]"));
        m.Add("uniq", "list", "Each item once, the first of them.", Unique, ("[1, 1, 4, 4, 1] | array.uniq", "[1, 4]"));
    }

    private static Value Append(Run run, ReadOnlySpan<Value> a, ScriptSpan at)
    {
        if (a[0].Kind != ValueKind.Array)
        {
            return ToList(run, at, Items(run, a[0]).Append(a[1]));
        }

        run.Spend(at, 16 * (a[0].Array.Count + 1));
        var longer = run.Pool.Array(a[0].Array.Count + 1);
        longer.Take(a[0].Array, a[1]);
        return Value.Of(longer);
    }

    private static Value InsertAt(Run run, ReadOnlySpan<Value> a, ScriptSpan at)
    {
        var list = ToList(run, at, Items(run, a[0]));
        var index = Math.Max(0, Whole(run, a[1], at));
        run.Spend(at, 16L * Math.Max(0, index - list.Array.Count));
        while (list.Array.Count < index)
        {
            list.Array.Add(default);
        }

        list.Array.Insert(index, a[2]);
        return list;
    }

    private static Value RemoveAt(Run run, ReadOnlySpan<Value> a, ScriptSpan at)
    {
        var list = ToList(run, at, Items(run, a[0]));
        var index = Whole(run, a[1], at);
        index = index < 0 ? list.Array.Count + index : index;
        if (index >= 0 && index < list.Array.Count)
        {
            list.Array.RemoveAt(index);
        }

        return list;
    }

    private static Value Unique(Run run, ReadOnlySpan<Value> a, ScriptSpan at)
    {
        var list = run.Pool.Array(4);
        foreach (var item in Items(run, a[0]))
        {
            run.Step(at);
            if (!Contains(run, list.Items, item, at))
            {
                list.Add(item);
            }
        }

        return Value.Of(list);
    }

    private static bool Contains(Run run, ReadOnlySpan<Value> items, Value value, ScriptSpan at)
    {
        foreach (var item in items)
        {
            run.Step(at);
            if (Operators.Same(run, item, value))
            {
                return true;
            }
        }

        return false;
    }

    private static void AddParts(FunctionModule m)
    {
        m.Add("first", "list", "The first item, null of an empty list.", (run, a, at) => Items(run, a[0]).FirstOrDefault(), ("[4, 5, 6] | array.first", "4"));
        m.Add("last", "list", "The last item, null of an empty list.", (run, a, at) => Items(run, a[0]).LastOrDefault(), ("[4, 5, 6] | array.last", "6"));
        m.Add("size", "list", "Number of items.", (run, a, at) => Value.Of(a[0].IsList ? new ListItems(run, a[0]).Count : 0), ("[4, 5, 6] | array.size", "3"));
        m.Add("limit", "list count", "The first items.", Limit, ("[4, 5, 6] | array.limit 2", "[4, 5]"));
        m.Add("offset", "list index", "The list from an index on.", Offset, ("[4, 5, 6, 7] | array.offset 2", "[6, 7]"));
        m.Add("join", "list delimiter function?", "All items as text, changed by a function where one is given, with something between them.", Join, ("[1, 2, 3] | array.join '|'", "1|2|3"), ("['a', 'b'] | array.join ', ' @string.upcase", "A, B"));
        m.Add("contains", "list value", "Whether the list has an item equal to the value.", ContainsValue, ("[1, 2, 3] | array.contains 2", "true"));
        m.Add("map", "list member", "One member of each item.", Map, ("[{a: 1}, {a: 2}] | array.map 'a'", "[1, 2]"));
        m.Add("cycle", "list group?", "The next item each time, from the first again after the last; calls with the same group, or the same items, go on together.", Cycle, ("[array.cycle(['a', 'b']), array.cycle(['a', 'b']), array.cycle(['a', 'b'])]", "[\"a\", \"b\", \"a\"]"));
    }

    private static Value Limit(Run run, ReadOnlySpan<Value> a, ScriptSpan at) => ToList(run, at, Items(run, a[0]).Take(Whole(run, a[1], at)));

    private static Value Offset(Run run, ReadOnlySpan<Value> a, ScriptSpan at) => ToList(run, at, Items(run, a[0]).Skip(Whole(run, a[1], at)));

    private static Value Join(Run run, ReadOnlySpan<Value> a, ScriptSpan at)
    {
        var text = new System.Text.StringBuilder();
        var origin = 0;
        var between = run.Text(a[1]);
        var first = true;
        foreach (var item in Items(run, a[0]))
        {
            var plain = run.Text(item, out var from);
            var piece = a[2].IsNull ? plain : run.Text(Call(run, a[2], Value.Of(plain, from), at), out from);
            origin = run.Origins.Combine(origin, from);
            run.Spend(at, piece.Length + between.Length);
            text.Append(first ? "" : between).Append(piece);
            first = false;
        }

        return Value.Of(text.ToString(), origin);
    }

    private static Value ContainsValue(Run run, ReadOnlySpan<Value> a, ScriptSpan at)
    {
        var found = false;
        var origin = a[1].Origin;
        foreach (var item in Items(run, a[0]))
        {
            found |= Operators.AreEqual(run, item, a[1], at);
            origin = run.Origins.Combine(origin, item.Origin);
        }

        return Value.Of(found, origin);
    }

    private static Value Map(Run run, ReadOnlySpan<Value> a, ScriptSpan at)
    {
        var member = run.Text(a[1]);
        var list = a[0];
        return ToList(run, at, Items(run, list).Select(item => item.IsNull ? default : Members.Of(run, item, member, at)));
    }

    private static Value Cycle(Run run, ReadOnlySpan<Value> a, ScriptSpan at)
    {
        var items = Items(run, a[0]).ToArray();
        if (items.Length == 0)
        {
            return default;
        }

        var group = a[1].IsNull ? string.Join(',', items.Select(run.Text)) : run.Text(a[1]);
        run.Spend(at, group.Length);
        var index = run.Cycles.GetValueOrDefault(group);
        run.Cycles[group] = (index + 1) % items.Length;
        return index < items.Length ? items[index] : default;
    }

    private static void AddOrder(FunctionModule m)
    {
        m.Add("reverse", "list", "The list from its end.", (run, a, at) => ToList(run, at, Items(run, a[0]).Reverse()), ("[4, 5, 6] | array.reverse", "[6, 5, 4]"));
        m.Add("sort", "list member?", "The list in order of its items, or of a member of them; equals keep their order.", Sort, ("[10, 2, 6] | array.sort", "[2, 6, 10]"), ("[{a: 2}, {a: 1}] | array.sort 'a' | array.map 'a'", "[1, 2]"));
    }

    private static Value Sort(Run run, ReadOnlySpan<Value> a, ScriptSpan at)
    {
        var member = a[1].IsNull ? null : run.Text(a[1]);
        var keyed = Items(run, a[0]).Select(v => (Key: member is null ? v : Members.Of(run, v, member, at), Value: v));
        var order = Comparer<Value>.Create((x, y) => x.IsNull || y.IsNull ? y.IsNull.CompareTo(x.IsNull) : Operators.Compare(run, x, y, at));
        try
        {
            return ToList(run, at, keyed.OrderBy(k => k.Key, order).Select(k => k.Value));
        }
        catch (InvalidOperationException fault) when (fault.InnerException is ScriptFault inner)
        {
            throw inner;
        }
    }

    private static void AddCallbacks(FunctionModule m)
    {
        m.Add("each", "list function", "What a function makes of each item.", Each, ("[1, 2] | array.each do; ret $0 + 1; end", "[2, 3]"));
        m.Add("filter", "list function", "The items for which a function is true.", Filter, ("[1, 2, 3] | array.filter do; ret $0 > 1; end", "[2, 3]"));
        m.Add("any", "list function args...", "Whether a function is true for an item.", Any, ("[1, 2] | array.any do; ret $0 == 2; end", "true"));
    }

    private static Value Call(Run run, Value function, Value item, ScriptSpan at) => function.Kind == ValueKind.Function
        ? function.Function.Invoke(run, new CallArguments(at, [item]))
        : throw Run.Fault(at, "a function is needed here, such as @name or do ... end");

    private static Value Each(Run run, ReadOnlySpan<Value> a, ScriptSpan at)
    {
        var (list, function) = (a[0], a[1]);
        return ToList(run, at, Items(run, list).Select(item => Call(run, function, item, at)));
    }

    private static Value Filter(Run run, ReadOnlySpan<Value> a, ScriptSpan at)
    {
        var (list, function) = (a[0], a[1]);
        return ToList(run, at, Items(run, list).Where(item => run.IsTrue(Call(run, function, item, at))));
    }

    private static Value Any(Run run, ReadOnlySpan<Value> a, ScriptSpan at)
    {
        if (a[1].Kind != ValueKind.Function)
        {
            throw Run.Fault(at, "a function is needed here, such as @name or do ... end");
        }

        var rest = a[2..].ToArray();
        foreach (var item in Items(run, a[0]))
        {
            if (run.IsTrue(a[1].Function.Invoke(run, new CallArguments(at, [item, .. rest]))))
            {
                return Value.True;
            }
        }

        return Value.False;
    }
}
