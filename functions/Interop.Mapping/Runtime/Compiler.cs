using Interop.Mapping.Language;
using Interop.Mapping.Language.Syntax;

namespace Interop.Mapping.Runtime;

/// <summary>
/// Turns syntax into delegates; statements here. A text compiled at run time gives its names no numbers: the environment is complete by then, and shared.
/// </summary>
internal sealed partial class Compiler(ScriptEnvironment environment, bool atRunTime)
{
    /// <summary>Set when the function being compiled names <c>$</c>, so that others need not build it.</summary>
    private bool usesArguments;

    private Lexical lexical = new([], atRunTime);

    /// <summary>Compiles a whole script or template.</summary>
    public Exec CompilePage(BlockSyntax page)
    {
        var scope = lexical.Scope;
        if (!atRunTime && IsDefinitions(page))
        {
            return CompileDefinitions(page);
        }

        var body = Compile(page);
        return atRunTime ? body : run =>
        {
            run.Frame.Use(scope);
            return body(run);
        };
    }

    /// <summary>Whether a page holds functions and nothing else.</summary>
    public static bool IsDefinitions(BlockSyntax page) => page.Statements.Count > 0 && page.Statements.All(IsDefinition);

    private static bool IsDefinition(StatementSyntax statement) =>
        statement is ExpressionStatementSyntax { Expression: FunctionSyntax { Name: { } name } } && name[0] != '$';

    /// <summary>A page of functions, as library files are, defines them without running anything.</summary>
    private Exec CompileDefinitions(BlockSyntax page)
    {
        var functions = page.Statements.Select(s => (FunctionSyntax)((ExpressionStatementSyntax)s).Expression)
            .Select(f => (Cell: CellOf(f.Name!), Function: Value.Of(CompileUserFunction(f)), f.Name, f.Span)).ToArray();
        var cells = functions.Select(f => (f.Cell, f.Function)).ToArray();
        return run =>
        {
            if (!run.Variables.TryDefine(cells))
            {
                foreach (var (cell, function, name, span) in functions)
                {
                    run.Variables.SetValue(name!, cell, function, span);
                }
            }

            run.Last = default;
            return Flow.Next;
        };
    }

    public Exec Compile(BlockSyntax block)
    {
        var statements = block.Statements.Select(CompileStatement).ToArray();
        return statements.Length switch
        {
            0 => static run => Flow.Next,
            1 => statements[0],
            _ => run =>
            {
                foreach (var statement in statements)
                {
                    var flow = statement(run);
                    if (flow != Flow.Next)
                    {
                        return flow;
                    }
                }

                return Flow.Next;
            },
        };
    }

    private Exec CompileStatement(StatementSyntax statement) => statement switch
    {
        BlockSyntax block => Compile(block),
        TextSyntax text => CompileText(text),
        IndentSyntax indent => CompileIndent(indent),
        ExpressionStatementSyntax expression => CompileExpressionStatement(expression),
        IfSyntax syntax => CompileIf(syntax),
        CaseSyntax syntax => CompileCase(syntax),
        ForSyntax syntax => CompileFor(syntax),
        WhileSyntax syntax => CompileWhile(syntax),
        BreakSyntax => Leave(statement.Span, Flow.Break),
        ContinueSyntax => Leave(statement.Span, Flow.Continue),
        ReturnSyntax syntax => CompileReturn(syntax),
        CaptureSyntax syntax => CompileCapture(syntax),
        ReadOnlySyntax syntax => CompileReadOnly(syntax),
        ImportSyntax syntax => CompileImport(syntax),
        WithSyntax syntax => CompileWith(syntax),
        WrapSyntax syntax => CompileWrap(syntax),
        _ => throw new InvalidOperationException(statement.GetType().Name),
    };

    private static Exec Leave(ScriptSpan span, Flow flow) => run =>
        run.Frame.IsLooping ? flow : throw Run.Fault(span, span.Text + " stands outside of a loop");

    private int CellOf(string name) => atRunTime ? -1 : environment.CellOf(name);

    private static Exec CompileText(TextSyntax text) => run =>
    {
        run.Output?.WriteText(run, text.Span, text.Text);
        return Flow.Next;
    };

    private static Exec CompileIndent(IndentSyntax indent) => run =>
    {
        run.Output?.EnterBlock(indent.Indent);

        return Flow.Next;
    };

    private Exec CompileExpressionStatement(ExpressionStatementSyntax statement)
    {
        var span = statement.Span;
        if (statement.Expression is NameSyntax { Name: "$$" })
        {
            return run => run.Frame.Block is { } block ? block(run) : Flow.Next;
        }

        var expression = CompileExpression(statement.Expression);
        if (statement.Expression is AssignSyntax or FunctionSyntax { Name: not null })
        {
            return run =>
            {
                expression(run);
                run.Last = default;
                return Flow.Next;
            };
        }

        return run =>
        {
            var value = expression(run);
            if (run.Output is { } output)
            {
                output.Write(run, span, value);
            }
            else
            {
                run.Last = value;
            }

            return Flow.Next;
        };
    }

    private Exec CompileIf(IfSyntax syntax)
    {
        var condition = CompileCondition(syntax.Condition);
        var then = Compile(syntax.Then);
        var otherwise = syntax.Else is null ? null : CompileStatement(syntax.Else);
        return run => condition(run) ? then(run) : otherwise is null ? Flow.Next : otherwise(run);
    }

    private Exec CompileCase(CaseSyntax syntax)
    {
        var subject = CompileExpression(syntax.Subject);
        var whens = syntax.Whens.Select(w => (Values: w.Values.Select(CompileExpression).ToArray(), Body: Compile(w.Body), w.Span)).ToArray();
        var otherwise = syntax.Else is null ? null : Compile(syntax.Else);
        return run =>
        {
            var value = subject(run);
            foreach (var (values, body, span) in whens)
            {
                foreach (var candidate in values)
                {
                    if (Operators.AreEqual(run, value, candidate(run), span))
                    {
                        return body(run);
                    }
                }
            }

            return otherwise is null ? Flow.Next : otherwise(run);
        };
    }

    private Exec CompileFor(ForSyntax syntax)
    {
        var iterator = CompileExpression(syntax.Iterator);
        var name = (syntax.Variable as NameSyntax)?.Name;
        var set = name is null ? CompileAssignment(syntax.Variable) : null;
        var (slot, body) = CompileLoopBody(syntax, name);
        var loop = new ForLoop(
            syntax.Span, name, slot, set, body, syntax.Else is null ? null : Compile(syntax.Else),
            Option(syntax, "offset"), Option(syntax, "limit"), syntax.Options.Any(o => o.Name == "reversed"))
        {
            Columns = Option(syntax, "cols"),
            IsTable = syntax.IsTable,
        };
        foreach (var option in syntax.Options)
        {
            if (option.Name is not ("offset" or "limit" or "reversed") && !(syntax.IsTable && option.Name == "cols"))
            {
                throw new ScriptFault(Interop.Fhir.Issues.IssueCodes.ScriptSyntax, option.Span, option.Span.Text, syntax.IsTable ? "offset, limit, reversed or cols" : "offset, limit or reversed");
            }
        }

        var place = syntax.Iterator.Span;
        return run => loop.Execute(run, iterator(run), place);
    }

    /// <summary>The body, in which the loop's variable is a slot of the frame; -1 where the body runs in another function's frame.</summary>
    private (int Slot, Exec Body) CompileLoopBody(ForSyntax syntax, string? name)
    {
        if (name is null || lexical.IsBlock)
        {
            return (-1, Compile(syntax.Body));
        }

        if (name[0] == '$')
        {
            return (lexical.Scope.SlotOf(name), Compile(syntax.Body));
        }

        environment.NoteBound(name);
        var slot = lexical.Scope.Add(name + " of a loop");
        lexical.Loops.Add((name, slot));
        var body = Compile(syntax.Body);
        lexical.Loops.RemoveAt(lexical.Loops.Count - 1);
        return (slot, body);
    }

    private Eval? Option(ForSyntax syntax, string name) =>
        syntax.Options.FirstOrDefault(o => o.Name == name)?.Value is { } value ? CompileExpression(value) : null;

    private Exec CompileWhile(WhileSyntax syntax)
    {
        var condition = CompileCondition(syntax.Condition);
        var body = Compile(syntax.Body);
        var span = syntax.Span;
        return run =>
        {
            var frame = run.Frame;
            var loop = frame.PushLoop(isWhile: true);
            var flow = Flow.Next;
            for (var index = 0L; flow is Flow.Next or Flow.Continue && condition(run); index++)
            {
                run.Step(span);
                loop.Index = index;
                flow = body(run);
            }

            frame.PopLoop();
            return flow == Flow.Return ? flow : Flow.Next;
        };
    }

    private Exec CompileReturn(ReturnSyntax syntax)
    {
        if (syntax.Value is null)
        {
            return run =>
            {
                run.Result = default;
                return Flow.Return;
            };
        }

        var value = CompileExpression(syntax.Value);
        return run =>
        {
            run.Result = value(run);
            return Flow.Return;
        };
    }

    private Exec CompileCapture(CaptureSyntax syntax)
    {
        var set = CompileAssignment(syntax.Target);
        var body = Compile(syntax.Body);
        var span = syntax.Span;
        return run =>
        {
            var outer = run.Output;
            var output = run.Output = new TextOutput();
            var flow = body(run);
            run.Output = outer;
            set(run, Value.Of(output.Text.ToString(), output.Origin), span);
            return flow;
        };
    }

    private static Exec CompileReadOnly(ReadOnlySyntax syntax) => run =>
    {
        if (syntax.Name[0] == '$')
        {
            run.Frame.SetReadOnly(syntax.Name);
        }
        else if (run.Variables.This is { Kind: ValueKind.Object } target)
        {
            target.Object.SetReadOnly(syntax.Name);
        }

        return Flow.Next;
    };

    private Exec CompileImport(ImportSyntax syntax)
    {
        var value = CompileExpression(syntax.Value);
        return run =>
        {
            var source = value(run);
            if (!source.IsObject)
            {
                throw Run.Fault(syntax.Value.Span, "only the members of an object can be imported");
            }

            var target = run.Variables.This;
            foreach (var (name, member) in Members.All(run, source))
            {
                if (target.Kind == ValueKind.Object && !target.Object.IsReadOnly(name))
                {
                    run.SetMember(target.Object, name, member, syntax.Span);
                }
            }

            return Flow.Next;
        };
    }

    private Exec CompileWith(WithSyntax syntax)
    {
        var target = CompileExpression(syntax.Target);
        var hidden = lexical.HidesParameters;
        lexical.HidesParameters = true;
        var body = Compile(syntax.Body);
        lexical.HidesParameters = hidden;
        return run =>
        {
            var value = target(run);
            if (!value.IsObject)
            {
                throw Run.Fault(syntax.Target.Span, "with needs an object");
            }

            run.Variables.PushObject(value);
            var flow = body(run);
            run.Variables.Pop();
            return flow;
        };
    }

    private Exec CompileWrap(WrapSyntax syntax)
    {
        // The block runs in the frame of the function that it is given to.
        var outer = lexical;
        lexical = new Lexical([], isBlock: true);
        var body = Compile(syntax.Body);
        lexical = outer;
        var call = syntax.Target is CallSyntax target ? target : new CallSyntax(syntax.Target.Span, syntax.Target, [], false);
        var invoke = CompileCall(call, body);
        var span = syntax.Span;
        return run =>
        {
            var value = invoke(run);
            run.Output?.Write(run, span, value);
            return Flow.Next;
        };
    }
}
