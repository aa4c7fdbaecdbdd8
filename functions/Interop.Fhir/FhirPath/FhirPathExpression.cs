using Interop.Fhir.Definitions;
using Interop.Fhir.FhirPath.Operators;
using Interop.Fhir.FhirPath.Syntax;
using Interop.Fhir.Tree;

namespace Interop.Fhir.FhirPath;

/// <summary>A compiled FHIRPath expression (https://hl7.org/fhirpath/N1). Immutable: one instance serves any number of threads.</summary>
public sealed class FhirPathExpression
{
    private FhirPathExpression(string text, Expr root)
    {
        Text = text;
        Root = root;
    }

    /// <summary>The expression as it was written.</summary>
    public string Text { get; }

    internal Expr Root { get; }

    /// <summary>Compiles an expression. Throws <see cref="FhirPathException"/> of phase Parse, with the position, when it is not FHIRPath.</summary>
    public static FhirPathExpression Parse(string text) => new(text, Parser.Parse(text));

    /// <summary>
    /// Evaluates on a node of a FHIR tree. Throws <see cref="FhirPathException"/> of phase Run where the specification asks for an error
    /// (several items where one is needed, operands that do not fit) and where a limit is reached. A focus that does not exist is the
    /// empty collection.
    /// </summary>
    public IReadOnlyList<FhirPathItem> Evaluate(Node focus, FhirPathContext context) => Run(focus, context) is { IsEmpty: false } items ? items : [];

    /// <summary>
    /// Evaluates as FHIR evaluates invariants: true only when the result is a single true, or a single item that is no boolean.
    /// The empty collection, which is FHIRPath's "unknown", counts as false; more than one item is an error of phase Run.
    /// </summary>
    public bool EvaluateBoolean(Node focus, FhirPathContext context) => Singleton.Boolean(Run(focus, context), 0) ?? false;

    /// <summary>
    /// Evaluates an invariant on an element whose type the caller knows. Null is FHIRPath's "unknown": R4 has rules that are empty where what
    /// they speak of is absent (ref-1 on a Reference with a display only), and HL7's validator lets those pass.
    /// Casts of collections are allowed; a step limit and other faults are errors of phase Run.
    /// </summary>
    public bool? EvaluateInvariant(Node focus, TypeDefinition type, FhirPathContext context)
    {
        var relaxed = context.CastsCollections ? context : context with { CastsCollections = true };
        var scope = Scope.Take(relaxed, new Items(new FhirPathItem(focus, TypeModel.Of(type))));
        var holds = Singleton.Boolean(Root.Evaluate(scope), 0);
        scope.GiveBack();
        return holds;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private Items Run(Node focus, FhirPathContext context)
    {
        if (!focus.Exists)
        {
            return Root.Evaluate(new Scope(context, Items.Empty));
        }

        var type = context.FocusType is { } name ? TypeModel.FindPath(name) ?? SystemTypes.Unknown : TypeModel.TypeOf(focus);
        return Root.Evaluate(new Scope(context, new Items(new FhirPathItem(focus, type))));
    }
}
