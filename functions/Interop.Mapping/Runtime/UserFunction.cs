using Interop.Mapping.Language;

namespace Interop.Mapping.Runtime;

/// <summary>A parameter of a script's function.</summary>
internal sealed record UserParameter(string Name, Eval? Default, bool Variadic);

/// <summary>
/// A function written in a script. With parameters it gets an object of its own for its plain variables and checks the number of arguments;
/// without, it sees the caller's and finds its arguments in <c>$</c>.
/// </summary>
internal sealed class UserFunction(string name, ScriptSpan span) : IFunction
{
    public string Name => name;

    public ScriptSpan Span => span;

    public required UserParameter[]? Parameters { get; init; }

    public required Exec Body { get; init; }

    /// <summary>Whether it is <c>f(x) = ...</c>.</summary>
    public required bool IsInline { get; init; }

    /// <summary>The value of an inline function.</summary>
    public required Eval? Inline { get; init; }

    public bool UsesArguments { get; set; }

    /// <summary>Its <c>$</c> variables and loop variables.</summary>
    public required LocalScope Scope { get; init; }

    private bool IsVariadic => Parameters is [.., { Variadic: true }];

    public Value Invoke(Run run, in CallArguments arguments)
    {
        run.Enter(arguments.Place);
        var frame = run.Frame;
        frame.Block = arguments.Block;
        return Parameters is null ? InvokeSimple(run, frame, arguments) : InvokeBound(run, frame, arguments);
    }

    private Value InvokeSimple(Run run, Frame frame, in CallArguments arguments)
    {
        frame.Use(Scope);
        if (UsesArguments)
        {
            frame.Arguments = ToArray(arguments);
        }

        var result = Execute(run);
        run.Leave();
        return result;
    }

    private Value InvokeBound(Run run, Frame frame, in CallArguments arguments)
    {
        // The usual call: one argument for each parameter, on the stack in their order.
        var inPlace = arguments.Start >= 0 && arguments.Names is null && arguments.Values.Length == Parameters!.Length && !IsVariadic;
        var start = inPlace ? arguments.Start : Bind(run, arguments);
        frame.Use(Scope);
        if (UsesArguments)
        {
            frame.Arguments = Bound(run, start);
        }

        run.Variables.PushCall(Parameters!, start);
        var result = Execute(run);
        run.Variables.Pop();
        if (!inPlace)
        {
            run.PopArguments(start);
        }

        run.Leave();
        return result;
    }

    private Value Execute(Run run)
    {
        if (Inline is not null)
        {
            return Inline(run);
        }

        run.Last = default;
        var output = run.Output;
        var outer = output?.EnterCall() ?? default;
        var flow = Body(run);
        output?.LeaveCall(outer);
        if (flow == Flow.Return)
        {
            return run.Result;
        }

        var last = run.Last;
        run.Last = default;
        return run.Output is null ? last : default;
    }

    private int Bind(Run run, in CallArguments arguments)
    {
        var start = run.PushArguments(Parameters!.Length);
        var slot = start;
        var used = 0;
        var positional = Positional(arguments);
        foreach (var parameter in Parameters!)
        {
            if (parameter.Variadic)
            {
                run.SetArgument(slot++, Value.Of(Rest(arguments, used, positional)));
                used = positional;
            }
            else if (Named(arguments, parameter.Name, out var named))
            {
                run.SetArgument(slot++, named);
            }
            else if (used < positional)
            {
                run.SetArgument(slot++, arguments.Values[used++]);
            }
            else
            {
                run.SetArgument(slot++, parameter.Default is { } value ? value(run) : throw WrongCount(run, arguments.Place));
            }
        }

        if (used < positional)
        {
            throw WrongCount(run, arguments.Place);
        }

        return start;
    }

    /// <summary>The variable <c>$</c> where parameters are declared: their values in order.</summary>
    private ScriptArray Bound(Run run, int start)
    {
        var bound = new ScriptArray(Parameters!.Length);
        for (var i = 0; i < Parameters.Length; i++)
        {
            bound.Add(run.Argument(start + i));
        }

        return bound;
    }

    private ScriptFault WrongCount(Run run, ScriptSpan place) =>
        Run.Fault(place, FormattableString.Invariant($"the function {name} takes {Parameters!.Length} arguments"));

    // Named arguments stand after the positional ones.
    private static int Positional(in CallArguments arguments)
    {
        if (arguments.Names is null)
        {
            return arguments.Values.Length;
        }

        var first = Array.FindIndex(arguments.Names, n => n is not null);
        return Math.Min(first, arguments.Values.Length);
    }

    private static bool Named(in CallArguments arguments, string name, out Value value)
    {
        var at = arguments.Names is null ? -1 : Array.IndexOf(arguments.Names, name);
        value = at < 0 ? default : arguments.Values[at];
        return at >= 0;
    }

    private static ScriptArray Rest(in CallArguments arguments, int from, int to)
    {
        var rest = new ScriptArray(Math.Max(0, to - from));
        foreach (var value in arguments.Values[from..to])
        {
            rest.Add(value);
        }

        return rest;
    }

    /// <summary>The variable <c>$</c>: positional arguments as items, named ones as members.</summary>
    public static ScriptArray ToArray(in CallArguments arguments)
    {
        var array = new ScriptArray(arguments.Values.Length);
        for (var i = 0; i < arguments.Values.Length; i++)
        {
            if (arguments.Names?[i] is { } name)
            {
                (array.Members ??= new ScriptObject()).Set(name, arguments.Values[i], null);
            }
            else
            {
                array.Add(arguments.Values[i]);
            }
        }

        return array;
    }
}
