using System.Globalization;
using System.Numerics;
using Interop.Fhir.Tree;

namespace Interop.Mapping.Runtime;

/// <summary>
/// A value of a running script. It carries where it came from: <see cref="Origin"/> is 0 for nothing, n + 1 for node n of the tree under account, and
/// the complement of a set's number where several nodes went into it (see <see cref="Origins"/>).
/// </summary>
internal readonly struct Value
{
    private readonly object? reference;
    private readonly long bits;

    private Value(ValueKind kind, object? reference, long bits, int origin)
    {
        (Kind, this.reference, this.bits, Origin) = (kind, reference, bits, origin);
    }

    public static readonly Value Empty = new(ValueKind.Empty, null, 0, 0);
    public static readonly Value True = Of(true);
    public static readonly Value False = Of(false);

    public ValueKind Kind { get; }

    public int Origin { get; }

    public bool IsNull => Kind == ValueKind.Null;

    public bool IsNumber => Kind is ValueKind.Int or ValueKind.Double or ValueKind.Float or ValueKind.Decimal or ValueKind.Big or ValueKind.NodeNumber;

    public bool IsText => Kind is ValueKind.String or ValueKind.NodeString;

    public bool IsNode => Kind is >= ValueKind.NodeString and <= ValueKind.NodeExtra;

    public bool IsList => Kind is ValueKind.Array or ValueKind.NodeArray or ValueKind.NodeList or ValueKind.Range;

    public bool IsObject => Kind is ValueKind.Object or ValueKind.NodeObject or ValueKind.NodeExtra;

    public bool Bool => bits != 0;

    public long Int => bits;

    public double Double => BitConverter.Int64BitsToDouble(bits);

    public decimal Decimal => (decimal)reference!;

    public BigInteger Big => Kind == ValueKind.Big ? (BigInteger)reference! : bits;

    public ScriptObject Object => (ScriptObject)reference!;

    public ScriptArray Array => (ScriptArray)reference!;

    public ScriptRange Range => (ScriptRange)reference!;

    public IFunction Function => (IFunction)reference!;

    public DateTimeOffset Date => (DateTimeOffset)reference!;

    public TimeSpan TimeSpan => new(bits);

    public Node Node => ((NodeTree)reference!).At((int)bits);

    public object? Reference => reference;

    public static Value Of(bool value, int origin = 0) => new(ValueKind.Bool, null, value ? 1 : 0, origin);

    public static Value Of(long value, int origin = 0) => new(ValueKind.Int, null, value, origin);

    public static Value Of(double value, int origin = 0) => new(ValueKind.Double, null, BitConverter.DoubleToInt64Bits(value), origin);

    public static Value Of(float value, int origin = 0) => new(ValueKind.Float, null, BitConverter.DoubleToInt64Bits(value), origin);

    /// <summary>A whole number in the smallest kind that holds it.</summary>
    public static Value Of(BigInteger value, int origin = 0) => value >= long.MinValue && value <= long.MaxValue
        ? new(ValueKind.Int, null, (long)value, origin)
        : new(ValueKind.Big, value, 0, origin);

    public static Value Of(decimal value, int origin = 0) => new(ValueKind.Decimal, value, 0, origin);

    public static Value Of(string? value, int origin = 0) => value is null ? default : new(ValueKind.String, value, 0, origin);

    public static Value Of(ScriptObject value) => new(ValueKind.Object, value, 0, 0);

    public static Value Of(ScriptArray value) => new(ValueKind.Array, value, 0, 0);

    public static Value Of(ScriptRange value) => new(ValueKind.Range, value, 0, 0);

    public static Value Of(IFunction value) => new(ValueKind.Function, value, 0, 0);

    public static Value Of(DateTimeOffset value, int origin = 0) => new(ValueKind.Date, value, 0, origin);

    public static Value Of(TimeSpan value, int origin = 0) => new(ValueKind.TimeSpan, null, value.Ticks, origin);

    public static Value OfNull(int origin) => new(ValueKind.Null, null, 0, origin);

    /// <summary>A constant of the script.</summary>
    public static Value OfLiteral(object? literal) => literal switch
    {
        null => default,
        bool flag => Of(flag),
        long l => Of(l),
        double d => Of(d),
        float f => Of(f),
        BigInteger b => Of(b),
        decimal m => Of(m),
        string s => Of(s),
        _ => throw new InvalidOperationException(literal.GetType().Name),
    };

    /// <summary>A node of a tree; <paramref name="accounted"/> says whether it is the tree that the ledger is about.</summary>
    public static Value OfNode(Node node, bool accounted)
    {
        if (!node.Exists)
        {
            return default;
        }

        var origin = accounted ? node.Index + 1 : 0;
        return node.Kind switch
        {
            NodeKind.String => new(ValueKind.NodeString, node.Tree, node.Index, origin),
            NodeKind.Number => new(ValueKind.NodeNumber, node.Tree, node.Index, origin),
            NodeKind.True => Of(true, origin),
            NodeKind.False => Of(false, origin),
            NodeKind.Object => new(ValueKind.NodeObject, node.Tree, node.Index, origin),
            NodeKind.Array => new(ValueKind.NodeArray, node.Tree, node.Index, origin),
            _ => OfNull(origin),
        };
    }

    /// <summary>The list of siblings that starts with this node.</summary>
    public static Value OfNodeList(Node first, bool accounted) => new(ValueKind.NodeList, first.Tree, first.Index, accounted ? first.Index + 1 : 0);

    /// <summary>What JSON writes as <c>_name</c> beside a FHIR primitive.</summary>
    public static Value OfNodeExtra(Node primitive, bool accounted) => new(ValueKind.NodeExtra, primitive.Tree, primitive.Index, accounted ? primitive.Index + 1 : 0);

    /// <summary>The same value with another origin.</summary>
    public Value From(int origin) => new(Kind, reference, bits, origin);

    /// <summary>Text, decoded; only for <see cref="IsText"/>.</summary>
    public string Text => Kind == ValueKind.String ? (string)reference! : Node.Text!;

    /// <summary>Reads a number as a decimal; false for one that has no exact decimal.</summary>
    public bool TryDecimal(out decimal value)
    {
        switch (Kind)
        {
            case ValueKind.Int:
                value = bits;
                return true;
            case ValueKind.Decimal:
                value = Decimal;
                return true;
            case ValueKind.NodeNumber:
                return decimal.TryParse(Node.Utf8, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
            case ValueKind.Double or ValueKind.Float when Math.Abs(Double) < 7.9e27:
                value = (decimal)Double;
                return true;
            case ValueKind.Big when BigInteger.Abs(Big) < new BigInteger(decimal.MaxValue):
                value = (decimal)Big;
                return true;
            default:
                value = 0;
                return false;
        }
    }

    public double ToDouble() => Kind switch
    {
        ValueKind.Int => bits,
        ValueKind.Double or ValueKind.Float => Double,
        ValueKind.Big => (double)Big,
        ValueKind.Decimal => (double)Decimal,
        ValueKind.NodeNumber => double.TryParse(Node.Utf8, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : 0,
        _ => 0,
    };

    /// <summary>An integer, when the value is a whole number.</summary>
    public bool TryInt(out long value)
    {
        if (Kind == ValueKind.Int)
        {
            value = bits;
            return true;
        }

        if (IsNumber && TryDecimal(out var number) && number == decimal.Truncate(number) && number is >= long.MinValue and <= long.MaxValue)
        {
            value = (long)number;
            return true;
        }

        value = 0;
        return false;
    }
}
