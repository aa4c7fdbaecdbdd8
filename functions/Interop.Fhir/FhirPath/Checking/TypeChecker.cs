using Interop.Fhir.FhirPath.Syntax;

namespace Interop.Fhir.FhirPath.Checking;

/// <summary>
/// Infers the shape of every part of an expression and refuses what cannot work. It leaves to the run what the specification lets fail
/// on data: operands of comparisons, signs, casts.
/// </summary>
internal sealed class TypeChecker(bool strict, Shape context)
{
    private readonly Shape focus = context;
    private Shape current = context;
    private Shape total = Shape.Any;

    public bool Strict => strict;

    public Shape Check(Expr expression) => expression switch
    {
        LiteralExpr literal => literal.Value.IsEmpty ? new Shape(null, Many: false) : Shape.One(literal.Value[0].Type),
        ThisExpr => current,
        IndexExpr => Shape.Integer,
        TotalExpr => total,
        VariableExpr variable => Variable(variable.Name),
        MemberExpr member => MemberChecker.Check(member, Check(member.Input), strict),
        IndexerExpr indexer => Indexer(indexer),
        PolarityExpr polarity => Check(polarity.Operand).Single(),
        TypeExpr type => Type(type),
        BinaryExpr binary => Binary(binary),
        SortKeyExpr key => Check(key.Key),
        FunctionExpr function => new FunctionChecker(this, function).Check(),
        _ => Shape.Any,
    };

    /// <summary>Checks an argument that is evaluated per item, with <c>$this</c> of a shape.</summary>
    public Shape CheckOn(Expr expression, Shape item, Shape? newTotal = null)
    {
        var (outer, outerTotal) = (current, total);
        (current, total) = (item, newTotal ?? total);
        var result = Check(expression);
        (current, total) = (outer, outerTotal);
        return result;
    }

    public void RefuseUnordered(Shape shape, int position)
    {
        if (strict && shape.Unordered)
        {
            throw FhirPathException.Check("picking by position from a collection that has no order", position);
        }
    }

    private Shape Variable(string name) =>
        name is "context" || name is "resource" && focus.Surely(t => t.Is(TypeModel.Resource)) ? focus
        : name is "ucum" or "sct" or "loinc" || name.StartsWith("vs-", StringComparison.Ordinal) || name.StartsWith("ext-", StringComparison.Ordinal) ? Shape.String
        : Shape.Any;

    private Shape Indexer(IndexerExpr indexer)
    {
        var input = Check(indexer.Input);
        RefuseUnordered(input, indexer.Position);
        Check(indexer.Index);
        return input.Single();
    }

    private Shape Type(TypeExpr expression)
    {
        var input = Check(expression.Input);
        var (fhir, system) = expression.Types;
        return expression.Operator == TypeOperator.Is ? Shape.Boolean
            : (fhir ?? system) is { } type ? new Shape([type], input.Many, input.Unordered)
            : Shape.Any;
    }

    private Shape Binary(BinaryExpr binary)
    {
        var left = Check(binary.Left);
        var right = Check(binary.Right);
        switch (binary)
        {
            case LogicExpr or OrderExpr or EqualExpr:
                return Shape.Boolean;
            case SetExpr:
                return binary.Operator == "|" ? left.Or(right) : Shape.Boolean;
        }

        var isMoment = left.Surely(t => t.Kind is ValueKind.Date or ValueKind.DateTime or ValueKind.Time);
        if (isMoment && binary.Operator is "+" or "-" && right.Surely(t => t.Kind is not (ValueKind.Quantity or ValueKind.Unknown or ValueKind.String)))
        {
            throw FhirPathException.Check("only a duration, a number with a unit, can be added to a date or time", binary.Position);
        }

        return isMoment ? left.Single()
            : binary.Operator == "&" ? Shape.String
            : new Shape(null, Many: false);
    }
}
