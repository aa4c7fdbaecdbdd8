using System.Globalization;
using Interop.Fhir.FhirPath.Functions;
using Interop.Fhir.FhirPath.Operators;
using Interop.Fhir.FhirPath.Values;

namespace Interop.Fhir.FhirPath.Syntax;

/// <summary>Builds the syntax tree by precedence climbing (https://hl7.org/fhirpath/N1/#operator-precedence).</summary>
internal sealed class Parser
{
    private const int MaxDepth = 200;
    private readonly List<Token> tokens;
    private int at;
    private int depth;

    private Parser(List<Token> tokens) => this.tokens = tokens;

    private Token Current => tokens[at];

    public static Expr Parse(string text)
    {
        var parser = new Parser(Lexer.Read(text));
        var expression = parser.Expression(0);
        return parser.Current.Kind == TokenKind.End ? expression : throw FhirPathException.Parse("something is left over after the expression", parser.Current.Position);
    }

    private static int Precedence(Token token) => token.Kind switch
    {
        TokenKind.Symbol => token.Text switch
        {
            "*" or "/" => 12,
            "+" or "-" or "&" => 11,
            "|" => 9,
            "<" or ">" or "<=" or ">=" => 8,
            "=" or "~" or "!=" or "!~" => 7,
            _ => 0,
        },
        TokenKind.Identifier => token.Text switch
        {
            "div" or "mod" => 12,
            "is" or "as" => 10,
            "in" or "contains" => 6,
            "and" => 5,
            "or" or "xor" => 4,
            "implies" => 3,
            _ => 0,
        },
        _ => 0,
    };

    private Token Take() => tokens[at++];

    private bool TakeIf(string symbol)
    {
        if (!Current.IsSymbol(symbol))
        {
            return false;
        }

        at++;
        return true;
    }

    private void Expect(string symbol)
    {
        if (!TakeIf(symbol))
        {
            throw FhirPathException.Parse($"'{symbol}' is expected", Current.Position);
        }
    }

    private Expr Expression(int above)
    {
        if (++depth > MaxDepth)
        {
            throw FhirPathException.Parse("the expression is nested too deep", Current.Position);
        }

        var left = Unary();
        for (var precedence = Precedence(Current); precedence > above; precedence = Precedence(Current))
        {
            var op = Take();
            left = op.Kind == TokenKind.Identifier && op.Text is "is" or "as"
                ? new TypeExpr(left, QualifiedName(), op.Text == "is" ? TypeOperator.Is : TypeOperator.As, op.Position)
                : BinaryExpr.Create(op.Text, left, Expression(precedence), op.Position);
        }

        depth--;
        return left;
    }

    private Expr Unary()
    {
        if (!Current.IsSymbol("-") && !Current.IsSymbol("+"))
        {
            return Path();
        }

        if (++depth > MaxDepth)
        {
            throw FhirPathException.Parse("the expression is nested too deep", Current.Position);
        }

        var sign = Take();
        var operand = Unary();
        depth--;
        return new PolarityExpr(operand, sign.Text == "-", sign.Position);
    }

    private Expr Path()
    {
        var left = Term();
        while (true)
        {
            if (TakeIf("."))
            {
                left = Invocation(left);
            }
            else if (Current.IsSymbol("["))
            {
                var position = Take().Position;
                left = new IndexerExpr(left, Expression(0), position);
                Expect("]");
            }
            else
            {
                return left;
            }
        }
    }

    private Expr Term()
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Symbol when token.Text == "(":
                at++;
                var inner = Expression(0);
                Expect(")");
                return inner;
            case TokenKind.Symbol when token.Text == "{":
                at++;
                Expect("}");
                return new LiteralExpr(Items.Empty, token.Position);
            case TokenKind.String:
                at++;
                return new LiteralExpr(new Items(FhirPathItem.Of(token.Text)), token.Position);
            case TokenKind.Number:
                return Number();
            case TokenKind.Date or TokenKind.DateTime or TokenKind.Time:
                at++;
                return TemporalLiteral(token);
            case TokenKind.Variable:
                at++;
                return new VariableExpr(token.Text, token.Position);
            case TokenKind.Identifier when token.Text is "true" or "false" && !tokens[at + 1].IsSymbol("("):
                at++;
                return new LiteralExpr(Items.Of(token.Text == "true"), token.Position);
            default:
                return Invocation(new ThisExpr(token.Position, isImplied: true));
        }
    }

    private static Expr TemporalLiteral(Token token)
    {
        var kind = token.Kind switch { TokenKind.Date => ValueKind.Date, TokenKind.Time => ValueKind.Time, _ => ValueKind.DateTime };
        return TemporalText.TryParse(token.Text, kind, out var moment)
            ? new LiteralExpr(new Items(FhirPathItem.Of(moment)), token.Position)
            : new ImpossibleExpr("a date or time that does not exist", token.Position);
    }

    private LiteralExpr Number()
    {
        var token = Take();
        if (!decimal.TryParse(token.Text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            throw FhirPathException.Parse("a number that is too large", token.Position);
        }

        if (Current.Kind == TokenKind.String)
        {
            return Literal(FhirPathItem.Of(Quantity.OfUnit(number, Take().Text)));
        }

        if (Current.Kind == TokenKind.Identifier && CalendarUnit.TryParse(Current.Text, out var unit))
        {
            at++;
            return Literal(FhirPathItem.Of(new Quantity(number, unit)));
        }

        return token.Text.Contains('.', StringComparison.Ordinal) ? Literal(FhirPathItem.Of(number))
            : number <= int.MaxValue ? Literal(FhirPathItem.Of((int)number))
            : throw FhirPathException.Parse("an integer that is too large", token.Position);

        LiteralExpr Literal(FhirPathItem item) => new(new Items(item), token.Position);
    }

    private Expr Invocation(Expr input)
    {
        var token = Take();
        switch (token.Kind)
        {
            case TokenKind.Special when token.Text == "$this":
                return new ThisExpr(token.Position, isImplied: false);
            case TokenKind.Special when token.Text == "$index":
                return new IndexExpr(token.Position);
            case TokenKind.Special when token.Text == "$total":
                return new TotalExpr(token.Position);
            case TokenKind.Identifier or TokenKind.Delimited when token.Text.Length > 0:
                return Current.IsSymbol("(") ? Function(input, token) : new MemberExpr(input, token.Text, token.Position);
            default:
                throw FhirPathException.Parse("a name, a literal or a parenthesis is expected", token.Position);
        }
    }

    private Expr Function(Expr input, Token name)
    {
        Expect("(");
        if (name.Text is "is" or "as" or "ofType")
        {
            var type = QualifiedName();
            Expect(")");
            return new TypeExpr(input, type, Enum.Parse<TypeOperator>(name.Text, ignoreCase: true), name.Position, isFunction: true);
        }

        var arguments = new List<Expr>();
        if (!TakeIf(")"))
        {
            do
            {
                arguments.Add(name.Text == "sort" ? SortKey() : Expression(0));
            }
            while (TakeIf(","));
            Expect(")");
        }

        var function = FunctionTable.Find(name.Text) ?? throw FhirPathException.Parse($"the function {name.Text}() is not known", name.Position);
        return arguments.Count >= function.Least && arguments.Count <= function.Most
            ? new FunctionExpr(function, input, [.. arguments], name.Position)
            : throw FhirPathException.Parse($"the function {name.Text}() does not take {arguments.Count.ToString(CultureInfo.InvariantCulture)} arguments", name.Position);
    }

    // A key that begins with a minus, or ends in desc, sorts downwards; the minus is no arithmetic, so strings take it too.
    private SortKeyExpr SortKey()
    {
        var key = Expression(0);
        var descending = key is PolarityExpr { Negative: true };
        if (Current.IsWord("asc") || Current.IsWord("desc"))
        {
            return new SortKeyExpr(key, Take().Text == "desc");
        }

        return new SortKeyExpr(descending ? ((PolarityExpr)key).Operand : key, descending);
    }

    private string QualifiedName()
    {
        var name = Name();
        return TakeIf(".") ? name + "." + Name() : name;

        string Name() => Take() is { Kind: TokenKind.Identifier or TokenKind.Delimited } token
            ? token.Text
            : throw FhirPathException.Parse("a type name is expected", tokens[at - 1].Position);
    }
}
