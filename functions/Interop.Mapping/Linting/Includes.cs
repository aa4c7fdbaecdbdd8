using Interop.Mapping.Language.Syntax;

namespace Interop.Mapping.Linting;

/// <summary>Which files a script includes.</summary>
internal static class Includes
{
    /// <summary>The paths that stand as plain texts behind <c>include</c>; another spelling is a lint fault.</summary>
    public static IEnumerable<string> Of(SyntaxNode script) => SyntaxWalk.All(script).OfType<CallSyntax>()
        .Where(c => c.Target is NameSyntax { Name: "include" })
        .Select(c => c.Arguments is [{ Value: LiteralSyntax { Value: string name } }, ..] ? name : null).OfType<string>();
}
