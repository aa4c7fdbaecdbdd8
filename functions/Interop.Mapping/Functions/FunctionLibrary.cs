using Interop.Mapping.Runtime;

namespace Interop.Mapping.Functions;

/// <summary>All built-in functions, in the order of the reference page.</summary>
internal static class FunctionLibrary
{
    public static IReadOnlyList<FunctionModule> Modules { get; } =
    [
        StringFunctions.Create(), ArrayFunctions.Create(), ObjectFunctions.Create(), MathFunctions.Create(), RegexFunctions.Create(),
        DateFunctions.Create(), TimeSpanFunctions.Create(), HtmlFunctions.Create(),
    ];

    /// <summary>Functions of this engine beyond the language's own.</summary>
    public static IReadOnlyList<FunctionModule> MappingModules { get; } = 
    [
        BundleFunctions.Create(), CodeFunctions.Create(), IdentifierFunctions.Create(), RecordFunctions.Create(), DosageFunctions.Create(), Hl7Functions.Create(),
    ];

    public static ScriptObject CreateBuiltins(bool mapping = false)
    {
        var builtins = new ScriptObject(64);
        builtins.Set("empty", Value.Empty, null);
        builtins.Set("blank", Value.Empty, null);
        foreach (var module in mapping ? [.. Modules, .. MappingModules] : Modules)
        {
            module.AddTo(builtins);
        }

        return builtins;
    }
}
