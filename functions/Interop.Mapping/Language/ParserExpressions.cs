using Interop.Fhir.Issues;
using Interop.Mapping.Language.Syntax;

namespace Interop.Mapping.Language;

/// <summary>
/// The expression half. A function call needs no parentheses: an operand that is followed by the start of another one becomes a call and takes
/// every operand, with its own operators, up to the end of the expression; the right side of an operator inside such a call takes none.
/// </summary>
internal sealed partial class Parser
{
    private enum Mode
    {
        Default,

        /// <summary><c>name:</c> is not a named argument: between <c>?</c> and <c>:</c>.</summary>
        NoNamedArgument,

        /// <summary>Operand with members and indexers only: the value of a named argument.</summary>
        Basic,

        /// <summary><c>||</c> separates the values of a <c>when</c>.</summary>
        When,
    }

    private bool IsExpressionStart() => Current.Kind is TokenKind.Not or TokenKind.Minus or TokenKind.Plus or TokenKind.Alias or TokenKind.Increment
        or TokenKind.Decrement or TokenKind.Caret or TokenKind.Identifier or TokenKind.LocalIdentifier or TokenKind.Integer or TokenKind.Float
        or TokenKind.String or TokenKind.Interpolated or TokenKind.OpenParen or TokenKind.OpenBrace or TokenKind.OpenBracket;

    private static int PrecedenceOf(TokenKind kind) => kind switch
    {
        TokenKind.Coalesce or TokenKind.NotCoalesce => 20,
        TokenKind.Or => 30,
        TokenKind.And => 40,
        TokenKind.Ampersand => 60,
        TokenKind.Equal or TokenKind.NotEqual => 70,
        TokenKind.Less or TokenKind.LessOrEqual or TokenKind.Greater or TokenKind.GreaterOrEqual => 80,
        TokenKind.Plus or TokenKind.Minus => 100,
        TokenKind.Star or TokenKind.Divide or TokenKind.DivideRound or TokenKind.Percent or TokenKind.ShiftLeft or TokenKind.ShiftRight => 110,
        TokenKind.Range or TokenKind.RangeExclusive => 130,
        _ => 0,
    };

    private static bool IsPath(ExpressionSyntax expression) => expression is NameSyntax or MemberSyntax or IndexSyntax or ThisSyntax;

    private ExpressionSyntax ParseExpression(
        Mode mode = Mode.Default, int precedence = 0, bool insideCall = false, bool afterPipe = false, bool allowAssignment = false,
        List<ArgumentSyntax>? options = null)
    {
        Enter();
        var parse = new ExpressionParse(this, mode, precedence, insideCall, afterPipe, allowAssignment, options);
        var expression = parse.Run();
        depth--;
        return expression;
    }

    /// <summary>The state of one expression: the operand so far, and the call that collects operands as its arguments.</summary>
    private struct ExpressionParse(
        Parser parser, Mode mode, int precedence, bool insideCall, bool afterPipe, bool allowAssignment, List<ArgumentSyntax>? options)
    {
        private readonly Mode inner = mode == Mode.When ? Mode.Default : mode;
        private readonly int start = parser.Current.Start;
        private ExpressionSyntax? target;
        private List<ArgumentSyntax>? arguments;
        private ExpressionSyntax left = null!;
        private bool done;

        public ExpressionSyntax Run()
        {
            while (true)
            {
                left = parser.ParseOperand(insideCall || target is not null);
                done = left is FunctionSyntax;
                while (!done && Continue())
                {
                }

                // An operand follows that is the next argument of the open call.
                if (!done && target is not null && parser.IsExpressionStart() && !insideCall)
                {
                    arguments!.Add(Argument(left));
                    continue;
                }

                return Close();
            }
        }

        /// <summary>Takes one more piece onto the operand; false when nothing fits.</summary>
        private bool Continue()
        {
            parser.Link();
            if (parser.TryParseAccess(ref left))
            {
                return true;
            }

            if (mode == Mode.Basic)
            {
                done = true;
                return false;
            }

            parser.SkipLinesBeforePipe();
            var kind = parser.Current.Kind;
            if (kind == TokenKind.Assign && left is CallSyntax { Parenthesised: true } call && allowAssignment && target is null)
            {
                left = parser.ParseInlineFunction(call, start);
                done = true;
                return false;
            }

            if (IsAssignment(kind))
            {
                ParseAssignment();
                return false;
            }

            return PrecedenceOf(kind) > 0 ? ParseBinary(kind) : kind == TokenKind.Question ? ParseConditional() : ParseCallOrPipe(kind);
        }

        private static bool IsAssignment(TokenKind kind) => kind is >= TokenKind.Assign and <= TokenKind.CoalesceAssign;

        private void ParseAssignment()
        {
            if (!allowAssignment || target is not null || !IsPath(left))
            {
                throw parser.Unexpected("an expression (an assignment is a statement of its own, to a variable)");
            }

            var op = parser.Next().Kind;
            parser.newLinesAllowed++;
            var atEnd = parser.Current.Kind is TokenKind.End or TokenKind.CodeExit;
            parser.newLinesAllowed--;
            var value = atEnd ? throw parser.Unexpected("a value") : parser.ParseExpression();
            left = new AssignSyntax(parser.SpanFrom(start), left, op == TokenKind.Assign ? null : Compound(op), value);
            done = true;
        }

        private static TokenKind Compound(TokenKind op) => op switch
        {
            TokenKind.PlusAssign => TokenKind.Plus,
            TokenKind.MinusAssign => TokenKind.Minus,
            TokenKind.StarAssign => TokenKind.Star,
            TokenKind.DivideAssign => TokenKind.Divide,
            TokenKind.DivideRoundAssign => TokenKind.DivideRound,
            TokenKind.PercentAssign => TokenKind.Percent,
            _ => TokenKind.Coalesce,
        };

        private bool ParseBinary(TokenKind kind)
        {
            var binds = PrecedenceOf(kind);
            if (mode == Mode.When && kind == TokenKind.Or || binds <= precedence)
            {
                done = true;
                return false;
            }

            parser.NextOverLines();
            var right = parser.IsExpressionStart()
                ? parser.ParseExpression(inner, binds, insideCall || target is not null || options is not null)
                : throw parser.Unexpected("an expression to the right of the operator");
            left = new BinarySyntax(parser.SpanFrom(left.Span.Start), kind, left, right);
            return true;
        }

        private bool ParseConditional()
        {
            if (precedence > 0)
            {
                done = true;
                return false;
            }

            left = Close();
            target = null;
            parser.Next();
            var then = parser.ParseExpression(Mode.NoNamedArgument);
            parser.Expect(TokenKind.Colon, ": of the conditional expression");
            var otherwise = parser.ParseExpression(Mode.NoNamedArgument);
            left = new ConditionalSyntax(parser.SpanFrom(left.Span.Start), left, then, otherwise);
            done = true;
            return false;
        }

        private bool ParseCallOrPipe(TokenKind kind)
        {
            if (parser.IsExpressionStart())
            {
                return ParseCall(kind);
            }

            if (precedence > 0)
            {
                done = true;
                return false;
            }

            if (afterPipe && target is null && IsPath(left))
            {
                left = new CallSyntax(left.Span, left, [], false);
            }

            // After a pipe the next one belongs to the expression outside: pipes go from left to right.
            if (kind != TokenKind.Pipe || afterPipe)
            {
                done = true;
                return false;
            }

            left = Close();
            target = null;
            parser.NextOverLines();
            var to = parser.IsExpressionStart() ? parser.ParseExpression(inner, afterPipe: true) : throw parser.Unexpected("a function after the pipe");
            left = new PipeSyntax(parser.SpanFrom(left.Span.Start), left, to);
            return true;
        }

        private bool ParseCall(TokenKind kind)
        {
            if (kind == TokenKind.OpenParen && parser.Current.Start == parser.PreviousEnd && (IsPath(left) || left is CallSyntax or NestedSyntax))
            {
                left = parser.ParseParenthesisedCall(left);
                return true;
            }

            if (insideCall)
            {
                done = true;
                return false;
            }

            if (options is not null && kind == TokenKind.Identifier)
            {
                left = Close();
                target = null;
                parser.ParseOptions(options);
                done = true;
                return false;
            }

            if (kind == TokenKind.Identifier && parser.Peek.Kind == TokenKind.Colon && inner != Mode.NoNamedArgument)
            {
                return ParseNamedArguments();
            }

            if (target is null)
            {
                target = left;
                arguments = [];
                left = parser.ParseOperand(insideCall: true);
                done = left is FunctionSyntax;
                return !done;
            }

            // Run adds the operand to the open call and reads the next one.
            return false;
        }

        private bool ParseNamedArguments()
        {
            if (target is null)
            {
                (target, arguments) = (left, []);
            }
            else
            {
                arguments!.Add(Argument(left));
            }

            while (parser.Current.Kind == TokenKind.Identifier && parser.Peek.Kind == TokenKind.Colon)
            {
                var at = parser.Current.Start;
                var name = parser.Next().Name;
                parser.Next();
                var value = parser.ParseExpression(Mode.Basic);
                arguments.Add(new ArgumentSyntax(parser.SpanFrom(at), name, value));
            }

            if (parser.IsExpressionStart())
            {
                left = parser.ParseOperand(insideCall: true);
                done = left is FunctionSyntax;
                return !done;
            }

            left = new CallSyntax(parser.SpanFrom(start), target, arguments!, false);
            (target, arguments) = (null, null);
            return true;
        }

        private static ArgumentSyntax Argument(ExpressionSyntax value) => new(value.Span, null, value);

        private ExpressionSyntax Close()
        {
            if (target is null)
            {
                return left;
            }

            arguments!.Add(Argument(left));
            return new CallSyntax(parser.SpanFrom(start), target, arguments, false);
        }
    }

    // A chain (a + a + a ..., a.b.c ...) nests to the left without calling itself, so it has a bound of its own.
    private void Link()
    {
        if (++links > MaxLinks)
        {
            throw new ScriptFault(IssueCodes.ScriptSyntax, new ScriptSpan(source, Current.Start, Current.End), "too long an expression", "shorter steps");
        }
    }

    private void ParseOptions(List<ArgumentSyntax> options)
    {
        while (Current.Kind == TokenKind.Identifier)
        {
            var at = Current.Start;
            var name = Next().Name;
            ExpressionSyntax? value = null;
            if (Current.Kind == TokenKind.Colon)
            {
                Next();
                value = ParseExpression(Mode.Basic);
            }

            options.Add(new ArgumentSyntax(SpanFrom(at), name, value));
        }
    }

    private CallSyntax ParseParenthesisedCall(ExpressionSyntax target)
    {
        Expect(TokenKind.OpenParen, "(");
        var arguments = new List<ArgumentSyntax>();
        newLinesAllowed++;
        while (Current.Kind != TokenKind.CloseParen)
        {
            if (arguments.Count > 0)
            {
                Expect(TokenKind.Comma, ", or ) in the arguments");
            }

            var at = Current.Start;
            var name = Current.Kind == TokenKind.Identifier && Peek.Kind == TokenKind.Colon ? Next().Name : null;
            if (name is not null)
            {
                Next();
            }

            var value = IsExpressionStart() ? ParseExpression() : throw Unexpected("an argument or )");
            arguments.Add(new ArgumentSyntax(SpanFrom(at), name, value));
        }

        newLinesAllowed--;
        Expect(TokenKind.CloseParen, ")");
        return new CallSyntax(SpanFrom(target.Span.Start), target, arguments, true);
    }

    private FunctionSyntax ParseInlineFunction(CallSyntax call, int start)
    {
        if (call.Target is not NameSyntax { IsLocal: false } name)
        {
            throw new ScriptFault(IssueCodes.ScriptSyntax, call.Target.Span, call.Target.Span.Text, "the name of a function");
        }

        var parameters = new List<ParameterSyntax>();
        foreach (var argument in call.Arguments)
        {
            parameters.Add(argument is { Name: null, Value: NameSyntax { IsLocal: false } parameter }
                ? new ParameterSyntax(argument.Span, parameter.Name, null, false)
                : throw new ScriptFault(IssueCodes.ScriptSyntax, argument.Span, argument.Span.Text, "the name of a parameter"));
        }

        Expect(TokenKind.Assign, "=");
        var body = ParseExpressionStatement();
        return new FunctionSyntax(SpanFrom(start), name.Name, parameters, body);
    }

    /// <summary>Member, indexer, increment: what sticks to an operand.</summary>
    private bool TryParseAccess(ref ExpressionSyntax left)
    {
        switch (Current.Kind)
        {
            case TokenKind.Dot or TokenKind.QuestionDot:
                left = ParseMember(left);
                return true;
            case TokenKind.OpenBracket when Current.Start == PreviousEnd && left is not (ArraySyntax or ObjectSyntax):
                Next();
                var index = IsExpressionStart() ? ParseExpression() : throw Unexpected("an index");
                Expect(TokenKind.CloseBracket, "]");
                left = new IndexSyntax(SpanFrom(left.Span.Start), left, index);
                return true;
            case TokenKind.Increment or TokenKind.Decrement when IsPath(left):
                left = new IncrementSyntax(SpanFrom(left.Span.Start), left, Next().Kind == TokenKind.Increment ? 1 : -1, true);
                return true;
            default:
                return false;
        }
    }

    private ExpressionSyntax ParseMember(ExpressionSyntax left)
    {
        var optional = Next().Kind == TokenKind.QuestionDot || left is MemberSyntax { Optional: true };
        var member = Expect(TokenKind.Identifier, "the name of a member").Name;
        if (member is "empty" or "blank" && Current.Kind == TokenKind.Question && Current.Start == PreviousEnd)
        {
            Next();
            return new EmptyTestSyntax(SpanFrom(left.Span.Start), left);
        }

        return new MemberSyntax(SpanFrom(left.Span.Start), left, member, optional);
    }

    /// <param name="insideCall">Whether what follows the operand is the next argument of a call, not an argument of the operand.</param>
    private ExpressionSyntax ParseOperand(bool insideCall)
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Identifier:
                return ParseNameOrKeyword();
            case TokenKind.LocalIdentifier:
                return ParseLocal();
            case TokenKind.Integer or TokenKind.Float or TokenKind.String:
                Next();
                return new LiteralSyntax(SpanFrom(token.Start), token.Value);
            case TokenKind.Interpolated:
                return ParseInterpolated();
            case TokenKind.OpenParen:
                return ParseNested();
            case TokenKind.OpenBracket:
                return ParseArray();
            case TokenKind.OpenBrace:
                return ParseObject();
            case TokenKind.Increment or TokenKind.Decrement:
                Next();
                var target = ParseExpression(Mode.Basic);
                return IsPath(target)
                    ? new IncrementSyntax(SpanFrom(token.Start), target, token.Kind == TokenKind.Increment ? 1 : -1, false)
                    : throw UnexpectedAt(token, "a variable after it");
            case TokenKind.Not or TokenKind.Minus or TokenKind.Plus or TokenKind.Alias or TokenKind.Caret:
                Next();
                var operand = IsExpressionStart() ? ParseExpression(Mode.Default, 200, insideCall || token.Kind == TokenKind.Alias) : throw Unexpected("an expression");
                return new UnarySyntax(SpanFrom(token.Start), token.Kind, operand);
            default:
                throw Unexpected("an expression");
        }
    }

    private ExpressionSyntax ParseNameOrKeyword()
    {
        if (Current.Name is "else" or "end" or "when" or "func" or "if" or "ret" or "case" or "in")
        {
            throw Unexpected("an expression");
        }

        var token = Next();
        switch (token.Name)
        {
            case "null": return new LiteralSyntax(SpanFrom(token.Start), null);
            case "true": return new LiteralSyntax(SpanFrom(token.Start), true);
            case "false": return new LiteralSyntax(SpanFrom(token.Start), false);
            case "this": return new ThisSyntax(SpanFrom(token.Start));
            case "do":
                var parameters = Current.Kind == TokenKind.OpenParen ? ParseParameters() : null;
                return new FunctionSyntax(SpanFrom(token.Start), null, parameters, ParseBody());
            default:
                return new NameSyntax(SpanFrom(token.Start), token.Name);
        }
    }

    private ExpressionSyntax ParseLocal()
    {
        var token = Next();
        if (token.Name.Length > 1 && char.IsAsciiDigit(token.Name[1]) && token.Name.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0)
        {
            var span = SpanFrom(token.Start);
            return new IndexSyntax(span, new NameSyntax(span, "$"), new LiteralSyntax(span, long.Parse(token.Name.AsSpan(1, Math.Min(token.Name.Length - 1, 9)), provider: null)));
        }

        return new NameSyntax(SpanFrom(token.Start), token.Name);
    }

    private InterpolatedSyntax ParseInterpolated()
    {
        var token = Next();
        var parts = new List<ExpressionSyntax>();
        foreach (var part in (InterpolatedPart[])token.Value!)
        {
            if (part.Text is not null)
            {
                parts.Add(new LiteralSyntax(SpanFrom(token.Start), part.Text));
                continue;
            }

            var inner = new Parser(source, Lexer.ReadPart(source, part.Start, part.End)) { depth = depth + 1 };
            inner.Enter();
            parts.Add(inner.ParseExpression());
            if (inner.Current.Kind != TokenKind.End)
            {
                throw inner.Unexpected("} in the interpolated text");
            }
        }

        return new InterpolatedSyntax(SpanFrom(token.Start), parts);
    }

    private NestedSyntax ParseNested()
    {
        newLinesAllowed++;
        var start = Next().Start;
        var inner = IsExpressionStart() ? ParseExpression() : throw Unexpected("an expression");
        _ = Current;
        newLinesAllowed--;
        Expect(TokenKind.CloseParen, ")");
        return new NestedSyntax(SpanFrom(start), inner);
    }

    private ArraySyntax ParseArray()
    {
        newLinesAllowed++;
        var start = Next().Start;
        var items = new List<ExpressionSyntax>();
        while (Current.Kind != TokenKind.CloseBracket)
        {
            items.Add(IsExpressionStart() ? ParseExpression() : throw Unexpected("an item or ]"));
            if (Current.Kind != TokenKind.Comma)
            {
                break;
            }

            Next();
        }

        _ = Current;
        newLinesAllowed--;
        Expect(TokenKind.CloseBracket, ", or ] of the array");
        return new ArraySyntax(SpanFrom(start), items);
    }

    private ObjectSyntax ParseObject()
    {
        newLinesAllowed++;
        var start = Next().Start;
        var members = new List<ObjectMemberSyntax>();
        while (Current.Kind != TokenKind.CloseBrace)
        {
            var at = Current.Start;
            var name = Current.Kind is TokenKind.Identifier or TokenKind.String ? Next().Name : throw Unexpected("the name of a member or }");
            Expect(TokenKind.Colon, ": after the member's name");
            var value = IsExpressionStart() ? ParseExpression() : throw Unexpected("the value of the member");
            members.Add(new ObjectMemberSyntax(SpanFrom(at), name, value));
            if (Current.Kind != TokenKind.Comma)
            {
                break;
            }

            Next();
        }

        _ = Current;
        newLinesAllowed--;
        Expect(TokenKind.CloseBrace, ", or } of the object");
        return new ObjectSyntax(SpanFrom(start), members);
    }
}
