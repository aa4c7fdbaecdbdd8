namespace Interop.Fhir.FhirPath.Syntax;

/// <summary>A node of the syntax tree. It evaluates itself, and is immutable but for caches, so one tree serves any number of threads.</summary>
internal abstract class Expr(int position)
{
    /// <summary>Where it stands in the expression's text.</summary>
    public int Position { get; } = position;

    public abstract Items Evaluate(Scope scope);

    protected FhirPathException Fault(string message) => FhirPathException.Run(message, Position);
}
