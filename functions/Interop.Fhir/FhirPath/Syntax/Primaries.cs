using Interop.Fhir.FhirPath.Operators;

namespace Interop.Fhir.FhirPath.Syntax;

/// <summary>A literal, <c>{}</c> included.</summary>
internal sealed class LiteralExpr(Items value, int position) : Expr(position)
{
    public override bool IsConstant => true;

    public Items Value => value;

    protected override Items Compute(Scope scope) => value;
}

/// <summary>A literal that has the shape of a value, but is none: the 30th of February, a time with an offset. Refused when run.</summary>
internal sealed class ImpossibleExpr(string message, int position) : Expr(position)
{
    protected override Items Compute(Scope scope) => throw Fault(message);
}

/// <summary><c>$this</c>, written or implied.</summary>
internal sealed class ThisExpr(int position, bool isImplied) : Expr(position)
{
    public bool IsImplied => isImplied;

    protected override Items Compute(Scope scope) => scope.This;
}

/// <summary><c>$index</c>.</summary>
internal sealed class IndexExpr(int position) : Expr(position)
{
    protected override Items Compute(Scope scope) => scope.Index < 0 ? Items.Empty : new Items(FhirPathItem.Of(scope.Index));
}

/// <summary><c>$total</c>.</summary>
internal sealed class TotalExpr(int position) : Expr(position)
{
    protected override Items Compute(Scope scope) => scope.Total;
}

/// <summary><c>%name</c>.</summary>
internal sealed class VariableExpr(string name, int position) : Expr(position)
{
    // These cannot be defined anew within an expression.
    public override bool IsConstant { get; } = name is "resource" or "rootResource" or "context";

    public string Name => name;

    protected override Items Compute(Scope scope) =>
        scope.TryGetDefined(name, out var defined) ? defined
        : Variables.TryGet(scope, name, out var value) ? value
        : throw Fault($"the variable %{name} is not known");
}

/// <summary><c>input[index]</c>.</summary>
internal sealed class IndexerExpr(Expr input, Expr index, int position) : Expr(position)
{
    public Expr Input => input;

    public Expr Index => index;

    protected override Items Compute(Scope scope)
    {
        var items = input.Evaluate(scope);
        var at = Singleton.Integer(index.Evaluate(scope), Position);
        return at is { } i && i >= 0 && i < items.Count ? new Items(items[i]) : Items.Empty;
    }
}

/// <summary><c>+x</c> and <c>-x</c>.</summary>
internal sealed class PolarityExpr(Expr operand, bool negative, int position) : Expr(position)
{
    public Expr Operand => operand;

    public bool Negative => negative;

    protected override Items Compute(Scope scope) => Arithmetic.Polarity(operand.Evaluate(scope), negative, Position);
}
