using System.Globalization;
using Interop.Mapping.Runtime;

namespace Interop.Mapping.Output;

/// <summary>What both writers know of values.</summary>
internal static class OutputValues
{
    public const string DateTimeFormat = "yyyy-MM-dd'T'HH:mm:sszzz";

    /// <summary>False for the scalars, which are written whatever they hold.</summary>
    public static bool MayBeBlank(Value value) => value.Kind is ValueKind.Null or ValueKind.Empty || value.IsObject || value.IsList;

    /// <summary>Whether nothing of a value would be written. Stops at the first thing that would.</summary>
    public static bool IsBlank(Run run, Value value, int level = 0)
    {
        run.Visit(level);
        switch (value.Kind)
        {
            case ValueKind.Null or ValueKind.Empty:
                return true;
            case ValueKind.Object:
                var members = value.Object;
                for (var i = 0; i < members.Count; i++)
                {
                    if (!IsBlank(run, members.ValueAt(i), level + 1))
                    {
                        return false;
                    }
                }

                return true;
            case ValueKind.NodeObject or ValueKind.NodeExtra:
                return IsBlankNode(run, value, level);
            default:
                return value.IsList && IsBlankList(run, value, level);
        }
    }

    // Apart, and without a lambda: a closure here would be made for every value that is written.
    private static bool IsBlankNode(Run run, Value node, int level)
    {
        foreach (var (_, member) in Members.All(run, node))
        {
            if (!IsBlank(run, member, level + 1))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsBlankList(Run run, Value list, int level)
    {
        foreach (var item in new ListItems(run, list))
        {
            if (!IsBlank(run, item, level + 1))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The origins of a value that is left out because it is null: what it said, nothing, is in the output.</summary>
    public static void CarryBlank(Run run, Value value)
    {
        if (value.IsNull)
        {
            Carry(run, value.Origin);
        }
        else if (value.IsObject)
        {
            foreach (var (_, member) in Members.All(run, value))
            {
                CarryBlank(run, member);
            }
        }
        else if (value.IsList)
        {
            foreach (var item in new ListItems(run, value))
            {
                CarryBlank(run, item);
            }
        }
    }

    public static void Carry(Run run, int origin)
    {
        if (origin > 0)
        {
            run.Marks.Carry(origin - 1);
        }
        else if (origin < 0)
        {
            run.Marks.Carry(run.Origins, origin);
        }
    }

    public static string Spell(Value value) => value.Kind switch
    {
        ValueKind.Date => value.Date.ToString(DateTimeFormat, CultureInfo.InvariantCulture),
        ValueKind.Double or ValueKind.Float when !double.IsFinite(value.Double) => "",
        _ => TextWriting.Number(value),
    };
}
