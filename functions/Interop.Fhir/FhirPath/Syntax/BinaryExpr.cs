using Interop.Fhir.FhirPath.Operators;

namespace Interop.Fhir.FhirPath.Syntax;

/// <summary>An operator with two operands.</summary>
internal abstract class BinaryExpr(string op, Expr left, Expr right, int position) : Expr(position)
{
    public string Operator => op;

    public Expr Left => left;

    public Expr Right => right;

    public static BinaryExpr Create(string op, Expr left, Expr right, int position) => op switch
    {
        "and" or "or" or "xor" or "implies" => new LogicExpr(op, left, right, position),
        "<" or ">" or "<=" or ">=" => new OrderExpr(op, left, right, position),
        "=" or "!=" or "~" or "!~" => new EqualExpr(op, left, right, position),
        "in" or "contains" or "|" => new SetExpr(op, left, right, position),
        _ => new ArithmeticExpr(op, left, right, position),
    };
}

/// <summary>Three-valued logic (https://hl7.org/fhirpath/N1/#boolean-logic). The right side is left alone when the left side decides.</summary>
internal sealed class LogicExpr(string op, Expr left, Expr right, int position) : BinaryExpr(op, left, right, position)
{
    protected override Items Compute(Scope scope)
    {
        var a = Singleton.Boolean(Left.Evaluate(scope), Position);
        if (Operator switch { "and" or "implies" => a == false, "or" => a == true, _ => false })
        {
            return Items.Of(Operator != "and");
        }

        var b = Singleton.Boolean(Right.Evaluate(scope), Position);
        return Items.Of(Operator switch
        {
            "and" => a & b,
            "or" => a | b,
            "xor" => a ^ b,
            _ => b == true ? true : a == true ? b : null,
        });
    }
}

/// <summary><c>&lt; &gt; &lt;= &gt;=</c>.</summary>
internal sealed class OrderExpr(string op, Expr left, Expr right, int position) : BinaryExpr(op, left, right, position)
{
    protected override Items Compute(Scope scope) =>
        Comparison.Of(Left.Evaluate(scope), Right.Evaluate(scope), Position) is { } order
            ? Items.Of(Operator switch { "<" => order < 0, ">" => order > 0, "<=" => order <= 0, _ => order >= 0 })
            : Items.Empty;
}

/// <summary><c>= != ~ !~</c>.</summary>
internal sealed class EqualExpr(string op, Expr left, Expr right, int position) : BinaryExpr(op, left, right, position)
{
    private readonly bool negated = op[0] == '!';
    private readonly bool equivalent = op[^1] == '~';

    protected override Items Compute(Scope scope)
    {
        var a = Left.Evaluate(scope);
        var b = Right.Evaluate(scope);
        return Items.Of((equivalent ? Equivalence.Of(a, b) : Equality.Of(a, b)) ^ negated);
    }
}

/// <summary><c>in</c>, <c>contains</c>, <c>|</c>.</summary>
internal sealed class SetExpr(string op, Expr left, Expr right, int position) : BinaryExpr(op, left, right, position)
{
    public override bool IsConstant { get; } = left.IsConstant && right.IsConstant;

    protected override bool IsCostly => Operator == "|";

    protected override Items Compute(Scope scope)
    {
        var a = Left.Evaluate(scope);
        var b = Right.Evaluate(scope);
        if (Operator == "|")
        {
            return Sets.Union(a, b, scope, Position);
        }

        var (item, items) = Operator == "in" ? (a, b) : (b, a);
        return item.Count switch
        {
            0 => Items.Empty,
            1 => Items.Of(Equality.Contains(items, item[0])),
            _ => throw Fault("one item is needed and there are several"),
        };
    }
}

/// <summary><c>+ - * / div mod &amp;</c>.</summary>
internal sealed class ArithmeticExpr(string op, Expr left, Expr right, int position) : BinaryExpr(op, left, right, position)
{
    protected override Items Compute(Scope scope)
    {
        var a = Left.Evaluate(scope);
        var b = Right.Evaluate(scope);
        return Operator == "&"
            ? new Items(FhirPathItem.Of((Singleton.String(a, Position) ?? "") + (Singleton.String(b, Position) ?? "")))
            : Arithmetic.Of(Operator, a, b, Position);
    }
}
