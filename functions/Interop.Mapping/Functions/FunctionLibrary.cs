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

    public static ScriptObject CreateBuiltins()
    {
        var builtins = new ScriptObject(64);
        builtins.Set("empty", Value.Empty, null);
        builtins.Set("blank", Value.Empty, null);
        foreach (var module in Modules)
        {
            module.AddTo(builtins);
        }

        return builtins;
    }
}
