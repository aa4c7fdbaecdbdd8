using Interop.Mapping.Language;
using Interop.Mapping.Language.Syntax;

namespace Interop.Mapping.Runtime;

/// <summary>A compiled condition.</summary>
internal delegate bool Check(Run run);

/// <summary>Expressions of which only the truth is asked for; comparisons with constants, the usual ones, make no value.</summary>
internal sealed partial class Compiler
{
    private Check CompileCondition(ExpressionSyntax expression)
    {
        switch (expression)
        {
            case NestedSyntax nested:
                return CompileCondition(nested.Inner);
            case UnarySyntax { Operator: TokenKind.Not } not:
                var denied = CompileCondition(not.Operand);
                return run => !denied(run);
            case BinarySyntax { Operator: TokenKind.And } both:
                var (first, second) = (CompileCondition(both.Left), CompileCondition(both.Right));
                return run => first(run) && second(run);
            case BinarySyntax { Operator: TokenKind.Or } either:
                var (left, right) = (CompileCondition(either.Left), CompileCondition(either.Right));
                return run => left(run) || right(run);
            case BinarySyntax { Operator: TokenKind.Equal or TokenKind.NotEqual, Right: LiteralSyntax { Value: null or string } constant } comparison:
                return CompileComparison(comparison, constant.Value as string);
            default:
                var value = CompileExpression(expression);
                return run => run.IsTrue(value(run));
        }
    }

    private Check CompileComparison(BinarySyntax comparison, string? constant)
    {
        var value = CompileExpression(comparison.Left);
        var isEqual = comparison.Operator == TokenKind.Equal;
        return constant is null
            ? run => IsNothing(run, value(run)) == isEqual
            : run => IsText(run, value(run), constant) == isEqual;
    }

    /// <summary>Equality with null, as <see cref="Operators.Same"/> has it: an empty text is nothing, too.</summary>
    private static bool IsNothing(Run run, Value value)
    {
        run.Test(value);
        return value.Kind switch
        {
            ValueKind.Null or ValueKind.Empty => true,
            ValueKind.String => ((string)value.Reference!).Length == 0,
            ValueKind.NodeString => value.Node.Utf8.Length == 0,
            _ => false,
        };
    }

    private static bool IsText(Run run, Value value, string constant)
    {
        run.Test(value);
        return value.Kind switch
        {
            ValueKind.NodeString => value.Node.Is(constant),
            ValueKind.String => string.Equals((string)value.Reference!, constant, StringComparison.Ordinal),
            ValueKind.Null => constant.Length == 0,
            _ => Operators.Same(run, value, Value.Of(constant)),
        };
    }
}
