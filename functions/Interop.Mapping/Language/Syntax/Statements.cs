namespace Interop.Mapping.Language.Syntax;

internal abstract record StatementSyntax(ScriptSpan Span) : SyntaxNode(Span);

internal sealed record BlockSyntax(ScriptSpan Span, IReadOnlyList<StatementSyntax> Statements) : StatementSyntax(Span);

/// <summary>Text outside code.</summary>
internal sealed record TextSyntax(ScriptSpan Span, string Text) : StatementSyntax(Span);

/// <summary>The start of a code block after nothing but blanks on its line: what the block writes is indented by them.</summary>
internal sealed record IndentSyntax(ScriptSpan Span, string Indent) : StatementSyntax(Span);

internal sealed record ExpressionStatementSyntax(ScriptSpan Span, ExpressionSyntax Expression) : StatementSyntax(Span);

internal sealed record IfSyntax(ScriptSpan Span, ExpressionSyntax Condition, BlockSyntax Then, StatementSyntax? Else) : StatementSyntax(Span);

internal sealed record CaseSyntax(ScriptSpan Span, ExpressionSyntax Subject, IReadOnlyList<WhenSyntax> Whens, BlockSyntax? Else) : StatementSyntax(Span);

internal sealed record WhenSyntax(ScriptSpan Span, IReadOnlyList<ExpressionSyntax> Values, BlockSyntax Body) : SyntaxNode(Span);

internal sealed record ForSyntax(
    ScriptSpan Span, ExpressionSyntax Variable, ExpressionSyntax Iterator, IReadOnlyList<ArgumentSyntax> Options, BlockSyntax Body, BlockSyntax? Else,
    bool IsTable) : StatementSyntax(Span);

internal sealed record WhileSyntax(ScriptSpan Span, ExpressionSyntax Condition, BlockSyntax Body) : StatementSyntax(Span);

internal sealed record BreakSyntax(ScriptSpan Span) : StatementSyntax(Span);

internal sealed record ContinueSyntax(ScriptSpan Span) : StatementSyntax(Span);

internal sealed record ReturnSyntax(ScriptSpan Span, ExpressionSyntax? Value) : StatementSyntax(Span);

internal sealed record CaptureSyntax(ScriptSpan Span, ExpressionSyntax Target, BlockSyntax Body) : StatementSyntax(Span);

internal sealed record ReadOnlySyntax(ScriptSpan Span, string Name) : StatementSyntax(Span);

internal sealed record ImportSyntax(ScriptSpan Span, ExpressionSyntax Value) : StatementSyntax(Span);

internal sealed record WithSyntax(ScriptSpan Span, ExpressionSyntax Target, BlockSyntax Body) : StatementSyntax(Span);

internal sealed record WrapSyntax(ScriptSpan Span, ExpressionSyntax Target, BlockSyntax Body) : StatementSyntax(Span);
