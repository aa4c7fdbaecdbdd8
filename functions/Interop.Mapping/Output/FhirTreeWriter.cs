using Interop.Fhir.Issues;
using Interop.Fhir.Tree;
using Interop.Mapping.Language;
using Interop.Mapping.Runtime;

namespace Interop.Mapping.Output;

/// <summary>
/// Writes the object that a script returned as a FHIR tree: lists as repeated siblings, <c>_x</c> merged into x, nulls and empties left out,
/// numbers as the record spells them. Every value written marks its origins as carried.
/// </summary>
internal sealed class FhirTreeWriter(Run run, ScriptSpan script, List<OutputPlace>? places)
{
    private const int MaxDepth = 64;
    private readonly NodeTreeBuilder builder = new();
    private int depth;

    public NodeTree Write(Value root)
    {
        WriteValue(null, root, default, false, script);
        return builder.Build();
    }

    private void WriteObject(string? name, Value value, bool listItem, ScriptSpan place)
    {
        if (++depth > MaxDepth)
        {
            throw Run.LimitFault(place, "depth", MaxDepth);
        }

        Note(builder.Begin(name, NodeKind.Object, -1, listItem), place, 0);
        WriteMembers(value, place);
        builder.End();
        depth--;
    }

    private void WriteMembers(Value value, ScriptSpan place)
    {
        if (value.Kind == ValueKind.Object)
        {
            var source = value.Object;
            var hasCompanions = HasCompanion(source);
            for (var i = 0; i < source.Count; i++)
            {
                WriteMember(source.NameAt(i), source.ValueAt(i), value, source.PlaceAt(i) ?? place, hasCompanions);
            }

            return;
        }

        foreach (var (name, member) in Members.All(run, value))
        {
            WriteMember(name, member, value, place, hasCompanions: true);
        }
    }

    private void WriteMember(string name, Value member, Value owner, ScriptSpan place, bool hasCompanions)
    {
        if (name.Length > 1 && name[0] == '_')
        {
            // Written with the member it belongs to, when there is one, be it null.
            var plain = name[1..];
            var exists = owner.Kind == ValueKind.Object ? owner.Object.Contains(plain) : !Companion(owner, plain, place).IsNull;
            if (!exists)
            {
                WriteList(plain, default, member, place);
            }

            return;
        }

        WriteList(name, member, hasCompanions ? Companion(owner, "_" + name, place) : default, place);
    }

    private static bool HasCompanion(ScriptObject owner)
    {
        for (var i = 0; i < owner.Count; i++)
        {
            var name = owner.NameAt(i);
            if (name.Length > 1 && name[0] == '_')
            {
                return true;
            }
        }

        return false;
    }

    private Value Companion(Value owner, string name, ScriptSpan place) =>
        owner.Kind == ValueKind.Object ? owner.Object[name] : Members.Of(run, owner, name, place);

    private void WriteList(string name, Value value, Value extra, ScriptSpan place)
    {
        if (!value.IsList && !extra.IsList)
        {
            WriteValue(name, value, extra, false, place);
            return;
        }

        var (values, extras) = (new ListItems(run, value), new ListItems(run, extra));
        if (extra.IsNull || extras.Count == 0)
        {
            foreach (var item in values)
            {
                WriteItem(name, item, default, place);
            }

            return;
        }

        var count = Math.Max(values.Count, extras.Count);

        for (var i = 0L; i < count; i++)
        {
            WriteItem(name, values.At(i), extras.At(i), place);
        }
    }

    private void WriteItem(string name, Value item, Value extra, ScriptSpan place)
    {
        if (item.IsList)
        {
            throw Run.Fault(place, "a list inside a list cannot be FHIR, in " + name);
        }

        WriteValue(name, item, extra, true, place);
    }

    private void WriteValue(string? name, Value value, Value extra, bool listItem, ScriptSpan place)
    {
        var hasExtra = !extra.IsNull && !OutputValues.IsBlank(run, extra);
        if (OutputValues.MayBeBlank(value) && OutputValues.IsBlank(run, value))
        {
            OutputValues.CarryBlank(run, value);
            if (hasExtra)
            {
                Note(builder.Begin(name, NodeKind.Null, -1, listItem), place, 0);
                WriteMembers(extra, place);
                builder.End();
            }

            return;
        }

        if (value.IsObject)
        {
            WriteObject(name, value, listItem, place);
            return;
        }

        var index = WriteScalar(name, value, listItem, place, hasExtra);
        OutputValues.Carry(run, value.Origin);
        Note(index, place, value.Origin);
        if (hasExtra)
        {
            WriteMembers(extra, place);
            builder.End();
        }
    }

    private int WriteScalar(string? name, Value value, bool listItem, ScriptSpan place, bool open)
    {
        var kind = value.Kind switch
        {
            ValueKind.Bool => value.Bool ? NodeKind.True : NodeKind.False,
            ValueKind.String or ValueKind.NodeString or ValueKind.Date => NodeKind.String,
            _ when value.IsNumber => NodeKind.Number,
            _ => throw Run.Fault(place, "this kind of value cannot be FHIR, in " + name),
        };
        run.Spend(place, 16);
        if (open)
        {
            var index = builder.Begin(name, kind, -1, listItem);
            if (kind is NodeKind.String or NodeKind.Number)
            {
                builder.SetValue(index, System.Text.Encoding.UTF8.GetBytes(value.IsText ? value.Text : Number(value, place)));
            }

            return index;
        }

        return kind switch
        {
            NodeKind.True or NodeKind.False => builder.Add(name, kind, default(ReadOnlySpan<byte>), -1, listItem),
            _ when value.Kind is ValueKind.NodeString or ValueKind.NodeNumber => builder.Add(name, kind, value.Node.Utf8, -1, listItem),
            NodeKind.String when value.IsText => builder.Add(name, kind, value.Text, -1, listItem),
            _ => builder.Add(name, kind, Number(value, place), -1, listItem),
        };
    }

    private static string Number(Value value, ScriptSpan place) =>
        OutputValues.Spell(value) is { Length: > 0 } text ? text : throw Run.Fault(place, "a number without end cannot be written");

    private void Note(int index, ScriptSpan place, int origin) => places?.Add(new OutputPlace(index, place, origin));
}

/// <summary>Where an output node comes from.</summary>
internal readonly record struct OutputPlace(int Node, ScriptSpan Place, int Origin);
