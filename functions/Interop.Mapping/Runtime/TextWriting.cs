using System.Globalization;
using System.Text;

namespace Interop.Mapping.Runtime;

/// <summary>Spells a value as the language prints it: lists as <c>[1, "a"]</c>, objects as <c>{a: 1}</c>, null as nothing.</summary>
internal struct TextWriting(Run run, StringBuilder text, int origin)
{
    private const int MaxDepth = 20;
    private int depth;

    public int Origin { get; private set; } = origin;

    public void Write(Value value, bool nested)
    {
        Origin = run.Origins.Combine(Origin, value.Origin);
        run.Visit(0);
        switch (value.Kind)
        {
            case ValueKind.Null:
                text.Append(nested ? "null" : "");
                break;
            case ValueKind.Bool:
                text.Append(value.Bool ? "true" : "false");
                break;
            case ValueKind.Function:
                text.Append(value.Function.Name);
                break;
            case ValueKind.Date:
                text.Append(Functions.DateFormat.Format(value.Date, run.DateFormat, CultureInfo.InvariantCulture, Functions.DateFormat.Usual));
                break;
            case ValueKind.String or ValueKind.NodeString:
                WriteText(value.Text, nested);
                break;
            case ValueKind.Object or ValueKind.NodeObject or ValueKind.NodeExtra:
                WriteObject(value);
                break;
            default:
                WriteOther(value);
                break;
        }
    }

    private void WriteOther(Value value)
    {
        if (value.IsNumber)
        {
            text.Append(Number(value));
        }
        else if (value.Kind == ValueKind.TimeSpan)
        {
            text.Append(value.TimeSpan.ToString(null, CultureInfo.InvariantCulture));
        }
        else if (value.IsList)
        {
            WriteList(value);
        }
    }

    /// <summary>A number as it is spelled in the record, or in the shortest form that reads back.</summary>
    public static string Number(Value value) => value.Kind switch
    {
        ValueKind.Int => value.Int.ToString(CultureInfo.InvariantCulture),
        ValueKind.Double => value.Double.ToString("R", CultureInfo.InvariantCulture),
        ValueKind.Float => ((float)value.Double).ToString("R", CultureInfo.InvariantCulture),
        ValueKind.Big => value.Big.ToString(CultureInfo.InvariantCulture),
        ValueKind.Decimal => value.Decimal.ToString(CultureInfo.InvariantCulture),
        _ => value.Node.Text!,
    };

    private readonly void WriteText(string value, bool nested)
    {
        if (!nested)
        {
            text.Append(value);
            return;
        }

        text.Append('"').Append(Functions.StringFunctions.Escaped(value)).Append('"');
    }

    private void WriteList(Value list)
    {
        text.Append('[');
        var first = true;
        if (++depth <= MaxDepth)
        {
            foreach (var item in new ListItems(run, list))
            {
                text.Append(first ? "" : ", ");
                first = false;
                Write(item, nested: true);
            }
        }

        depth--;
        text.Append(']');
    }

    private void WriteObject(Value value)
    {
        text.Append('{');
        var first = true;
        if (++depth <= MaxDepth)
        {
            foreach (var (name, member) in Members.All(run, value))
            {
                text.Append(first ? "" : ", ").Append(name).Append(": ");
                first = false;
                Write(member, nested: true);
            }
        }

        depth--;
        text.Append('}');
    }

    public override readonly string ToString() => text.ToString();
}
