using Interop.Fhir.FhirPath.Functions;

namespace Interop.Fhir.FhirPath.Syntax;

/// <summary><c>input.name(arguments)</c>. The arguments are not evaluated before: most functions evaluate them once per item, or not at all.</summary>
internal sealed class FunctionExpr(FhirPathFunction function, Expr input, Expr[] arguments, int position) : Expr(position)
{
    public FhirPathFunction Function => function;

    // Only functions that take no argument, or a literal: what an argument means may change with the item.
    public override bool IsConstant { get; } = function.IsPure && input.IsConstant && Array.TrueForAll(arguments, a => a is LiteralExpr);

    public Expr Input => input;

    public Expr[] Arguments => arguments;

    protected override bool IsCostly => true;

    protected override Items Compute(Scope scope)
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

    protected override Items Compute(Scope scope) => key.Evaluate(scope);
}
