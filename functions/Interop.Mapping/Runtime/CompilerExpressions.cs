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

        var span = expression.Span;
        if (expression is NameSyntax name && ParameterOf(name) is >= 0 and var parameter)
        {
            return run =>
            {
                var value = run.Variables.Parameter(parameter);
                return value.Kind == ValueKind.Function ? value.Function.Invoke(run, new CallArguments(span, [])) : value;
            };
        }

        if (expression is NameSyntax local && SlotOf(local) is >= 0 and var slot)
        {
            return run =>
            {
                var value = run.Frame.Slot(slot);
                return value.Kind == ValueKind.Function ? value.Function.Invoke(run, new CallArguments(span, [])) : value;
            };
        }

        if (expression is MemberSyntax member && PlainMember(member) is { } read)
        {
            return read;
        }

        var path = CompileRaw(expression);
        return run =>
        {
            var value = path(run);
            return value.Kind == ValueKind.Function ? value.Function.Invoke(run, new CallArguments(span, [])) : value;
        };
    }

    /// <summary>The slot of a variable that this frame holds, -1 for another name.</summary>
    private int SlotOf(NameSyntax syntax) =>
        lexical.IsBlock || syntax.Name is "$" or "$$" ? -1 : syntax.IsLocal ? lexical.Scope.SlotOf(syntax.Name) : lexical.LoopSlot(syntax.Name);

    private int ParameterOf(NameSyntax syntax) => syntax.IsLocal || SlotOf(syntax) >= 0 ? -1 : lexical.ParameterOf(syntax.Name);

    /// <summary>A member of a parameter or a variable of the frame, the usual thing that a mapping reads, in one step; null for others.</summary>
    private Eval? PlainMember(MemberSyntax syntax)
    {
        if (syntax.Optional || syntax.Target is not NameSyntax target || target.Name is "for" or "while" or "tablerow")
        {
            return null;
        }

        var (name, span) = (syntax.Member, syntax.Span);
        if (ParameterOf(target) is >= 0 and var parameter)
        {
            return run => Member(run, run.Variables.Parameter(parameter), name, span);
        }

        return SlotOf(target) is >= 0 and var slot ? run => Member(run, run.Frame.Slot(slot), name, span) : null;
    }

    private static Value Member(Run run, Value target, string name, ScriptSpan span)
    {
        if (target.Kind == ValueKind.Function)
        {
            target = target.Function.Invoke(run, new CallArguments(span, []));
        }

        var value = target.Kind == ValueKind.Object ? target.Object[name] : Members.Of(run, target, name, span);
        return value.Kind == ValueKind.Function ? value.Function.Invoke(run, new CallArguments(span, [])) : value;
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
        ThisSyntax => static run => run.Variables.This,
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

        if (syntax.IsLocal && lexical.IsBlock)
        {
            return run => run.Frame.Local(name);
        }

        var slot = syntax.IsLocal ? lexical.Scope.SlotOf(name) : lexical.LoopSlot(name);
        if (slot >= 0)
        {
            return run => run.Frame.Slot(slot);
        }

        if (lexical.ParameterOf(name) is >= 0 and var parameter)
        {
            return run => run.Variables.Parameter(parameter);
        }

        var cell = CellOf(name);
        return run => run.Variables.Get(name, cell);
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
            case TokenKind.Equal or TokenKind.NotEqual when syntax.Right is LiteralSyntax { Value: null }:
                var isEqual = kind == TokenKind.Equal;
                return run =>
                {
                    var value = left(run);
                    return Value.Of(IsNothing(run, value) == isEqual, value.Origin);
                };
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
        var condition = CompileCondition(syntax.Condition);
        var then = CompileExpression(syntax.Then);
        var otherwise = CompileExpression(syntax.Else);
        return run => condition(run) ? then(run) : otherwise(run);
    }

    private Eval CompileArray(ArraySyntax syntax)
    {
        var items = syntax.Items.Select(CompileExpression).ToArray();
        var span = syntax.Span;
        return run =>
        {
            run.Spend(span, 16 * items.Length);
            var array = run.Pool.Array(items.Length);
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
        if (members.DistinctBy(m => m.Name, StringComparer.Ordinal).Count() < members.Length)
        {
            return CompileRepeatingObject(members, span);
        }

        string[] names = [.. members.Select(m => m.Name)];
        ScriptSpan?[] places = [.. members.Select(m => m.Span)];
        Eval[] values = [.. members.Select(m => m.Value)];
        return run =>
        {
            run.Spend(span, 16 * values.Length);
            var target = run.Pool.Object(values.Length);
            target.Begin(names, places);
            foreach (var value in values)
            {
                target.AppendNext(value(run));
            }

            return Value.Of(target);
        };
    }

    /// <summary>An object literal that names a member twice: the last one counts.</summary>
    private static Eval CompileRepeatingObject((string Name, Eval Value, ScriptSpan Span)[] members, ScriptSpan span) => run =>
    {
        run.Spend(span, 16 * members.Length);
        var target = run.Pool.Object(members.Length);
        foreach (var (name, value, place) in members)
        {
            target.Set(name, value(run), place);
        }

        return Value.Of(target);
    };

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
                return CompileLocalAssignment(local.Name);
            case NameSyntax name:
                var cell = CellOf(name.Name);
                return (run, value, span) => run.Variables.SetValue(name.Name, cell, value, span);
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

    private Action<Run, Value, ScriptSpan> CompileLocalAssignment(string name)
    {
        var slot = lexical.IsBlock ? -1 : lexical.Scope.SlotOf(name);
        return (run, value, span) =>
        {
            var frame = run.Frame;
            if (frame.IsReadOnly(name))
            {
                throw Run.Fault(span, "the variable " + name + " is read-only");
            }

            if (slot >= 0)
            {
                frame.SetSlot(slot, value);
            }
            else
            {
                frame.SetLocal(name, value);
            }
        };
    }
}
