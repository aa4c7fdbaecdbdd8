using System.Globalization;
using Interop.Mapping.Language;
using Interop.Mapping.Runtime;

namespace Interop.Mapping.Functions;

/// <summary>The module <c>math</c>. Its random numbers follow from the time that the caller gives: the same run gives the same ones.</summary>
internal static class MathFunctions
{
    public static FunctionModule Create()
    {
        var m = new FunctionModule("math", "Numbers.");
        m.Add("plus", "value with", "The sum.", (run, a, at) => Operators.Binary(run, TokenKind.Plus, a[0], a[1], at), ("1 | math.plus 2", "3"));
        m.Add("minus", "value with", "The difference.", (run, a, at) => Operators.Binary(run, TokenKind.Minus, a[0], a[1], at), ("255 | math.minus 5", "250"));
        m.Add("times", "value with", "The product.", (run, a, at) => Operators.Binary(run, TokenKind.Star, a[0], a[1], at), ("2 | math.times 3", "6"));
        m.Add("divided_by", "value divisor", "The quotient, rounded down where the divisor is a whole number.", DividedBy, ("8.4 | math.divided_by 2.0 | math.round 1", "4.2"), ("9 | math.divided_by 2", "4"));
        m.Add("modulo", "value with", "The remainder.", (run, a, at) => Operators.Binary(run, TokenKind.Percent, a[0], a[1], at), ("11 | math.modulo 10", "1"));
        m.Add("abs", "value", "The number without its sign.", (run, a, at) => IsNegative(a[0]) ? Operators.Negate(run, a[0], at) : Number(run, a[0], at), ("-15.5 | math.abs", "15.5"));
        m.Add("ceil", "value", "The next whole number upwards.", (run, a, at) => Round(run, a[0], at, Math.Ceiling, Math.Ceiling), ("4.6 | math.ceil", "5"));
        m.Add("floor", "value", "The next whole number downwards.", (run, a, at) => Round(run, a[0], at, Math.Floor, Math.Floor), ("4.6 | math.floor", "4"));
        m.Add("round", "value precision?", "The number rounded to some digits; halves go to the even digit.", RoundTo, ("4.5612 | math.round", "5"), ("4.5612 | math.round 3", "4.561"));
        m.Add("format", "value format culture?", "A number in a .NET numeric format, in the signs of a culture.", Format, ("255 | math.format 'X4'", "00FF"), ("1.5m | math.format '0.00'", "1.50"));
        m.Add("is_number", "value", "Whether a value is a number.", (run, a, at) => Value.Of(a[0].IsNumber), ("255 | math.is_number", "true"), ("'a' | math.is_number", "false"));
        m.Add("random", "minValue maxValue", "A number from the first to below the second. Not in mappings.", Random, ("math.random 4 5", "4"));
        m.Add("uuid", "", "A UUID. Not in mappings.", (run, a, at) => Value.Of(Uuid(run)), ("math.uuid.size", "36"));
        return m;
    }

    private static ulong NextRandom(Run run)
    {
        var x = run.RandomState;
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        run.RandomState = x;
        return x * 0x2545F4914F6CDD1D;
    }

    private static Value Random(Run run, ReadOnlySpan<Value> a, ScriptSpan at) => a[0].TryInt(out var from) && a[1].TryInt(out var to) && from <= to
        ? Value.Of(from == to ? from : from + (long)(NextRandom(run) % (ulong)(to - from)))
        : throw Run.Fault(at, "two whole numbers are needed here, the smaller one first");

    private static string Uuid(Run run)
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes, NextRandom(run));
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], NextRandom(run));
        bytes[6] = (byte)(bytes[6] & 0x0F | 0x40);
        bytes[8] = (byte)(bytes[8] & 0x3F | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    private static Value Number(Run run, Value value, ScriptSpan at) => value.IsNumber || value.IsNull ? value : throw Run.Fault(at, "a number is needed here");

    private static bool IsNegative(Value value) => value.IsNumber && value.ToDouble() < 0;

    private static Value DividedBy(Run run, ReadOnlySpan<Value> a, ScriptSpan at)
    {
        var result = Operators.Binary(run, TokenKind.Divide, a[0], a[1], at);
        return a[1].Kind == ValueKind.Int && result.IsNumber ? ToInt(Round(run, result, at, Math.Floor, Math.Floor)) : result;
    }

    private static Value ToInt(Value value) => value.TryInt(out var whole) ? Value.Of(whole, value.Origin) : value;

    private static Value Round(Run run, Value value, ScriptSpan at, Func<double, double> onDouble, Func<decimal, decimal> onDecimal) => value.Kind switch
    {
        ValueKind.Null or ValueKind.Int or ValueKind.Big => value,
        ValueKind.Float => Value.Of((float)onDouble(value.Double), value.Origin),
        ValueKind.Double => Value.Of(onDouble(value.Double), value.Origin),
        _ => Number(run, value, at).TryDecimal(out var number) ? Value.Of(onDecimal(number), value.Origin) : value,
    };

    private static Value RoundTo(Run run, ReadOnlySpan<Value> a, ScriptSpan at)
    {
        var digits = a[1].TryInt(out var given) ? (int)Math.Clamp(given, 0, 15) : 0;
        return Round(run, a[0], at, v => Math.Round(v, digits), v => Math.Round(v, digits));
    }

    public static Value Format(Run run, ReadOnlySpan<Value> a, ScriptSpan at)
    {
        var format = run.Text(a[1]);
        var culture = DateFunctions.Culture(run, a[2], at);
        try
        {
            var text = a[0].Kind switch
            {
                ValueKind.Int => a[0].Int.ToString(format, culture),
                ValueKind.Big => a[0].Big.ToString(format, culture),
                ValueKind.Double => a[0].Double.ToString(format, culture),
                ValueKind.Float => ((float)a[0].Double).ToString(format, culture),
                ValueKind.Date => a[0].Date.ToString(format, culture),
                ValueKind.TimeSpan => a[0].TimeSpan.ToString(format, culture),
                _ when a[0].TryDecimal(out var number) => number.ToString(format, culture),
                _ => run.Text(a[0]),
            };
            run.Spend(at, text.Length);
            return Value.Of(text);
        }
        catch (FormatException)
        {
            throw Run.Fault(at, "this is no numeric format");
        }
    }
}
