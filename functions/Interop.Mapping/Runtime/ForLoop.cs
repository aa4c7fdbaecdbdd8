using Interop.Mapping.Language;

namespace Interop.Mapping.Runtime;

/// <summary>A compiled <c>for</c>.</summary>
internal sealed record ForLoop(
    ScriptSpan Span, string? Name, int Slot, Action<Run, Value, ScriptSpan>? Set, Exec Body, Exec? Otherwise, Eval? Offset, Eval? Limit, bool Reversed)
{
    /// <summary>Whether it is a <c>tablerow</c>, which writes each item as a cell of an HTML table.</summary>
    public bool IsTable { get; init; }

    public Eval? Columns { get; init; }

    public Flow Execute(Run run, Value list, ScriptSpan place)
    {
        if (list.IsNull)
        {
            return Flow.Next;
        }

        list = AsList(run, list, place);
        var items = new ListItems(run, list);
        var offset = Math.Max(0, Whole(run, Offset) ?? 0);
        var count = Math.Max(0, items.Count - offset);
        var limit = Whole(run, Limit) is > 0 and { } most ? Math.Min(count, most) : count;
        if (limit == 0)
        {
            return Otherwise is null ? Flow.Next : Otherwise(run);
        }

        return Reversed || list.Kind is ValueKind.Array or ValueKind.Range
            ? ByIndex(run, items, Reversed ? offset + count - 1 : offset, limit)
            : ByWalk(run, items, offset, limit);
    }

    private long? Whole(Run run, Eval? option) => option is null ? null
        : option(run).TryInt(out var value) ? value
        : throw Run.Fault(Span, "offset and limit need whole numbers");

    private Value AsList(Run run, Value value, ScriptSpan place)
    {
        if (value.IsList)
        {
            return value;
        }

        var list = new ScriptArray();
        if (value.IsObject)
        {
            foreach (var (name, member) in Members.All(run, value))
            {
                var pair = new ScriptObject(2);
                pair.Set("key", Value.Of(name), Span);
                pair.Set("value", member, Span);
                list.Add(Value.Of(pair));
            }
        }
        else if (value.IsText)
        {
            foreach (var c in value.Text)
            {
                list.Add(Value.Of(c.ToString(), value.Origin));
            }
        }
        else
        {
            throw Run.Fault(place, "the value after in is no list");
        }

        return Value.Of(list);
    }

    private Flow ByIndex(Run run, ListItems items, long start, long limit)
    {
        var frame = run.Frame;
        var loop = Begin(run, frame, limit);
        var before = Slot >= 0 ? frame.Slot(Slot) : default;
        var flow = Flow.Next;
        for (var i = 0L; i < limit; i++)
        {
            flow = Iterate(run, loop, i, items.At(Reversed ? start - i : start + i));
            if (flow is Flow.Break or Flow.Return)
            {
                break;
            }
        }

        frame.PopLoop();
        if (Slot >= 0)
        {
            frame.SetSlot(Slot, before);
        }

        return flow == Flow.Return ? flow : Flow.Next;
    }

    private Flow ByWalk(Run run, ListItems items, long offset, long limit)
    {
        var frame = run.Frame;
        var loop = Begin(run, frame, limit);
        var before = Slot >= 0 ? frame.Slot(Slot) : default;
        var flow = Flow.Next;
        var i = -offset;
        foreach (var item in items)
        {
            if (i >= limit)
            {
                break;
            }

            flow = i < 0 ? Flow.Next : Iterate(run, loop, i, item);
            i++;
            if (flow is Flow.Break or Flow.Return)
            {
                break;
            }
        }

        frame.PopLoop();
        if (Slot >= 0)
        {
            frame.SetSlot(Slot, before);
        }

        return flow == Flow.Return ? flow : Flow.Next;
    }

    private LoopState Begin(Run run, Frame frame, long limit)
    {
        var loop = frame.PushLoop(isWhile: false);
        loop.Name = Name;
        loop.Count = limit;
        loop.Columns = IsTable ? Math.Max(1, Whole(run, Columns) ?? 1) : 0;
        return loop;
    }

    private Flow Cell(Run run, LoopState loop, long index)
    {
        var column = index % loop.Columns;
        if (column == 0)
        {
            run.Output?.WriteText(run, Span, FormattableString.Invariant($"<tr class=\"row{index / loop.Columns + 1}\">"));
        }

        run.Output?.WriteText(run, Span, FormattableString.Invariant($"<td class=\"col{column + 1}\">"));
        var flow = Body(run);
        run.Output?.WriteText(run, Span, "</td>");
        if (column + 1 == loop.Columns || index + 1 == loop.Count || flow is Flow.Break or Flow.Return)
        {
            run.Output?.WriteText(run, Span, "</tr>\n");
        }

        return flow;
    }

    private Flow Iterate(Run run, LoopState loop, long index, Value item)
    {
        run.Step(Span);
        loop.Index = index;
        loop.Changed = index == 0 || !Operators.Same(run, loop.Value, item);
        loop.Value = item;
        if (Slot >= 0)
        {
            run.Frame.SetSlot(Slot, item);
        }

        Set?.Invoke(run, item, Span);
        return IsTable ? Cell(run, loop, index) : Body(run);
    }
}
