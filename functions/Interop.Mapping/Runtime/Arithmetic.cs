using System.Numerics;
using Interop.Mapping.Language;

namespace Interop.Mapping.Runtime;

/// <summary>
/// Numbers: whole ones stay whole (except under <c>/</c>) and grow as they need, a decimal on either side makes a decimal, else floating point.
/// Numbers of a record are decimals.
/// </summary>
internal static class Arithmetic
{
    private const int MaxBits = 1 << 16;

    public static Value Calculate(Run run, TokenKind kind, Value left, Value right, ScriptSpan span)
    {
        var origin = run.Origins.Combine(left.Origin, right.Origin);
        try
        {
            return Calculate(kind, left, right, span).From(origin);
        }
        catch (OverflowException)
        {
            throw Run.Fault(span, "the number is too large");
        }
    }

    private static Value Calculate(TokenKind kind, Value left, Value right, ScriptSpan span)
    {
        if (left.Kind == ValueKind.Int && right.Kind == ValueKind.Int)
        {
            return OnIntegers(kind, left.Int, right.Int, span);
        }

        if (left.Kind is ValueKind.Int or ValueKind.Big && right.Kind is ValueKind.Int or ValueKind.Big)
        {
            return OnBig(kind, left.Big, right.Big, span);
        }

        var exact = left.Kind is ValueKind.Decimal or ValueKind.NodeNumber || right.Kind is ValueKind.Decimal or ValueKind.NodeNumber;
        if (exact && left.TryDecimal(out var a) && right.TryDecimal(out var b))
        {
            return OnDecimals(kind, a, b, span);
        }

        return left.Kind == ValueKind.Double || right.Kind == ValueKind.Double
            ? Value.Of(OnFloats(kind, left.ToDouble(), right.ToDouble(), span))
            : Value.Of(OnFloats(kind, (float)left.ToDouble(), (float)right.ToDouble(), span));
    }

    private static Value OnIntegers(TokenKind kind, long a, long b, ScriptSpan span)
    {
        switch (kind)
        {
            case TokenKind.Plus or TokenKind.Minus or TokenKind.Star:
                var wide = kind == TokenKind.Plus ? (Int128)a + b : kind == TokenKind.Minus ? (Int128)a - b : (Int128)a * b;
                return wide >= long.MinValue && wide <= long.MaxValue ? Value.Of((long)wide) : Value.Of((BigInteger)wide);
            case TokenKind.Divide:
                return Value.Of((double)a / b);
            case TokenKind.DivideRound:
                return b == -1 ? Value.Of(-(BigInteger)a) : Value.Of(a / NotZero(b, span));
            case TokenKind.Percent:
                return Value.Of(b == -1 ? 0 : a % NotZero(b, span));
            case TokenKind.Ampersand:
                return Value.Of(a & b);
            case TokenKind.ShiftRight:
                return Value.Of(a >> (int)Math.Clamp(b, 0, 63));
            default:
                return OnBig(kind, a, b, span);
        }
    }

    private static Value OnBig(TokenKind kind, BigInteger a, BigInteger b, ScriptSpan span) => kind switch
    {
        TokenKind.Plus => Value.Of(a + b),
        TokenKind.Minus => Value.Of(a - b),
        TokenKind.Star => a.GetBitLength() + b.GetBitLength() > MaxBits ? throw new OverflowException() : Value.Of(a * b),
        TokenKind.Divide => Value.Of((double)a / (double)b),
        TokenKind.DivideRound => b.IsZero ? throw Zero(span) : Value.Of(a / b),
        TokenKind.Percent => b.IsZero ? throw Zero(span) : Value.Of(a % b),
        TokenKind.Ampersand => Value.Of(a & b),
        TokenKind.ShiftLeft => b < 0 || b > MaxBits ? throw new OverflowException() : Value.Of(a << (int)b),
        TokenKind.ShiftRight => b < 0 || b > MaxBits ? throw new OverflowException() : Value.Of(a >> (int)b),
        _ => throw Run.Fault(span, "this operator does not work on numbers"),
    };

    private static Value OnDecimals(TokenKind kind, decimal a, decimal b, ScriptSpan span) => kind switch
    {
        TokenKind.Plus => Value.Of(a + b),
        TokenKind.Minus => Value.Of(a - b),
        TokenKind.Star => Value.Of(a * b),
        TokenKind.Divide => Value.Of(a / NotZero(b, span)),
        TokenKind.DivideRound => Value.Of(Math.Round(a / NotZero(b, span))),
        TokenKind.Percent => Value.Of(a % NotZero(b, span)),
        _ => throw Run.Fault(span, "this operator needs whole numbers"),
    };

    private static T OnFloats<T>(TokenKind kind, T a, T b, ScriptSpan span)
        where T : IFloatingPoint<T> => kind switch
    {
        TokenKind.Plus => a + b,
        TokenKind.Minus => a - b,
        TokenKind.Star => a * b,
        TokenKind.Divide => a / b,
        TokenKind.DivideRound => T.Round(a / b),
        TokenKind.Percent => a % b,
        _ => throw Run.Fault(span, "this operator needs whole numbers"),
    };

    private static ScriptFault Zero(ScriptSpan span) => Run.Fault(span, "a division by zero");

    private static long NotZero(long value, ScriptSpan span) => value == 0 ? throw Zero(span) : value;

    private static decimal NotZero(decimal value, ScriptSpan span) => value == 0 ? throw Zero(span) : value;
}
