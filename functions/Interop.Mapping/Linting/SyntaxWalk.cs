using Interop.Mapping.Language.Syntax;

namespace Interop.Mapping.Linting;

/// <summary>Visits every node of a script, parents first.</summary>
internal static class SyntaxWalk
{
    public static IEnumerable<SyntaxNode> All(SyntaxNode root)
    {
        var stack = new Stack<SyntaxNode>();
        stack.Push(root);
        while (stack.TryPop(out var node))
        {
            yield return node;
            foreach (var child in Children(node).Reverse())
            {
                stack.Push(child);
            }
        }
    }

    public static IEnumerable<SyntaxNode> Children(SyntaxNode node) => (node switch
    {
        StatementSyntax statement => OfStatement(statement),
        ExpressionSyntax expression => OfExpression(expression),
        WhenSyntax branch => [.. branch.Values, branch.Body],
        ObjectMemberSyntax member => [member.Value],
        ParameterSyntax parameter => [parameter.Default],
        _ => [],
    }).OfType<SyntaxNode>();

    private static IEnumerable<SyntaxNode?> OfStatement(StatementSyntax statement) => statement switch
    {
        BlockSyntax s => s.Statements,
        ExpressionStatementSyntax s => [s.Expression],
        IfSyntax s => [s.Condition, s.Then, s.Else],
        CaseSyntax s => [s.Subject, .. s.Whens, s.Else],
        ForSyntax s => [s.Variable, s.Iterator, .. s.Options, s.Body, s.Else],
        WhileSyntax s => [s.Condition, s.Body],
        ReturnSyntax s => [s.Value],
        CaptureSyntax s => [s.Target, s.Body],
        ImportSyntax s => [s.Value],
        WithSyntax s => [s.Target, s.Body],
        WrapSyntax s => [s.Target, s.Body],
        _ => [],
    };

    private static IEnumerable<SyntaxNode?> OfExpression(ExpressionSyntax expression) => expression switch
    {
        InterpolatedSyntax e => e.Parts,
        MemberSyntax e => [e.Target],
        IndexSyntax e => [e.Target, e.Index],
        EmptyTestSyntax e => [e.Target],
        UnarySyntax e => [e.Operand],
        IncrementSyntax e => [e.Target],
        BinarySyntax e => [e.Left, e.Right],
        ConditionalSyntax e => [e.Condition, e.Then, e.Else],
        NestedSyntax e => [e.Inner],
        ArgumentSyntax e => [e.Value],
        CallSyntax e => [e.Target, .. e.Arguments],
        PipeSyntax e => [e.From, e.To],
        ArraySyntax e => e.Items,
        ObjectSyntax e => e.Members,
        AssignSyntax e => [e.Target, e.Value],
        FunctionSyntax e => [.. e.Parameters ?? [], e.Body],
        _ => [],
    };
}
