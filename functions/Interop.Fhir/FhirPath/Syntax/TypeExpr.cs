namespace Interop.Fhir.FhirPath.Syntax;

internal enum TypeOperator : byte
{
    Is,
    As,
    OfType,
}

/// <summary><c>is</c>, <c>as</c> and <c>ofType</c>, as operators and as functions.</summary>
internal sealed class TypeExpr(Expr input, string typeName, TypeOperator op, int position, bool isFunction = false) : Expr(position)
{
    private (FhirPathType? Fhir, FhirPathType? System)? types;

    public override bool IsConstant { get; } = input.IsConstant;

    public Expr Input => input;

    public TypeOperator Operator => op;

    public bool IsFunction => isFunction;

    /// <summary>The types that the name can mean: without a namespace <c>Quantity</c> is FHIR's and System's.</summary>
    public (FhirPathType? Fhir, FhirPathType? System) Types => types ??= Resolve();

    protected override Items Compute(Scope scope)
    {
        var items = input.Evaluate(scope);
        if (items.Count > 1 && (op == TypeOperator.Is || op == TypeOperator.As && !scope.Context.CastsCollections))
        {
            throw Fault("one item is needed and there are several");
        }

        var (fhir, system) = Types;
        if (fhir is null && system is null && !typeName.StartsWith("System.", StringComparison.Ordinal))
        {
            throw Fault($"the type {typeName} is not known");
        }

        if (op == TypeOperator.Is)
        {
            return items.IsEmpty ? Items.Empty : Items.Of(Fits(items[0]));
        }

        var result = new ItemsBuilder();
        for (var i = 0; i < items.Count; i++)
        {
            if (Fits(items[i]))
            {
                result.Add(items[i]);
            }
        }

        return result.ToItems();
    }

    // FHIR's primitives are told apart by their exact type when cast (the official suite: a code is a string, yet not as string),
    // so that (value as uri) does not take a canonical.
    private bool Fits(in FhirPathItem item)
    {
        var (fhir, system) = Types;
        if (!item.IsNode)
        {
            return system is not null && item.Type.Is(system);
        }

        return fhir is not null && (op == TypeOperator.Is || !fhir.IsPrimitive ? item.Type.Is(fhir) : ReferenceEquals(item.Type, fhir))
            || system is not null && fhir is null && item.Type.Is(system);
    }

    private (FhirPathType? Fhir, FhirPathType? System) Resolve()
    {
        var dot = typeName.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? (TypeModel.Find(typeName), SystemTypes.Find(typeName))
            : typeName[..dot] == "System" ? (null, SystemTypes.Find(typeName[(dot + 1)..]))
            : typeName[..dot] == "FHIR" ? (TypeModel.Find(typeName[(dot + 1)..]), null)
            : (null, null);
    }
}
