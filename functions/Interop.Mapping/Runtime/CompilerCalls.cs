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
        if (call.Target is NameSyntax { Name: "include" } && block is null)
        {
            return CompileInclude(call);
        }

        var target = CompileRaw(call.Target);
        var arguments = new CallArgumentsBuilder(call, CompileArgument);
        var (span, text) = (call.Span, call.Target.Span);
        return run =>
        {
            var callee = target(run);
            if (callee.Kind != ValueKind.Function)
            {
                throw Run.Fault(text, callee.IsNull ? "there is no function " + text.Text : text.Text + " is no function");
            }

            var start = arguments.Push(run, out var count);
            var result = callee.Function.Invoke(run, new CallArguments(span, run.Arguments(start, count), arguments.Names, block));
            run.PopArguments(start);
            return result;
        };
    }

    private Eval CompileArgument(ExpressionSyntax argument) => CompileExpression(argument);

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
        var outer = run.Output;
        var output = run.Output = new TextOutput();
        run.Enter(span);
        run.Frame.Arguments = arguments;
        script.Body(run);
        run.Leave();
        run.Output = outer;
        return Value.Of(output.Text.ToString(), output.Origin);
    }

    private Eval CompileFunction(FunctionSyntax syntax)
    {
        var outer = usesArguments;
        usesArguments = false;
        var function = new UserFunction(syntax.Name ?? "do", syntax.Span)
        {
            Parameters = syntax.Parameters?.Select(p => new UserParameter(p.Name, p.Default is null ? null : CompileExpression(p.Default), p.Variadic)).ToArray(),
            Body = CompileStatement(syntax.Body),
            IsInline = syntax.Body is ExpressionStatementSyntax,
            Inline = syntax.Body is ExpressionStatementSyntax { Expression: not AssignSyntax } inline ? CompileExpression(inline.Expression) : null,
        };
        function.UsesArguments = usesArguments || syntax.Parameters is null;
        usesArguments = outer;
        var value = Value.Of(function);
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
}
