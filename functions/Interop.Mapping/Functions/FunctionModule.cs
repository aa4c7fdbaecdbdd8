using Interop.Mapping.Runtime;

namespace Interop.Mapping.Functions;

/// <summary>Functions of one name space (<c>string.</c>), or the global ones where the name is empty.</summary>
internal sealed class FunctionModule(string name, string description)
{
    private readonly List<NativeFunction> functions = [];
    private readonly List<(string Name, Value Value, bool ReadOnly)> constants = [];

    public string Name => name;

    public string Description => description;

    public IReadOnlyList<NativeFunction> Functions => functions;

    public void Add(string function, string signature, string text, Native body, params (string Script, string Prints)[] examples) =>
        functions.Add(new NativeFunction(
            name.Length == 0 ? function : name + "." + function, signature, text, body, [.. examples.Select(e => new Example(e.Script, e.Prints))]));

    public void AddConstant(string member, string text, bool readOnly) => constants.Add((member, Value.Of(text), readOnly));

    public void AddConstant(string member, Value value) => constants.Add((member, value, true));

    /// <summary>Puts the module, or its functions where it has no name, into an object of built-ins.</summary>
    public void AddTo(ScriptObject builtins)
    {
        var target = builtins;
        if (name.Length > 0)
        {
            target = new ScriptObject(functions.Count) { Module = name, IsShared = true };
            builtins.Set(name, Value.Of(target), null);
        }

        foreach (var function in functions)
        {
            var member = function.Name[(function.Name.IndexOf('.', StringComparison.Ordinal) + 1)..];
            target.Set(member, Value.Of(function), null);
            target.SetReadOnly(member);
        }

        foreach (var (member, value, readOnly) in constants)
        {
            target.Set(member, value, null);
            if (readOnly)
            {
                target.SetReadOnly(member);
            }
        }
    }
}
