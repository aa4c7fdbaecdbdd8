using Interop.Fhir.Definitions;
using Interop.Fhir.FhirPath.Syntax;

namespace Interop.Fhir.FhirPath;

/// <summary>
/// Works out what an expression comes to from which elements of its focus are present, without the data. Most of R4's invariants are
/// decided by that alone (<c>value.empty() or system.exists()</c>). Where it says anything but <see cref="Outlook.Open"/>, evaluating
/// gives that value and no error; every rule below is one clause of the evaluator, in the order in which it evaluates.
/// </summary>
/// <param name="type">The type of the focus.</param>
/// <param name="present">A bit for each of the type's elements that the focus has.</param>
internal readonly struct Foresight(TypeDefinition type, ulong present)
{
    public Outlook Of(Expr expression) => expression switch
    {
        LiteralExpr literal => OfValue(literal.Value),
        ThisExpr => Outlook.Some,
        MemberExpr member => OfMember(member),
        FunctionExpr call => OfCall(call),
        LogicExpr logic => OfLogic(logic),
        EqualExpr or OrderExpr => OfComparison((BinaryExpr)expression),
        SetExpr { Operator: "in" } set => IsEmptyThenLiteral(set.Left, set.Right) ? Outlook.Empty : Outlook.Open,
        SetExpr { Operator: "|" } union => OfUnion(Of(union.Left), Of(union.Right)),
        TypeExpr { Types: not (null, null) } cast => Of(cast.Input) == Outlook.Empty ? Outlook.Empty : Outlook.Open,
        _ => Outlook.Open,
    };

    private static Outlook OfValue(Items value) => value.Count switch
    {
        0 => Outlook.Empty,
        1 when value[0].Value is bool flag => OfBoolean(flag),
        _ => Outlook.Some,
    };

    private static Outlook OfBoolean(bool flag) => flag ? Outlook.True : Outlook.False;

    private Outlook OfMember(MemberExpr member)
    {
        if (member.Input is not ThisExpr)
        {
            return Of(member.Input) == Outlook.Empty ? Outlook.Empty : Outlook.Open;
        }

        if (member.MayBeType && char.IsAsciiLetterUpper(member.Name[0]))
        {
            return type.Is(member.Name) ? Outlook.Some : Outlook.Open;
        }

        // A name that the type does not declare may still be met in a tree.
        for (var i = 0; i < type.Elements.Count; i++)
        {
            if (type.Elements[i].Name == member.Name)
            {
                return (present >> i & 1) == 0 ? Outlook.Empty : Outlook.Some;
            }
        }

        return Outlook.Open;
    }

    private Outlook OfCall(FunctionExpr call)
    {
        var input = Of(call.Input);
        return input == Outlook.Open ? Outlook.Open
            : input == Outlook.Empty ? OfCallOnNothing(call)
            : (call.Function.Name, call.Arguments.Length) switch
            {
                ("exists", 0) => Outlook.True,
                ("empty", 0) => Outlook.False,
                ("not", 0) when input is Outlook.True or Outlook.False => OfBoolean(input == Outlook.False),
                _ => Outlook.Open,
            };
    }

    // Arguments that are evaluated all the same have to be literals: any other might fail.
    private static Outlook OfCallOnNothing(FunctionExpr call) => call.Function.Name switch
    {
        "exists" or "hasValue" => Outlook.False,
        "empty" or "all" or "isDistinct" => Outlook.True,
        "not" or "where" or "select" or "first" or "last" or "tail" or "single" or "repeat" or "children" or "descendants" or "distinct"
            or "resolve" or "memberOf" or "conformsTo" or "htmlChecks" => Outlook.Empty,
        "startsWith" or "endsWith" or "contains" or "matches" or "substring" or "extension" or "length" or "toInteger"
            when Array.TrueForAll(call.Arguments, a => a is LiteralExpr { Value.Count: 1 }) => Outlook.Empty,
        _ => Outlook.Open,
    };

    private Outlook OfLogic(LogicExpr logic)
    {
        var left = Of(logic.Left);
        if (left is Outlook.Open or Outlook.Some)
        {
            return Outlook.Open;
        }

        if (logic.Operator switch { "and" or "implies" => left == Outlook.False, "or" => left == Outlook.True, _ => false })
        {
            return OfBoolean(logic.Operator != "and");
        }

        var right = Of(logic.Right);
        if (right is Outlook.Open or Outlook.Some)
        {
            return Outlook.Open;
        }

        var (a, b) = (ToBoolean(left), ToBoolean(right));
        var result = logic.Operator switch
        {
            "and" => a & b,
            "or" => a | b,
            "xor" => a ^ b,
            _ => b == true ? true : a == true ? b : null,
        };
        return result is { } known ? OfBoolean(known) : Outlook.Empty;
    }

    private static bool? ToBoolean(Outlook outlook) => outlook == Outlook.Empty ? null : outlook == Outlook.True;

    // ~ and !~ compare empty collections too.
    private Outlook OfComparison(BinaryExpr comparison) =>
        !comparison.Operator.EndsWith('~') && (IsEmptyThenLiteral(comparison.Left, comparison.Right) || IsEmptyThenLiteral(comparison.Right, comparison.Left)) ? Outlook.Empty : Outlook.Open;

    private bool IsEmptyThenLiteral(Expr empty, Expr literal) => Of(empty) == Outlook.Empty && literal is LiteralExpr { Value.Count: 1 };

    private static Outlook OfUnion(Outlook left, Outlook right) =>
        left == Outlook.Open || right == Outlook.Open ? Outlook.Open
        : left == Outlook.Empty && right == Outlook.Empty ? Outlook.Empty
        : Outlook.Some;
}
