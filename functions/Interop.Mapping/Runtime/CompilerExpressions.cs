using System.Runtime.CompilerServices;
using System.Text;
using Interop.Fhir.Issues;
using Interop.Mapping.Language;
using Interop.Mapping.Language.Syntax;

namespace Interop.Mapping.Runtime;

/// <summary>Expressions.</summary>
internal sealed partial class Compiler
{
    /// <summary>The value of an expression; a path that leads to a function calls it without arguments.</summary>
    private Eval CompileExpression(ExpressionSyntax expression)
    {
        if (expression is not (NameSyntax or MemberSyntax or IndexSyntax))
        {
            return CompileRaw(expression);
        }

        var path = CompileRaw(expression);
        var span = expression.Span;
        return run =>
        {
            var value = path(run);
            return value.Kind == ValueKind.Function ? value.Function.Invoke(run, new CallArguments(span, [])) : value;
        };
    }

    /// <summary>The value of an expression; functions are not called.</summary>
    private Eval CompileRaw(ExpressionSyntax expression) => !RuntimeHelpers.TryEnsureSufficientExecutionStack()
        ? throw new ScriptFault(IssueCodes.ScriptSyntax, expression.Span, "too deep nesting", "a simpler expression")
        : CompileKind(expression);

    private Eval CompileKind(ExpressionSyntax expression) => expression switch
    {
        LiteralSyntax literal => CompileLiteral(literal),
        InterpolatedSyntax interpolated => CompileInterpolated(interpolated),
        NameSyntax name => CompileName(name),
        ThisSyntax => run => run.This,
        MemberSyntax member => CompileMember(member),
        IndexSyntax index => CompileIndex(index),
        EmptyTestSyntax test => CompileEmptyTest(test),
        UnarySyntax unary => CompileUnary(unary),
        IncrementSyntax increment => CompileIncrement(increment),
        BinarySyntax binary => CompileBinary(binary),
        ConditionalSyntax conditional => CompileConditional(conditional),
        NestedSyntax nested => CompileExpression(nested.Inner),
        CallSyntax call => CompileCall(call, null),
        PipeSyntax pipe => CompileExpression(Inject(pipe.To, pipe.From)),
        ArraySyntax array => CompileArray(array),
        ObjectSyntax syntax => CompileObject(syntax),
        AssignSyntax assign => CompileAssign(assign),
        FunctionSyntax function => CompileFunction(function),
        _ => throw new InvalidOperationException(expression.GetType().Name),
    };

    private static Eval CompileLiteral(LiteralSyntax literal)
    {
        var value = Value.OfLiteral(literal.Value);
        return _ => value;
    }

    private Eval CompileInterpolated(InterpolatedSyntax interpolated)
    {
        var parts = interpolated.Parts.Select(CompileExpression).ToArray();
        var span = interpolated.Span;
        return run =>
        {
            var text = new StringBuilder();
            var origin = 0;
            foreach (var part in parts)
            {
                text.Append(run.Text(part(run), out var from));
                origin = run.Origins.Combine(origin, from);
            }

            run.Spend(span, text.Length);
            return Value.Of(text.ToString(), origin);
        };
    }

    private Eval CompileName(NameSyntax syntax)
    {
        var name = syntax.Name;
        switch (name)
        {
            case "$":
                usesArguments = true;
                return run => Value.Of(run.Frame.Arguments ??= new ScriptArray(0));
            case "$$":
                throw new ScriptFault(IssueCodes.ScriptSyntax, syntax.Span, "$$", "$$ as a statement of its own");
        }

        if (syntax.IsLocal)
        {
            return run => run.Frame.TryLocal(name, out var value) ? value : default;
        }

        var cell = CellOf(name);
        return run => run.GetGlobal(name, cell);
    }

    private Eval CompileMember(MemberSyntax syntax)
    {
        var (name, span, optional) = (syntax.Member, syntax.Span, syntax.Optional);
        if (syntax.Target is NameSyntax { Name: "for" or "while" or "tablerow" } loop)
        {
            var isWhile = loop.Name == "while";
            return run => run.Frame.FindLoop(isWhile)?.Get(name) ?? default;
        }

        var target = CompileExpression(syntax.Target);
        return run =>
        {
            var value = target(run);
            return value.Kind == ValueKind.Object ? value.Object[name]
                : value.IsNull && optional ? default
                : Members.Of(run, value, name, span);
        };
    }

    private Eval CompileIndex(IndexSyntax syntax)
    {
        var target = CompileExpression(syntax.Target);
        var index = CompileExpression(syntax.Index);
        var span = syntax.Span;
        if (syntax.Target is NameSyntax { Name: "$" })
        {
            // $0 of a page or function that got no arguments is null, not a fault.
            return run => run.Frame.Arguments is null ? default : Members.At(run, target(run), index(run), span);
        }

        return run => Members.At(run, target(run), index(run), span);
    }

    private Eval CompileEmptyTest(EmptyTestSyntax syntax)
    {
        var target = CompileExpression(syntax.Target);
        return run =>
        {
            var value = target(run);
            run.Test(value);
            return Operators.IsEmpty(run, value);
        };
    }

    private Eval CompileUnary(UnarySyntax syntax)
    {
        if (syntax.Operator == TokenKind.Alias)
        {
            return CompileRaw(syntax.Operand);
        }

        var operand = CompileExpression(syntax.Operand);
        var span = syntax.Span;
        return syntax.Operator switch
        {
            TokenKind.Not => run =>
            {
                var value = operand(run);
                return Value.Of(!run.IsTrue(value), value.Origin);
            },
            TokenKind.Minus => run => Operators.Negate(run, operand(run), span),
            TokenKind.Plus => run => Operators.Plus(run, operand(run), span),
            _ => operand,
        };
    }

    private Eval CompileIncrement(IncrementSyntax syntax)
    {
        var get = CompileExpression(syntax.Target);
        var set = CompileAssignment(syntax.Target);
        var (span, by, post) = (syntax.Span, Value.Of((long)syntax.By), syntax.Post);
        return run =>
        {
            var before = get(run);
            var after = Operators.Binary(run, TokenKind.Plus, before, by, span);
            set(run, after, span);
            return post ? before : after;
        };
    }

    private Eval CompileBinary(BinarySyntax syntax)
    {
        var left = CompileExpression(syntax.Left);
        var right = CompileExpression(syntax.Right);
        var (kind, span) = (syntax.Operator, syntax.Span);
        switch (kind)
        {
            case TokenKind.Coalesce:
                return run =>
                {
                    var value = left(run);
                    return value.IsNull ? right(run) : value;
                };
            case TokenKind.NotCoalesce:
                return run =>
                {
                    var value = left(run);
                    run.Test(value);
                    return value.IsNull ? value : right(run);
                };
            case TokenKind.And:
                return run => Logical(run, left(run), right, stopsOn: false);
            case TokenKind.Or:
                return run => Logical(run, left(run), right, stopsOn: true);
            default:
                return run => Operators.Binary(run, kind, left(run), right(run), span);
        }
    }

    private static Value Logical(Run run, Value left, Eval right, bool stopsOn)
    {
        if (run.IsTrue(left) == stopsOn)
        {
            return Value.Of(stopsOn, left.Origin);
        }

        var value = right(run);
        return Value.Of(run.IsTrue(value), run.Origins.Combine(left.Origin, value.Origin));
    }

    private Eval CompileConditional(ConditionalSyntax syntax)
    {
        var condition = CompileExpression(syntax.Condition);
        var then = CompileExpression(syntax.Then);
        var otherwise = CompileExpression(syntax.Else);
        return run => run.IsTrue(condition(run)) ? then(run) : otherwise(run);
    }

    private Eval CompileArray(ArraySyntax syntax)
    {
        var items = syntax.Items.Select(CompileExpression).ToArray();
        var span = syntax.Span;
        return run =>
        {
            run.Spend(span, 16 * items.Length);
            var array = new ScriptArray(items.Length);
            foreach (var item in items)
            {
                array.Add(item(run));
            }

            return Value.Of(array);
        };
    }

    private Eval CompileObject(ObjectSyntax syntax)
    {
        var members = syntax.Members.Select(m => (m.Name, Value: CompileExpression(m.Value), m.Span)).ToArray();
        var span = syntax.Span;
        return run =>
        {
            run.Spend(span, 16 * members.Length);
            var target = new ScriptObject(members.Length);
            foreach (var (name, value, place) in members)
            {
                target.Set(name, value(run), place);
            }

            return Value.Of(target);
        };
    }

    private Eval CompileAssign(AssignSyntax syntax)
    {
        var set = CompileAssignment(syntax.Target);
        var value = CompileExpression(syntax.Value);
        var span = syntax.Span;
        if (syntax.Operator is not { } kind)
        {
            return run =>
            {
                set(run, value(run), span);
                return default;
            };
        }

        var current = CompileExpression(syntax.Target);
        return run =>
        {
            var before = current(run);
            if (kind == TokenKind.Coalesce)
            {
                if (before.IsNull)
                {
                    set(run, value(run), span);
                }

                return default;
            }

            set(run, Operators.Binary(run, kind, before, value(run), span), span);
            return default;
        };
    }

    private Action<Run, Value, ScriptSpan> CompileAssignment(ExpressionSyntax target)
    {
        switch (target)
        {
            case NameSyntax { IsLocal: true } local:
                return (run, value, span) =>
                {
                    if (run.Frame.Locals.IsReadOnly(local.Name))
                    {
                        throw Run.Fault(span, "the variable " + local.Name + " is read-only");
                    }

                    run.Frame.Locals.Set(local.Name, value, span);
                };
            case NameSyntax name:
                var cell = CellOf(name.Name);
                return (run, value, span) => run.SetGlobal(name.Name, cell, value, span);
            case MemberSyntax member:
                var owner = CompileExpression(member.Target);
                return (run, value, span) => Members.Set(run, owner(run), member.Member, value, span);
            case IndexSyntax index:
                var list = CompileExpression(index.Target);
                var at = CompileExpression(index.Index);
                return (run, value, span) => Members.SetAt(run, list(run), at(run), value, span);
            default:
                throw new ScriptFault(IssueCodes.ScriptSyntax, target.Span, target.Span.Text, "a variable, a member or an item");
        }
    }
}
