using Interop.Fhir.FhirPath.Operators;
using Interop.Fhir.FhirPath.Syntax;

namespace Interop.Fhir.FhirPath.Functions;

/// <summary>A function: how many arguments it takes and what it does.</summary>
internal sealed record FhirPathFunction(string Name, int Least, int Most, Func<Call, Items> Body)
{
    /// <summary>Whether calling it once is as good as calling it again.</summary>
    public bool IsPure { get; } = Name is not ("trace" or "defineVariable" or "iif");
}

/// <summary>One call: the scope, the input collection and the unevaluated arguments.</summary>
internal readonly struct Call(Scope scope, Items input, Expr[] arguments, int position)
{
    public Scope Scope => scope;

    public Items Input => input;

    public int Position => position;

    public int Arguments => arguments.Length;

    public FhirPathContext Context => scope.Context;

    public Expr Argument(int index) => arguments[index];

    /// <summary>An argument that is evaluated once, where the call stands.</summary>
    public Items Value(int index) => index < arguments.Length ? arguments[index].Evaluate(scope) : Items.Empty;

    public string? Text(int index) => Singleton.String(Value(index), position);

    public int? Integer(int index) => Singleton.Integer(Value(index), position);

    /// <summary>The only input item as a System value, null when there is none.</summary>
    public FhirPathItem? Single() => Singleton.Value(input, position);

    public string? InputText() => Singleton.String(input, position);

    public FhirPathException Fault(string message) => FhirPathException.Run(message, position);
}
