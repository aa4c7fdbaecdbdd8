using Interop.Fhir.Tree;
using Interop.Mapping.Language;

namespace Interop.Mapping.Runtime;

/// <summary>Members and items of values.</summary>
internal static class Members
{
    /// <summary>A member of any value; null where there is none.</summary>
    public static Value Of(Run run, Value target, string name, ScriptSpan place)
    {
        switch (target.Kind)
        {
            case ValueKind.Object:
                return target.Object[name];
            case ValueKind.NodeObject or ValueKind.NodeExtra:
                return OfNode(run, target.Node, name);
            case ValueKind.String or ValueKind.NodeString:
                return name == "size" ? Value.Of((long)target.Text.Length, target.Origin) : default;
            case ValueKind.Array when target.Array.Members is { } members && members.TryGet(name, out var value):
                return value;
            case ValueKind.Date:
                return Functions.DateParts.Of(target, name);
            case ValueKind.TimeSpan:
                return Functions.TimeSpanParts.Of(target, name);
            case ValueKind.Null:
                throw Run.Fault(place, "there is nothing to take the member " + name + " of; use ?. where it may be absent");
            default:
                return target.IsList && name == "size" ? Value.Of(new ListItems(run, target).Count) : default;
        }
    }

    /// <summary>A member of a tree's object: repeating FHIR elements as lists, <c>_x</c> as the id and extensions of the primitive x.</summary>
    public static Value OfNode(Run run, Node parent, string name)
    {
        var child = parent[name];
        var accounted = run.IsAccounted(parent.Tree);
        if (child.Exists)
        {
            return child.IsListItem ? Value.OfNodeList(child, accounted) : Value.OfNode(child, accounted);
        }

        if (name.Length < 2 || name[0] != '_')
        {
            return default;
        }

        child = parent[name[1..]];
        if (!child.Exists || child.Kind is NodeKind.Object or NodeKind.Array)
        {
            return default;
        }

        return child.IsListItem ? ExtraList(run, child) : child.FirstChild.Exists ? Value.OfNodeExtra(child, accounted) : default;
    }

    private static Value ExtraList(Run run, Node first)
    {
        var list = run.Pool.Array(4);
        var any = false;
        for (var node = first; node.Exists && node.Name == first.Name; node = node.NextSibling)
        {
            any |= node.FirstChild.Exists;
            list.Add(node.FirstChild.Exists ? Value.OfNodeExtra(node, run.IsAccounted(node.Tree)) : default);
        }

        return any ? Value.Of(list) : default;
    }

    /// <summary>All members of an object in their order.</summary>
    public static IEnumerable<(string Name, Value Value)> All(Run run, Value value)
    {
        if (value.Kind == ValueKind.Object)
        {
            var members = value.Object;
            for (var i = 0; i < members.Count; i++)
            {
                yield return (members.NameAt(i), members.ValueAt(i));
            }

            yield break;
        }

        string? last = null;
        for (var child = value.Node.FirstChild; child.Exists; child = child.NextSibling)
        {
            if (child.Name == last)
            {
                continue;
            }

            last = child.Name;
            if (child.Kind != NodeKind.Null || !child.FirstChild.Exists)
            {
                yield return (last!, OfNode(run, value.Node, last!));
            }

            if (child.Kind is not (NodeKind.Object or NodeKind.Array) && OfNode(run, value.Node, "_" + last) is { IsNull: false } extra)
            {
                yield return ("_" + last, extra);
            }
        }
    }

    /// <summary><c>target[index]</c>: an item by number (negative from the end), a member by name.</summary>
    public static Value At(Run run, Value target, Value index, ScriptSpan place)
    {
        if (target.IsNull)
        {
            throw Run.Fault(place, "there is nothing to take an item of");
        }

        run.Test(index);
        if (target.IsList && index.TryInt(out var at))
        {
            var items = new ListItems(run, target);
            return items.At(at < 0 ? items.Count + at : at);
        }

        if (target.IsText && index.TryInt(out var character))
        {
            var text = target.Text;
            character = character < 0 ? text.Length + character : character;
            return character >= 0 && character < text.Length ? Value.Of(text[(int)character].ToString(), target.Origin) : default;
        }

        if (index.IsNull)
        {
            return default;
        }

        var name = run.Text(index);
        return target.IsObject || target.Kind is ValueKind.Array or ValueKind.Date ? Of(run, target, name, place) : default;
    }

    /// <summary>Assigns <c>target.name</c>.</summary>
    public static void Set(Run run, Value target, string name, Value value, ScriptSpan place)
    {
        switch (target.Kind)
        {
            case ValueKind.Object:
                run.SetMember(target.Object, name, value, place);
                break;
            case ValueKind.Array:
                run.SetMember(target.Array.Members ??= run.Pool.Object(4), name, value, place);
                break;
            case ValueKind.Null:
                throw Run.Fault(place, "there is nothing to set the member " + name + " of");
            default:
                throw Run.Fault(place, "the member " + name + " cannot be set: the record is read-only");
        }
    }

    /// <summary>Assigns <c>target[index]</c>.</summary>
    public static void SetAt(Run run, Value target, Value index, Value value, ScriptSpan place)
    {
        if (target.Kind != ValueKind.Array || !index.TryInt(out var at))
        {
            Set(run, target, run.Text(index), value, place);
            return;
        }

        at = at < 0 ? target.Array.Count + at : at;
        if (at < 0)
        {
            throw Run.Fault(place, "the index is below the start of the array");
        }

        run.Spend(place, 16 * Math.Max(1, at + 1 - target.Array.Count));
        target.Array[(int)at] = value;
    }
}
