using System.Text;
using Interop.Mapping.Functions;

namespace Interop.Mapping;

/// <summary>The text of <c>mappings/REFERENCE.md</c>: every built-in function with its parameters and examples, from the declarations themselves.</summary>
public static class ReferencePage
{
    /// <summary>Makes the page.</summary>
    public static string Create()
    {
        var page = new StringBuilder();
        page.Append("# Functions of the mapping language\n\nGenerated from the declarations of the functions; do not edit. Each example runs as a test.\n")
            .Append("A parameter with `?` may be left out; `...` takes any number. A value before a pipe is the first argument.\n");
        page.Append("\n## For mappings\nThese are additions to the language. The variable `now` is the time at which the message was received, `sender_instance` the installation\nthat sent it, as its credential says: the third part of `urn:interop:kind:instance:what` where a record names none of its own.\n");
        foreach (var module in FunctionLibrary.MappingModules)
        {
            page.Append("\n### ").Append(module.Description).Append('\n');
            AppendFunctions(page, module);
        }

        page.Append("\n## Of the language\n");
        foreach (var module in FunctionLibrary.Modules)
        {
            page.Append("\n### `").Append(module.Name).Append("` - ").Append(module.Description).Append('\n');
            AppendFunctions(page, module);
        }

        return page.ToString();
    }

    private static void AppendFunctions(StringBuilder page, FunctionModule module)
    {
        page.Append("| Function | Gives | Example |\n|---|---|---|\n");
        foreach (var function in module.Functions)
        {
            page.Append("| `").Append((function.Name + " " + function.Signature).TrimEnd()).Append("` | ").Append(Cell(function.Description)).Append(" | ");
            page.AppendJoin("<br>", function.Examples.Select(e => "`" + Cell(e.Script).Replace('`', '\'') + "` -> " + (e.Prints.Length == 0 ? "nothing" : "`" + Cell(e.Prints) + "`")));
            page.Append(" |\n");
        }
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("\n", " ", StringComparison.Ordinal);
}
