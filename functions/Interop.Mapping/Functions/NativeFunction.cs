using Interop.Mapping.Language;
using Interop.Mapping.Runtime;

namespace Interop.Mapping.Functions;

/// <summary>The body of a built-in function; an argument that was left out is null.</summary>
internal delegate Value Native(Run run, ReadOnlySpan<Value> arguments, ScriptSpan place);

/// <summary>An example of a function, which is also its test: an expression and the text it prints.</summary>
internal sealed record Example(string Script, string Prints);

/// <summary>
/// A built-in function, declared once: <paramref name="signature"/> names its parameters (<c>x</c> required, <c>x?</c> optional, <c>x...</c> the rest).
/// A scalar result that says nothing of its origin comes from all scalar arguments.
/// </summary>
internal sealed class NativeFunction(string name, string signature, string description, Native body, params Example[] examples) : IFunction
{
    private readonly string[] parameters = [.. signature.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(p => p.TrimEnd('?', '.'))];
    private readonly int required = signature.Split(' ', StringSplitOptions.RemoveEmptyEntries).Count(p => !p.EndsWith('?') && !p.EndsWith('.'));
    private readonly bool variadic = signature.EndsWith("...", StringComparison.Ordinal);

    public string Name { get; } = name;

    public string Signature { get; } = signature;

    public string Description { get; } = description;

    public IReadOnlyList<Example> Examples { get; } = examples;

    public int Required => required;

    public int? Most => variadic ? null : parameters.Length;

    public Value Invoke(Run run, in CallArguments arguments)
    {
        run.Step(arguments.Place);
        var values = arguments.Values;
        if (arguments.Names is not null || values.Length < parameters.Length && !variadic)
        {
            values = Bind(run, arguments);
        }

        if (values.Length > parameters.Length && !variadic || arguments.Values.Length < required)
        {
            throw Run.Fault(arguments.Place, FormattableString.Invariant($"the function {Name} takes {(variadic ? "at least " : "")}{(variadic ? required : parameters.Length)} arguments"));
        }

        var result = body(run, values, arguments.Place);
        return result.Origin == 0 && IsScalar(result.Kind) ? result.From(OriginOf(run, values)) : result;
    }

    private Value[] Bind(Run run, in CallArguments arguments)
    {
        var bound = new Value[Math.Max(parameters.Length, arguments.Values.Length)];
        var next = 0;
        for (var i = 0; i < arguments.Values.Length; i++)
        {
            var name = arguments.Names?[i];
            var slot = name is null ? next++ : SlotOf(name);
            if (slot < 0)
            {
                throw Run.Fault(arguments.Place, "the function " + Name + " has no parameter " + name);
            }

            bound[slot] = arguments.Values[i];
        }

        return bound;
    }

    // start_index and startIndex are the same parameter: both spellings are in use.
    private int SlotOf(string name) => Array.FindIndex(parameters, p => p == name || p.Equals(name.Replace("_", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase));

    private static bool IsScalar(ValueKind kind) =>
        kind is ValueKind.Bool or ValueKind.Int or ValueKind.Double or ValueKind.Float or ValueKind.Decimal or ValueKind.Big or ValueKind.String or ValueKind.Date or ValueKind.TimeSpan;

    private static int OriginOf(Run run, ReadOnlySpan<Value> values)
    {
        var origin = 0;
        foreach (var value in values)
        {
            if (!value.IsList && !value.IsObject)
            {
                origin = run.Origins.Combine(origin, value.Origin);
            }
        }

        return origin;
    }
}
