using Interop.Mapping.Language.Syntax;
using Interop.Mapping.Linting;

namespace Interop.Mapping.Cases;

/// <summary>
/// Finds the pieces of a script that can be taken out. Left alone is what does nothing by the rules of the language: a variable that starts as
/// nothing (an absent one is nothing too) and a member that is null (it does not reach the output).
/// </summary>
internal static class Mutations
{
    public static IEnumerable<Mutation> Of(SyntaxNode node, bool inLoop = false)
    {
        foreach (var mutation in Here(node, inLoop))
        {
            yield return mutation;
        }

        var below = node is ForSyntax or WhileSyntax || inLoop && node is not FunctionSyntax;
        foreach (var mutation in SyntaxWalk.Children(node).SelectMany(child => Of(child, below)))
        {
            yield return mutation;
        }
    }

    private static IEnumerable<Mutation> Here(SyntaxNode node, bool inLoop) => node switch
    {
        ExpressionStatementSyntax { Expression: FunctionSyntax or CallSyntax { Target: NameSyntax { Name: "include" } } } => [],
        ExpressionStatementSyntax { Expression: AssignSyntax { Target: NameSyntax { IsLocal: true }, Operator: null } start } when !inLoop && IsNothing(start.Value) => [],
        ExpressionStatementSyntax statement => [new Mutation(statement.Span, "statement")],
        ObjectMemberSyntax { Value: LiteralSyntax { Value: null } } => [],
        ObjectMemberSyntax member => [new Mutation(member.Span, "member")],
        ArraySyntax array => array.Items.Select(i => new Mutation(i.Span, "element")),
        CallSyntax { Arguments: [.., var last], Target: not NameSyntax { Name: "include" } } => [new Mutation(last.Span, "argument")],
        _ => [],
    };

    private static bool IsNothing(ExpressionSyntax value) => value is LiteralSyntax { Value: null or "" or false } or ArraySyntax { Items: [] } or ObjectSyntax { Members: [] };
}
