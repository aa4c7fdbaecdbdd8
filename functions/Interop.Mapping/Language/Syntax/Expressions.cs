namespace Interop.Mapping.Language.Syntax;

/// <summary>Any part of a parsed script.</summary>
internal abstract record SyntaxNode(ScriptSpan Span);

internal abstract record ExpressionSyntax(ScriptSpan Span) : SyntaxNode(Span);

/// <summary>A constant: null, bool, long, double, decimal or string.</summary>
internal sealed record LiteralSyntax(ScriptSpan Span, object? Value) : ExpressionSyntax(Span);

internal sealed record InterpolatedSyntax(ScriptSpan Span, IReadOnlyList<ExpressionSyntax> Parts) : ExpressionSyntax(Span);

/// <summary>A global name, a local one (with its <c>$</c>), or a loop object (<c>for</c>, <c>while</c>, <c>tablerow</c>).</summary>
internal sealed record NameSyntax(ScriptSpan Span, string Name) : ExpressionSyntax(Span)
{
    public bool IsLocal => Name[0] == '$';
}

internal sealed record ThisSyntax(ScriptSpan Span) : ExpressionSyntax(Span);

/// <summary><c>target.member</c>, or <c>target?.member</c> when optional.</summary>
internal sealed record MemberSyntax(ScriptSpan Span, ExpressionSyntax Target, string Member, bool Optional) : ExpressionSyntax(Span);

internal sealed record IndexSyntax(ScriptSpan Span, ExpressionSyntax Target, ExpressionSyntax Index) : ExpressionSyntax(Span);

/// <summary><c>target.empty?</c>.</summary>
internal sealed record EmptyTestSyntax(ScriptSpan Span, ExpressionSyntax Target) : ExpressionSyntax(Span);

internal sealed record UnarySyntax(ScriptSpan Span, TokenKind Operator, ExpressionSyntax Operand) : ExpressionSyntax(Span);

internal sealed record IncrementSyntax(ScriptSpan Span, ExpressionSyntax Target, int By, bool Post) : ExpressionSyntax(Span);

internal sealed record BinarySyntax(ScriptSpan Span, TokenKind Operator, ExpressionSyntax Left, ExpressionSyntax Right) : ExpressionSyntax(Span);

internal sealed record ConditionalSyntax(ScriptSpan Span, ExpressionSyntax Condition, ExpressionSyntax Then, ExpressionSyntax Else) : ExpressionSyntax(Span);

internal sealed record NestedSyntax(ScriptSpan Span, ExpressionSyntax Inner) : ExpressionSyntax(Span);

/// <summary>An argument; the name is null for a positional one, the value null for a flag (<c>reversed</c>).</summary>
internal sealed record ArgumentSyntax(ScriptSpan Span, string? Name, ExpressionSyntax? Value) : ExpressionSyntax(Span);

internal sealed record CallSyntax(ScriptSpan Span, ExpressionSyntax Target, IReadOnlyList<ArgumentSyntax> Arguments, bool Parenthesised) : ExpressionSyntax(Span);

internal sealed record PipeSyntax(ScriptSpan Span, ExpressionSyntax From, ExpressionSyntax To) : ExpressionSyntax(Span);

internal sealed record ArraySyntax(ScriptSpan Span, IReadOnlyList<ExpressionSyntax> Items) : ExpressionSyntax(Span);

internal sealed record ObjectSyntax(ScriptSpan Span, IReadOnlyList<ObjectMemberSyntax> Members) : ExpressionSyntax(Span);

internal sealed record ObjectMemberSyntax(ScriptSpan Span, string Name, ExpressionSyntax Value) : SyntaxNode(Span);

/// <summary><c>target = value</c>, or a compound assignment when <see cref="Operator"/> is set.</summary>
internal sealed record AssignSyntax(ScriptSpan Span, ExpressionSyntax Target, TokenKind? Operator, ExpressionSyntax Value) : ExpressionSyntax(Span);

/// <summary>A function: <c>func</c>, <c>f(x) = ...</c>, or anonymous (<c>do ... end</c>, no name).</summary>
internal sealed record FunctionSyntax(ScriptSpan Span, string? Name, IReadOnlyList<ParameterSyntax>? Parameters, StatementSyntax Body) : ExpressionSyntax(Span);

internal sealed record ParameterSyntax(ScriptSpan Span, string Name, ExpressionSyntax? Default, bool Variadic) : SyntaxNode(Span);
