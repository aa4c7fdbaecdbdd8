using Interop.Fhir.Issues;
using Interop.Mapping.Language;
using Interop.Mapping.Language.Syntax;

namespace Interop.Mapping.Runtime;

/// <summary>Functions, calls, pipes, includes.</summary>
internal sealed partial class Compiler
{
    /// <summary>Puts what comes before a pipe in as the first argument of the call after it.</summary>
    private static ExpressionSyntax Inject(ExpressionSyntax to, ExpressionSyntax from)
    {
        switch (to)
        {
            case CallSyntax call:
                return call with { Arguments = [new ArgumentSyntax(from.Span, null, from), .. call.Arguments] };
            case NameSyntax or MemberSyntax or FunctionSyntax:
                return new CallSyntax(to.Span, to, [new ArgumentSyntax(from.Span, null, from)], false);
            case BinarySyntax binary:
                return binary with { Left = Inject(binary.Left, from) };
            case ConditionalSyntax conditional:
                return conditional with { Condition = Inject(conditional.Condition, from) };
            case NestedSyntax nested:
                return Inject(nested.Inner, from);
            case IndexSyntax index:
                return index with { Target = Inject(index.Target, from) };
            default:
                throw new ScriptFault(IssueCodes.ScriptSyntax, to.Span, to.Span.Text, "a function after the pipe");
        }
    }

    private Eval CompileCall(CallSyntax call, Exec? block)
    {
        if (call.Target is NameSyntax { Name: "include" or "include_join" } include && block is null)
        {
            return include.Name == "include" ? CompileInclude(call) : CompileIncludeJoin(call);
        }

        var target = CompileRaw(call.Target);
        var arguments = new CallArgumentsBuilder(call, CompileArgument);
        var (span, text) = (call.Span, call.Target.Span);
        var (name, cell) = call.Target is NameSyntax plain && SlotOf(plain) < 0 && ParameterOf(plain) < 0 && !plain.IsLocal ? (plain.Name, CellOf(plain.Name)) : ("", -1);
        return run =>
        {
            var callee = cell >= 0 ? run.Variables.Get(name, cell) : target(run);
            if (callee.Kind != ValueKind.Function && !IsCallable(ref callee))
            {
                throw Run.Fault(text, callee.IsNull ? "there is no function " + text.Text : text.Text + " is no function");
            }

            var start = arguments.Push(run, out var count);
            var result = callee.Function.Invoke(run, new CallArguments(span, run.Arguments(start, count), arguments.Names, block, start));
            run.PopArguments(start);
            return result;
        };
    }

    /// <summary>The module <c>date</c>, called with an argument, reads it as a date.</summary>
    private static bool IsCallable(ref Value callee)
    {
        if (callee.Kind != ValueKind.Object || callee.Object.Module != "date")
        {
            return false;
        }

        callee = callee.Object["parse"];
        return true;
    }

    private Eval CompileArgument(ExpressionSyntax argument) => CompileExpression(argument);

    /// <summary><c>include_join names separator begin? end?</c>: each of them with a separator between; an argument <c>tpl:path</c> is itself included.</summary>
    private Eval CompileIncludeJoin(CallSyntax call)
    {
        if (call.Arguments.Count is < 2 or > 4 || call.Arguments.Any(a => a.Name is not null || a.Value is null))
        {
            throw new ScriptFault(IssueCodes.ScriptSyntax, call.Span, "include_join without paths and separator", "include_join ['a.sbntxt', 'b.sbntxt'] ', ' begin end");
        }

        var arguments = call.Arguments.Select(a => CompileExpression(a.Value!)).ToArray();
        var span = call.Span;
        return run =>
        {
            var text = new System.Text.StringBuilder();
            var origin = 0;
            foreach (var name in new ListItems(run, arguments[0](run)))
            {
                Join(run, text, text.Length == 0 ? default : arguments[1](run), span, ref origin);
                Join(run, text, Value.Of("tpl:" + run.Text(name)), span, ref origin);
            }

            if (text.Length == 0)
            {
                return Value.Of("");
            }

            var all = new System.Text.StringBuilder();
            Join(run, all, arguments.Length > 2 ? arguments[2](run) : default, span, ref origin);
            all.Append(text);
            Join(run, all, arguments.Length > 3 ? arguments[3](run) : default, span, ref origin);
            return Value.Of(all.ToString(), origin);
        };
    }

    private void Join(Run run, System.Text.StringBuilder text, Value part, ScriptSpan span, ref int origin)
    {
        var piece = run.Text(part, out var from);
        if (piece.StartsWith("tpl:", StringComparison.Ordinal))
        {
            var name = piece["tpl:".Length..];
            var script = environment.FindInclude(name) ?? throw new ScriptFault(IssueCodes.ScriptIncludeMissing, span, name);
            piece = run.Text(Include(run, script, new ScriptArray(0), span), out from);
        }

        run.Spend(span, piece.Length);
        text.Append(piece);
        origin = run.Origins.Combine(origin, from);
    }

    private Eval CompileInclude(CallSyntax call)
    {
        if (call.Arguments.Count == 0 || call.Arguments[0] is not { Name: null, Value: { } first })
        {
            throw new ScriptFault(IssueCodes.ScriptSyntax, call.Span, "include without a path", "include 'library/name.sbn'");
        }

        var path = CompileExpression(first);
        var arguments = new CallArgumentsBuilder(call with { Arguments = [.. call.Arguments.Skip(1)] }, CompileArgument);
        var span = call.Span;
        return run =>
        {
            var name = run.Text(path(run));
            var script = environment.FindInclude(name) ?? throw new ScriptFault(IssueCodes.ScriptIncludeMissing, span, name);
            var start = arguments.Push(run, out var count);
            var given = UserFunction.ToArray(new CallArguments(span, run.Arguments(start, count), arguments.Names));
            run.PopArguments(start);
            return Include(run, script, given, span);
        };
    }

    private static Value Include(Run run, CompiledScript script, ScriptArray arguments, ScriptSpan span)
    {
        if (script.OnlyDefines)
        {
            run.Step(span);
            script.Body(run);
            return Value.Of("");
        }

        var outer = run.Output;
        var output = run.Output = new TextOutput();
        run.Enter(span);
        run.Frame.Arguments = arguments;
        var flow = script.Body(run);
        run.Leave();
        run.Output = outer;
        return flow == Flow.Return && !run.Result.IsNull && output.Text.Length == 0 ? run.Result : Value.Of(output.Text.ToString(), output.Origin);
    }

    private Eval CompileFunction(FunctionSyntax syntax)
    {
        var value = Value.Of(CompileUserFunction(syntax));
        if (syntax.Name is null)
        {
            return _ => value;
        }

        var set = CompileAssignment(new NameSyntax(syntax.Span, syntax.Name));
        return run =>
        {
            set(run, value, syntax.Span);
            return default;
        };
    }

    private UserFunction CompileUserFunction(FunctionSyntax syntax)
    {
        var (outer, outerLexical) = (usesArguments, lexical);
        usesArguments = false;
        foreach (var parameter in syntax.Parameters ?? [])
        {
            if (!atRunTime)
            {
                environment.NoteBound(parameter.Name);
            }
        }

        // Defaults are worked out for the caller, before the parameters are there.
        lexical = new Lexical([], isBlock: true);
        var parameters = syntax.Parameters?.Select(p => new UserParameter(p.Name, p.Default is null ? null : CompileExpression(p.Default), p.Variadic)).ToArray();
        lexical = new Lexical(parameters?.Select(p => p.Name).ToArray() ?? [], isBlock: false);
        var function = new UserFunction(syntax.Name ?? "do", syntax.Span)
        {
            Parameters = parameters,
            Scope = lexical.Scope,
            Body = CompileStatement(syntax.Body),
            IsInline = syntax.Body is ExpressionStatementSyntax,
            Inline = syntax.Body is ExpressionStatementSyntax { Expression: not AssignSyntax } inline ? CompileExpression(inline.Expression) : null,
        };
        function.UsesArguments = usesArguments || syntax.Parameters is null;
        (usesArguments, lexical) = (outer, outerLexical);
        return function;
    }
}
