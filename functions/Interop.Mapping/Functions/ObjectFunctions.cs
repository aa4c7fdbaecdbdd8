using Interop.Mapping.Language;
using Interop.Mapping.Runtime;

namespace Interop.Mapping.Functions;

/// <summary>The module <c>object</c>.</summary>
internal static class ObjectFunctions
{
    public static FunctionModule Create()
    {
        var m = new FunctionModule("object", "Objects and kinds of values.");
        m.Add("default", "value otherwise", "The value, or another where it is null or an empty text.", (run, a, at) => IsAbsent(a[0]) ? a[1] : a[0], ("null | object.default 5", "5"), ("'x' | object.default 'y'", "x"));
        m.Add("has_key", "object name", "Whether an object has a member.", (run, a, at) => Value.Of(a[0].IsObject && Members.All(run, a[0]).Any(Named(run, a[1]))), ("{a: 1} | object.has_key 'a'", "true"));
        m.Add("has_value", "object name", "Whether an object has a member that is not null.", (run, a, at) => Value.Of(a[0].IsObject && !Members.Of(run, a[0], run.Text(a[1]), at).IsNull), ("{a: null} | object.has_value 'a'", "false"));
        m.Add("keys", "object", "The names of an object's members.", Keys, ("{a: 1, b: 2} | object.keys", "[\"a\", \"b\"]"));
        m.Add("values", "object", "The values of an object's members.", Values, ("{a: 1, b: 2} | object.values", "[1, 2]"));
        m.Add("size", "value", "Number of members, items or characters.", Size, ("{a: 1, b: 2} | object.size", "2"));
        m.Add("typeof", "value", "The kind of a value: string, boolean, number, array, iterator, object, function, datetime; null of null.", (run, a, at) => Value.Of(TypeOf(a[0])), ("{} | object.typeof", "object"), ("'a' | object.typeof", "string"));
        m.Add("format", "value format", "A number or date in a format.", Format, ("255 | object.format 'X4'", "00FF"));
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

    private static Value Format(Run run, ReadOnlySpan<Value> a, ScriptSpan at) => a[0].Kind == ValueKind.Date
        ? Value.Of(DateFormat.Format(a[0].Date, run.Text(a[1])))
        : MathFunctions.Format(run, a, at);
}
