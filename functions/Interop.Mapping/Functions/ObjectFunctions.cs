using Interop.Mapping.Language;
using Interop.Mapping.Runtime;

namespace Interop.Mapping.Functions;

/// <summary>The module <c>object</c>.</summary>
internal static class ObjectFunctions
{
    public static FunctionModule Create()
    {
        var m = new FunctionModule("object", "Objects and kinds of values.");
        m.Add("default", "value default", "The value, or another where it is null or an empty text.", (run, a, at) => IsAbsent(a[0]) ? a[1] : a[0], ("null | object.default 5", "5"), ("'x' | object.default 'y'", "x"));
        EvalFunctions.AddTo(m);
        m.Add("format", "value format culture?", "A number or date in a .NET format.", (run, a, at) => MathFunctions.Format(run, a, at), ("255 | object.format 'X4'", "00FF"), ("1523 | object.format 'N2' 'en-US'", "1,523.00"));
        m.Add("has_key", "value key", "Whether an object has a member.", (run, a, at) => Value.Of(a[0].IsObject && Members.All(run, a[0]).Any(Named(run, a[1]))), ("{a: 1} | object.has_key 'a'", "true"));
        m.Add("has_value", "value key", "Whether an object has a member that is not null.", (run, a, at) => Value.Of(a[0].IsObject && !Members.Of(run, a[0], run.Text(a[1]), at).IsNull), ("{a: null} | object.has_value 'a'", "false"));
        m.Add("keys", "value", "The names of an object's members.", Keys, ("{a: 1, b: 2} | object.keys", "[\"a\", \"b\"]"));
        m.Add("size", "value", "Number of members, items or characters.", Size, ("{a: 1, b: 2} | object.size", "2"));
        m.Add("typeof", "value", "The type of a value: string, boolean, number, array, iterator, object, function, datetime; null of null.", (run, a, at) => Value.Of(TypeOf(a[0])), ("{} | object.typeof", "object"), ("'a' | object.typeof", "string"));
        m.Add("kind", "value", "The type of a value, with numbers told apart: int, long, bigint, float, double, decimal; null of null.", (run, a, at) => Value.Of(KindOf(a[0])), ("1 | object.kind", "int"), ("1..5 | object.kind", "range"));
        m.Add("values", "value", "The values of an object's members.", Values, ("{a: 1, b: 2} | object.values", "[1, 2]"));
        JsonFunctions.AddTo(m);
        return m;
    }

    private static bool IsAbsent(Value value) => value.IsNull || value.Kind == ValueKind.Empty || value.IsText && value.Text.Length == 0;

    private static Func<(string Name, Value Value), bool> Named(Run run, Value name)
    {
        var text = run.Text(name);
        return member => member.Name == text;
    }

    private static Value Keys(Run run, ReadOnlySpan<Value> a, ScriptSpan at) =>
        a[0].IsObject ? ArrayFunctions.ToList(run, at, Members.All(run, a[0]).Select(m => Value.Of(m.Name))) : Value.Of(new ScriptArray(0));

    private static Value Values(Run run, ReadOnlySpan<Value> a, ScriptSpan at) =>
        a[0].IsObject ? ArrayFunctions.ToList(run, at, Members.All(run, a[0]).Select(m => m.Value)) : Value.Of(new ScriptArray(0));

    private static Value Size(Run run, ReadOnlySpan<Value> a, ScriptSpan at) => Value.Of(
        a[0].IsText ? a[0].Text.Length
        : a[0].IsList ? new ListItems(run, a[0]).Count
        : a[0].IsObject ? Members.All(run, a[0]).Count() : 0L);

    private static string? TypeOf(Value value) => value.Kind switch
    {
        ValueKind.Null => null,
        ValueKind.Bool => "boolean",
        ValueKind.String or ValueKind.NodeString => "string",
        ValueKind.Range => "iterator",
        ValueKind.Function => "function",
        ValueKind.Date => "datetime",
        ValueKind.TimeSpan => "timespan",
        _ => value.IsNumber ? "number" : value.IsList ? "array" : "object",
    };

    private static string? KindOf(Value value) => value.Kind switch
    {
        ValueKind.Bool => "bool",
        ValueKind.Int => value.Int is >= int.MinValue and <= int.MaxValue ? "int" : "long",
        ValueKind.Big => "bigint",
        ValueKind.Float => "float",
        ValueKind.Double => "double",
        ValueKind.Decimal or ValueKind.NodeNumber => "decimal",
        ValueKind.Range => "range",
        _ => TypeOf(value),
    };
}
