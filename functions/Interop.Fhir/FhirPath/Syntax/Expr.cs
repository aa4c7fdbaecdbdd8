namespace Interop.Fhir.FhirPath.Syntax;

/// <summary>A node of the syntax tree. It evaluates itself, and is immutable but for caches, so one tree serves any number of threads.</summary>
internal abstract class Expr(int position)
{
    /// <summary>Where it stands in the expression's text.</summary>
    public int Position { get; } = position;

    /// <summary>Whether the value depends on the context's variables alone, and not on where it is asked for.</summary>
    public virtual bool IsConstant => false;

    /// <summary>Whether a constant value is worth keeping: it takes a walk through data.</summary>
    protected virtual bool IsCostly => false;

    // %resource.descendants() asked for each of many items would make an expression quadratic: inside a function's argument it is
    // computed once per evaluation.
    public Items Evaluate(Scope scope)
    {
        if (ReferenceEquals(scope, scope.Root) || !IsCostly || !IsConstant)
        {
            return Compute(scope);
        }

        if (!scope.Root.Kept.TryGetValue(this, out var kept))
        {
            scope.Root.Kept[this] = kept = Compute(scope);
        }

        return kept;
    }

    protected abstract Items Compute(Scope scope);

    protected FhirPathException Fault(string message) => FhirPathException.Run(message, Position);
}
