using Interop.Mapping.Language;
using Interop.Mapping.Language.Syntax;

namespace Interop.Mapping.Runtime;

/// <summary>A parsed and compiled script or template.</summary>
internal sealed record CompiledScript(ScriptSource Source, BlockSyntax Syntax, Exec Body)
{
    /// <summary>Whether it only defines functions, so that including it writes nothing.</summary>
    public bool OnlyDefines { get; } = Compiler.IsDefinitions(Syntax);

    /// <summary>Parses and compiles.</summary>
    /// <exception cref="ScriptFault">The text is not in the language.</exception>
    public static CompiledScript Compile(ScriptSource source, bool template, ScriptEnvironment environment, bool atRunTime = false)
    {
        var syntax = Parser.Parse(source, template);
        return new CompiledScript(source, syntax, new Compiler(environment, atRunTime).CompilePage(syntax));
    }
}
