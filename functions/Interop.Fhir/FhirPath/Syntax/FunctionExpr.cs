using Interop.Fhir.FhirPath.Functions;

namespace Interop.Fhir.FhirPath.Syntax;

/// <summary><c>input.name(arguments)</c>. The arguments are not evaluated before: most functions evaluate them once per item, or not at all.</summary>
internal sealed class FunctionExpr(FhirPathFunction function, Expr input, Expr[] arguments, int position) : Expr(position)
{
    public FhirPathFunction Function => function;

    public Expr Input => input;

    public Expr[] Arguments => arguments;

    public override Items Evaluate(Scope scope)
    {
        scope.Step(Position);
        return function.Body(new Call(scope, input.Evaluate(scope), arguments, Position));
    }
}

/// <summary>A key of <c>sort</c>.</summary>
internal sealed class SortKeyExpr(Expr key, bool descending) : Expr(key.Position)
{
    public Expr Key => key;

    public bool Descending => descending;

    public override Items Evaluate(Scope scope) => key.Evaluate(scope);
}
