using System.Text;
using Interop.Mapping.Language;

namespace Interop.Mapping.Runtime;

/// <summary>What the operators do with each kind of value; results keep the origins of both sides.</summary>
internal static class Operators
{
    public static Value Binary(Run run, TokenKind kind, Value left, Value right, ScriptSpan span)
    {
        switch (kind)
        {
            case TokenKind.Equal or TokenKind.NotEqual:
                var equal = AreEqual(run, left, right, span);
                return Value.Of(equal == (kind == TokenKind.Equal), run.Origins.Combine(left.Origin, right.Origin));
            case TokenKind.Less or TokenKind.LessOrEqual or TokenKind.Greater or TokenKind.GreaterOrEqual:
                return Order(run, kind, left, right, span);
            case TokenKind.Range or TokenKind.RangeExclusive:
                return Range(run, kind, left, right, span);
            default:
                return Calculate(run, kind, left, right, span);
        }
    }

    /// <summary>Equality as the language sees it; both sides count as looked at.</summary>
    public static bool AreEqual(Run run, Value left, Value right, ScriptSpan span)
    {
        run.Test(left);
        run.Test(right);
        return Same(run, left, right);
    }

    public static bool Same(Run run, Value left, Value right, int level = 0)
    {
        if (left.IsText || right.IsText)
        {
            return SameText(run, left, right);
        }

        if (left.Kind == ValueKind.Empty || right.Kind == ValueKind.Empty)
        {
            var other = left.Kind == ValueKind.Empty ? right : left;
            return other.Kind == ValueKind.Empty || IsEmpty(run, other) is { Kind: ValueKind.Bool, Bool: true };
        }

        if (left.IsNull || right.IsNull)
        {
            return left.IsNull && right.IsNull;
        }

        if (left.IsNumber && right.IsNumber)
        {
            return CompareNumbers(left, right) == 0;
        }

        if (left.IsList && right.IsList)
        {
            return SameItems(run, left, right, level);
        }

        return left.Kind == right.Kind && left.Kind switch
        {
            ValueKind.Bool => left.Bool == right.Bool,
            ValueKind.Date => left.Date == right.Date,
            ValueKind.TimeSpan => left.TimeSpan == right.TimeSpan,
            ValueKind.NodeObject or ValueKind.NodeExtra => left.Node == right.Node,
            _ => ReferenceEquals(left.Reference, right.Reference),
        };
    }

    private static bool SameText(Run run, Value left, Value right)
    {
        // The usual comparison, a text of the record with one of the script, needs no copy.
        if (left.Kind == ValueKind.NodeString && right.Kind == ValueKind.String)
        {
            return left.Node.Is(right.Text);
        }

        return left.Kind == ValueKind.String && right.Kind == ValueKind.NodeString
            ? right.Node.Is(left.Text)
            : string.Equals(run.Text(left), run.Text(right), StringComparison.Ordinal);
    }

    private static bool SameItems(Run run, Value left, Value right, int level)
    {
        run.Visit(level);
        var (a, b) = (new ListItems(run, left), new ListItems(run, right));
        if (a.Count != b.Count)
        {
            return false;
        }

        var index = 0L;
        foreach (var item in a)
        {
            if (!Same(run, item, b.At(index++), level + 1))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What <c>.empty?</c> says; null for a value that cannot be empty.</summary>
    public static Value IsEmpty(Run run, Value value) => value.Kind switch
    {
        ValueKind.Null or ValueKind.Empty => Value.True,
        ValueKind.Object => Value.Of(value.Object.Count == 0),
        ValueKind.NodeObject or ValueKind.NodeExtra => Value.Of(!value.Node.FirstChild.Exists),
        ValueKind.String or ValueKind.NodeString => Value.Of(value.Text.Length == 0, value.Origin),
        _ => value.IsList ? Value.Of(new ListItems(run, value).Count == 0) : Value.False,
    };

    public static int Compare(Run run, Value left, Value right, ScriptSpan span, int level = 0)
    {
        if (left.IsText || right.IsText)
        {
            return TextOrder.Compare(run.Text(left), run.Text(right));
        }

        if (left.IsNumber && right.IsNumber)
        {
            return CompareNumbers(left, right);
        }

        if (left.IsList && right.IsList)
        {
            return CompareItems(run, left, right, span, level);
        }

        if (left.Kind != right.Kind)
        {
            throw Run.Fault(span, "values of different kinds cannot be compared");
        }

        return left.Kind switch
        {
            ValueKind.Date => left.Date.CompareTo(right.Date),
            ValueKind.TimeSpan => left.TimeSpan.CompareTo(right.TimeSpan),
            ValueKind.Bool => left.Bool.CompareTo(right.Bool),
            _ => throw Run.Fault(span, "values of this kind have no order"),
        };
    }

    private static int CompareItems(Run run, Value left, Value right, ScriptSpan span, int level)
    {
        run.Visit(level);
        var (a, b) = (new ListItems(run, left), new ListItems(run, right));
        var (countA, countB) = (a.Count, b.Count);
        for (var i = 0L; i < Math.Min(countA, countB); i++)
        {
            run.Step(span);
            var (x, y) = (a.At(i), b.At(i));
            var order = x.IsNull || y.IsNull ? y.IsNull.CompareTo(x.IsNull) : Compare(run, x, y, span, level + 1);
            if (order != 0)
            {
                return order;
            }
        }

        return countA.CompareTo(countB);
    }

    private static Value Order(Run run, TokenKind kind, Value left, Value right, ScriptSpan span)
    {
        run.Test(left);
        run.Test(right);
        var origin = run.Origins.Combine(left.Origin, right.Origin);
        if ((left.IsNull || right.IsNull) && !left.IsText && !right.IsText)
        {
            return Value.Of(false, origin);
        }

        var order = Compare(run, left, right, span);
        return Value.Of(kind switch
        {
            TokenKind.Less => order < 0,
            TokenKind.LessOrEqual => order <= 0,
            TokenKind.Greater => order > 0,
            _ => order >= 0,
        }, origin);
    }

    private static int CompareNumbers(Value left, Value right) =>
        left.Kind == ValueKind.Int && right.Kind == ValueKind.Int ? left.Int.CompareTo(right.Int)
        : left.Kind is ValueKind.Int or ValueKind.Big && right.Kind is ValueKind.Int or ValueKind.Big ? left.Big.CompareTo(right.Big)
        : left.TryDecimal(out var a) && right.TryDecimal(out var b) ? a.CompareTo(b)
        : left.ToDouble().CompareTo(right.ToDouble());

    private static Value Range(Run run, TokenKind kind, Value left, Value right, ScriptSpan span) =>
        left.TryInt(out var from) && right.TryInt(out var to)
            ? Value.Of(new ScriptRange(from, to, kind == TokenKind.RangeExclusive, run.Origins.Combine(left.Origin, right.Origin)))
            : throw Run.Fault(span, "a range needs whole numbers on both sides");

    private static Value Calculate(Run run, TokenKind kind, Value left, Value right, ScriptSpan span)
    {
        if (left.IsText || right.IsText)
        {
            return OnText(run, kind, left, right, span);
        }

        if (left.IsList || right.IsList)
        {
            return OnLists(run, kind, left, right, span);
        }

        if (left.IsNull || right.IsNull)
        {
            return default;
        }

        if (left.Kind is ValueKind.Date or ValueKind.TimeSpan)
        {
            return OnTime(run, kind, left, right, span);
        }

        if (!left.IsNumber || !right.IsNumber)
        {
            throw Run.Fault(span, "this operator does not work on these values");
        }

        return Arithmetic.Calculate(run, kind, left, right, span);
    }

    private static Value OnText(Run run, TokenKind kind, Value left, Value right, ScriptSpan span)
    {
        if (kind == TokenKind.Plus)
        {
            var text = run.Text(left, out var a) + run.Text(right, out var b);
            run.Spend(span, text.Length);
            return Value.Of(text, run.Origins.Combine(a, b));
        }

        if (kind != TokenKind.Star)
        {
            throw Run.Fault(span, "this operator does not work on text");
        }

        var (unit, times) = right.IsText ? (right, left) : (left, right);
        if (!times.TryInt(out var count))
        {
            throw Run.Fault(span, "text can be multiplied by a whole number only");
        }

        var piece = unit.Text;
        count = Math.Max(0, count);
        run.Spend(span, count > int.MaxValue ? long.MaxValue / 2 : piece.Length * count);
        return Value.Of(new StringBuilder().Insert(0, piece, (int)count).ToString(), run.Origins.Combine(left.Origin, right.Origin));
    }

    private static Value OnLists(Run run, TokenKind kind, Value left, Value right, ScriptSpan span)
    {
        var result = run.Pool.Array(4);
        if (kind == TokenKind.Star && (left.IsList ? right : left).TryInt(out var times))
        {
            for (var i = 0L; i < times; i++)
            {
                run.Step(span);
                Append(run, result, left.IsList ? left : right, span);
            }

            return Value.Of(result);
        }

        // list << item and item >> list put one item in, a list as it is; + takes the items of a list.
        if (kind is TokenKind.ShiftLeft or TokenKind.ShiftRight)
        {
            Append(run, result, kind == TokenKind.ShiftLeft ? left : Single(left), span);
            Append(run, result, kind == TokenKind.ShiftLeft ? Single(right) : right, span);
            return Value.Of(result);
        }

        if (kind is TokenKind.Minus or TokenKind.Ampersand && left.IsList && right.IsList)
        {
            return Value.Of(Select(run, left, right, kind == TokenKind.Ampersand, span));
        }

        if (kind != TokenKind.Plus)
        {
            throw Run.Fault(span, "this operator does not work on lists");
        }

        Append(run, result, left, span);
        Append(run, result, right, span);
        return Value.Of(result);
    }

    /// <summary>The items of the left that the right also has, or has not; each once.</summary>
    private static ScriptArray Select(Run run, Value left, Value right, bool both, ScriptSpan span)
    {
        var result = run.Pool.Array(4);
        foreach (var item in new ListItems(run, left))
        {
            run.Step(span);
            if (Contains(run, right, item) == both && !Contains(run, Value.Of(result), item))
            {
                result.Add(item);
            }
        }

        return result;
    }

    private static bool Contains(Run run, Value list, Value item)
    {
        foreach (var other in new ListItems(run, list))
        {
            if (Same(run, other, item, 1))
            {
                return true;
            }
        }

        return false;
    }

    private static Value Single(Value item)
    {
        var list = new ScriptArray(1);
        list.Add(item);
        return Value.Of(list);
    }

    private static void Append(Run run, ScriptArray result, Value value, ScriptSpan span)
    {
        if (!value.IsList)
        {
            if (!value.IsNull)
            {
                result.Add(value);
            }

            return;
        }

        run.Spend(span, new ListItems(run, value).Count * 16);
        foreach (var item in new ListItems(run, value))
        {
            result.Add(item);
        }
    }

    private static Value OnTime(Run run, TokenKind kind, Value left, Value right, ScriptSpan span)
    {
        var origin = run.Origins.Combine(left.Origin, right.Origin);
        try
        {
            return Shift(kind, left, right, origin, span);
        }
        catch (Exception fault) when (fault is ArgumentOutOfRangeException or OverflowException)
        {
            throw Run.Fault(span, "the date is out of range");
        }
    }

    private static Value Shift(TokenKind kind, Value left, Value right, int origin, ScriptSpan span) =>
        (left.Kind, kind, right.Kind) switch
        {
            (ValueKind.Date, TokenKind.Minus, ValueKind.Date) => Value.Of(left.Date - right.Date, origin),
            (ValueKind.Date, TokenKind.Minus, ValueKind.TimeSpan) => Value.Of(left.Date - right.TimeSpan, origin),
            (ValueKind.Date, TokenKind.Plus, ValueKind.TimeSpan) => Value.Of(left.Date + right.TimeSpan, origin),
            (ValueKind.TimeSpan, TokenKind.Minus, ValueKind.TimeSpan) => Value.Of(left.TimeSpan - right.TimeSpan, origin),
            (ValueKind.TimeSpan, TokenKind.Plus, ValueKind.TimeSpan) => Value.Of(left.TimeSpan + right.TimeSpan, origin),
            _ => throw Run.Fault(span, "this operator does not work on dates"),
        };

    public static Value Negate(Run run, Value value, ScriptSpan span) => value.Kind switch
    {
        ValueKind.Null => default,
        ValueKind.Double => Value.Of(-value.Double, value.Origin),
        ValueKind.Float => Value.Of(-(float)value.Double, value.Origin),
        ValueKind.Int or ValueKind.Big => Value.Of(-value.Big, value.Origin),
        _ when value.TryDecimal(out var number) => Value.Of(-number, value.Origin),
        _ => throw Run.Fault(span, "only a number can be negated"),
    };

    public static Value Plus(Run run, Value value, ScriptSpan span) =>
        value.IsNumber || value.IsNull ? value : throw Run.Fault(span, "only a number can have a sign");
}
