using Interop.Mapping.Language;

namespace Interop.Mapping.Runtime;

/// <summary>
/// Numbers: whole ones stay whole (except under <c>/</c>), a decimal on either side makes a decimal, else floating point.
/// Numbers of a record are decimals.
/// </summary>
internal static class Arithmetic
{
    public static Value Calculate(Run run, TokenKind kind, Value left, Value right, ScriptSpan span)
    {
        var origin = run.Origins.Combine(left.Origin, right.Origin);
        try
        {
            if (left.Kind == ValueKind.Int && right.Kind == ValueKind.Int)
            {
                return OnIntegers(run, kind, left.Int, right.Int, span).From(origin);
            }

            var exact = left.Kind is ValueKind.Decimal or ValueKind.NodeNumber || right.Kind is ValueKind.Decimal or ValueKind.NodeNumber;
            return exact && left.TryDecimal(out var a) && right.TryDecimal(out var b)
                ? OnDecimals(run, kind, a, b, span).From(origin)
                : OnDoubles(run, kind, left.ToDouble(), right.ToDouble(), span).From(origin);
        }
        catch (OverflowException)
        {
            throw Run.Fault(span, "the number is too large");
        }
    }

    private static Value OnIntegers(Run run, TokenKind kind, long a, long b, ScriptSpan span)
    {
        switch (kind)
        {
            case TokenKind.Plus or TokenKind.Minus or TokenKind.Star:
                var wide = kind == TokenKind.Plus ? (Int128)a + b : kind == TokenKind.Minus ? (Int128)a - b : (Int128)a * b;
                return wide >= long.MinValue && wide <= long.MaxValue ? Value.Of((long)wide) : Value.Of((decimal)wide);
            case TokenKind.Divide:
                return Value.Of((double)a / b);
            case TokenKind.DivideRound:
                return Value.Of(NotZero(run, b, span) == -1 ? checked(-a) : a / b);
            case TokenKind.Percent:
                return Value.Of(NotZero(run, b, span) == -1 ? 0 : a % b);
            case TokenKind.ShiftLeft:
                return Value.Of(a << (int)b);
            case TokenKind.ShiftRight:
                return Value.Of(a >> (int)b);
            default:
                throw Run.Fault(span, "this operator does not work on numbers");
        }
    }

    private static Value OnDecimals(Run run, TokenKind kind, decimal a, decimal b, ScriptSpan span) => kind switch
    {
        TokenKind.Plus => Value.Of(a + b),
        TokenKind.Minus => Value.Of(a - b),
        TokenKind.Star => Value.Of(a * b),
        TokenKind.Divide => Value.Of(a / NotZero(run, b, span)),
        TokenKind.DivideRound => Value.Of(Math.Round(a / NotZero(run, b, span))),
        TokenKind.Percent => Value.Of(a % NotZero(run, b, span)),
        _ => throw Run.Fault(span, "this operator needs whole numbers"),
    };

    private static Value OnDoubles(Run run, TokenKind kind, double a, double b, ScriptSpan span) => kind switch
    {
        TokenKind.Plus => Value.Of(a + b),
        TokenKind.Minus => Value.Of(a - b),
        TokenKind.Star => Value.Of(a * b),
        TokenKind.Divide => Value.Of(a / b),
        TokenKind.DivideRound => Value.Of(Math.Round(a / b)),
        TokenKind.Percent => Value.Of(a % b),
        _ => throw Run.Fault(span, "this operator needs whole numbers"),
    };

    private static long NotZero(Run run, long value, ScriptSpan span) => value == 0 ? throw Run.Fault(span, "a division by zero") : value;

    private static decimal NotZero(Run run, decimal value, ScriptSpan span) => value == 0 ? throw Run.Fault(span, "a division by zero") : value;
}
