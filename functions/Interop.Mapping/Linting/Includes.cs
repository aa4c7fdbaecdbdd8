using Interop.Mapping.Language.Syntax;
using Interop.Mapping.Runtime;

namespace Interop.Mapping.Linting;

/// <summary>Which files a script includes.</summary>
internal static class Includes
{
    /// <summary>The paths that stand as plain texts behind <c>include</c>; another spelling is a lint fault.</summary>
    public static IEnumerable<string> Of(SyntaxNode script) => SyntaxWalk.All(script).OfType<CallSyntax>()
        .Where(c => c.Target is NameSyntax { Name: "include" })
        .Select(c => c.Arguments is [{ Value: LiteralSyntax { Value: string name } }, ..] ? name : null).OfType<string>();

    /// <summary>The paths of a script and of everything that it includes.</summary>
    public static HashSet<string> Closure(CompiledScript script, ScriptEnvironment environment)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var stack = new Stack<CompiledScript>([script]);
        while (stack.TryPop(out var next))
        {
            if (found.Add(next.Source.Name))
            {
                Of(next.Syntax).Select(environment.FindInclude).OfType<CompiledScript>().ToList().ForEach(stack.Push);
            }
        }

        return found;
    }
}
