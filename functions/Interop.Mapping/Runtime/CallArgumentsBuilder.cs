using Interop.Mapping.Language;
using Interop.Mapping.Language.Syntax;

namespace Interop.Mapping.Runtime;

/// <summary>Evaluates the arguments of one call site onto the run's stack; <c>^list</c> spreads.</summary>
internal sealed class CallArgumentsBuilder
{
    private readonly Eval[] values;
    private readonly bool[] spreads;
    private readonly bool anySpread;

    public CallArgumentsBuilder(CallSyntax call, Func<ExpressionSyntax, Eval> compile)
    {
        values = new Eval[call.Arguments.Count];
        spreads = new bool[call.Arguments.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var argument = call.Arguments[i];
            values[i] = argument.Value is null ? static _ => Value.True : compile(argument.Value);
            spreads[i] = argument.Value is UnarySyntax { Operator: TokenKind.Caret };
            anySpread |= spreads[i];
        }

        Names = call.Arguments.Any(a => a.Name is not null) ? [.. call.Arguments.Select(a => a.Name)] : null;
    }

    public string?[]? Names { get; }

    public int Push(Run run, out int count)
    {
        if (anySpread)
        {
            return PushSpread(run, out count);
        }

        count = values.Length;
        var start = run.PushArguments(count);
        for (var i = 0; i < values.Length; i++)
        {
            run.SetArgument(start + i, values[i](run));
        }

        return start;
    }

    private int PushSpread(Run run, out int count)
    {
        var all = new List<Value>();
        for (var i = 0; i < values.Length; i++)
        {
            var value = values[i](run);
            if (!spreads[i] || !value.IsList)
            {
                all.Add(value);
                continue;
            }

            foreach (var item in new ListItems(run, value))
            {
                all.Add(item);
            }
        }

        count = all.Count;
        var start = run.PushArguments(count);
        for (var i = 0; i < count; i++)
        {
            run.SetArgument(start + i, all[i]);
        }

        return start;
    }
}
