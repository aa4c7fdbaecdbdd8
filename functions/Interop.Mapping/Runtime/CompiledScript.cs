using Interop.Mapping.Language;
using Interop.Mapping.Language.Syntax;

namespace Interop.Mapping.Runtime;

/// <summary>A parsed and compiled script or template.</summary>
internal sealed record CompiledScript(ScriptSource Source, BlockSyntax Syntax, Exec Body)
{
    /// <summary>Parses and compiles.</summary>
    /// <exception cref="ScriptFault">The text is not in the language.</exception>
    public static CompiledScript Compile(ScriptSource source, bool template, ScriptEnvironment environment, bool atRunTime = false)
    {
        var syntax = Parser.Parse(source, template);
        return new CompiledScript(source, syntax, new Compiler(environment, atRunTime).Compile(syntax));
    }
}
