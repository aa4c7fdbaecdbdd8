using Interop.Fhir.Issues;
using Interop.Mapping.Language.Syntax;

namespace Interop.Mapping.Language;

/// <summary>
/// Recursive-descent parser of the Scriban language: statements here, expressions in the other half. After a fault it goes on at the next
/// statement, so that one reading shows all. Nesting is bounded, so that no text can exhaust the stack.
/// </summary>
internal sealed partial class Parser
{
    private const int MaxDepth = 120;
    private const int MaxLinks = 2_000;
    private const int MaxFaults = 20;
    private static readonly string[] AfterThen = ["else", "end"];
    private static readonly string[] AfterWhen = ["when", "else", "end"];
    private static readonly string[] AfterBody = ["end"];

    private readonly ScriptSource source;
    private readonly List<Token> tokens;
    private readonly List<ScriptFault> faults = [];
    private int position;
    private int newLinesAllowed;
    private int depth;
    private int links;

    private Parser(ScriptSource source, List<Token> tokens) => (this.source, this.tokens) = (source, tokens);

    /// <summary>Parses a script, or a template with <c>{{ }}</c> blocks.</summary>
    /// <exception cref="ScriptFault">The text is not in the language; the first fault, with the others in it.</exception>
    public static BlockSyntax Parse(ScriptSource source, bool template)
    {
        var parser = new Parser(source, Lexer.Read(source, template, out var lexical));
        var block = parser.ParseBlock([]);
        if (lexical is not null)
        {
            // What the parser met where the tokens end is the same fault again.
            parser.faults.RemoveAll(f => f.Span.Start >= lexical.Span.Start || f.FoundEnd);
            parser.faults.Add(lexical);
        }

        return parser.faults.Count == 0 ? block : throw First(parser.faults);
    }

    private static ScriptFault First(List<ScriptFault> faults)
    {
        var first = faults[0];
        return faults.Count == 1 ? first : new ScriptFault(first.Code, first.Span, first.Arguments) { Others = faults[1..] };
    }

    private Token Current
    {
        get
        {
            while (newLinesAllowed > 0 && tokens[position].Kind == TokenKind.NewLine)
            {
                position++;
            }

            return tokens[position];
        }
    }

    private Token Peek
    {
        get
        {
            var at = position + 1;
            while (newLinesAllowed > 0 && at < tokens.Count && tokens[at].Kind == TokenKind.NewLine)
            {
                at++;
            }

            return at < tokens.Count ? tokens[at] : tokens[^1];
        }
    }

    private int PreviousEnd => position == 0 ? 0 : tokens[position - 1].End;

    private Token Next()
    {
        var token = Current;
        position += token.Kind == TokenKind.End ? 0 : 1;
        return token;
    }

    /// <summary>Takes a token and the line ends after it.</summary>
    private void NextOverLines()
    {
        newLinesAllowed++;
        Next();
        _ = Current;
        newLinesAllowed--;
    }

    /// <summary>A pipe at the start of a line goes on with the expression of the line before.</summary>
    private void SkipLinesBeforePipe()
    {
        var at = position;
        while (tokens[at].Kind == TokenKind.NewLine)
        {
            at++;
        }

        position = tokens[at].Kind == TokenKind.Pipe ? at : position;
    }

    private Token Expect(TokenKind kind, string expected) => Current.Kind == kind ? Next() : throw Unexpected(expected);

    private bool Is(string keyword) => Current.Kind == TokenKind.Identifier && (string)Current.Value! == keyword;

    private ScriptSpan SpanFrom(int start) => new(source, start, Math.Max(start, PreviousEnd));

    private ScriptFault Unexpected(string expected) => UnexpectedAt(Current, expected);

    private ScriptFault UnexpectedAt(Token token, string expected)
    {
        var found = token.Kind switch
        {
            TokenKind.End => "the end of the text",
            TokenKind.NewLine => "the end of the line",
            TokenKind.CodeExit => "}}",
            TokenKind.Text => "text",
            TokenKind.String or TokenKind.Interpolated => "a string",
            _ => source.Text[token.Start..token.End],
        };
        return new ScriptFault(IssueCodes.ScriptSyntax, new ScriptSpan(source, token.Start, Math.Max(token.End, token.Start)), found, expected)
        {
            FoundEnd = token.Kind == TokenKind.End,
        };
    }

    private void Enter()
    {
        if (++depth > MaxDepth)
        {
            throw new ScriptFault(IssueCodes.ScriptSyntax, new ScriptSpan(source, Current.Start, Current.End), "too deep nesting", "a simpler expression");
        }
    }

    private bool AtSeparator => Current.Kind is TokenKind.NewLine or TokenKind.Semicolon or TokenKind.CodeExit or TokenKind.CodeEnter;

    /// <summary>Statements up to one of the keywords (not consumed) or the end.</summary>
    private BlockSyntax ParseBlock(string[] until)
    {
        Enter();
        var outer = newLinesAllowed;
        newLinesAllowed = 0;
        var start = Current.Start;
        var statements = new List<StatementSyntax>();
        while (Current.Kind != TokenKind.End && !(Current.Kind == TokenKind.Identifier && until.Contains(Current.Name)))
        {
            if (Current.Kind == TokenKind.Text)
            {
                var token = Next();
                statements.Add(new TextSyntax(SpanFrom(token.Start), token.Name));
            }
            else if (AtSeparator)
            {
                AddIndent(statements, Next());
            }
            else
            {
                ParseOrRecover(statements);
            }
        }

        newLinesAllowed = outer;
        depth--;
        return new BlockSyntax(SpanFrom(start), statements);
    }

    private void ParseOrRecover(List<StatementSyntax> statements)
    {
        var (first, linksBefore, depthBefore) = (position, links, depth);
        try
        {
            statements.Add(ParseStatement());
            links = linksBefore;
            ExpectSeparator();
        }
        catch (ScriptFault fault) when (faults.Count < MaxFaults)
        {
            faults.Add(fault);
            (links, depth, newLinesAllowed) = (linksBefore, depthBefore, 0);
            Recover(first);
        }
    }

    /// <summary>Skips the rest of a statement that does not parse, with its block where it opens one.</summary>
    private void Recover(int first)
    {
        position += position == first && tokens[position].Kind != TokenKind.End ? 1 : 0;
        while (!AtSeparator && Current.Kind is not (TokenKind.End or TokenKind.Text) && !Is("end"))
        {
            position++;
        }

        var opens = tokens[first] is { Kind: TokenKind.Identifier, Name: "if" or "case" or "for" or "tablerow" or "while" or "func" or "capture" or "with" or "wrap" };
        while (opens && Current.Kind != TokenKind.End)
        {
            ParseBlock(AfterWhen);
            opens = !Is("end");
            Next();
        }
    }

    private void AddIndent(List<StatementSyntax> statements, Token token)
    {
        if (token.Kind == TokenKind.CodeEnter)
        {
            statements.Add(new IndentSyntax(SpanFrom(token.Start), (string)token.Value!));
        }
    }

    private void ExpectSeparator()
    {
        if (!AtSeparator && Current.Kind is not (TokenKind.End or TokenKind.Text) && !IsBlockKeyword())
        {
            throw Unexpected("the end of the statement");
        }
    }

    private bool IsBlockKeyword() => Is("end") || Is("else") || Is("when");

    private BlockSyntax ParseBody()
    {
        var body = ParseBlock(AfterBody);
        ExpectEnd();
        return body;
    }

    private void ExpectEnd()
    {
        if (!Is("end"))
        {
            // Nothing stands at the end of the text; the place shown is the last thing that does.
            var at = Current.Kind == TokenKind.End && position > 0 ? tokens[position - 1] : Current;
            throw new ScriptFault(IssueCodes.ScriptSyntax, new ScriptSpan(source, at.Start, at.End), Unexpected("end").Arguments) { FoundEnd = Current.Kind == TokenKind.End };
        }

        Next();
    }

    private StatementSyntax ParseStatement()
    {
        var start = Current.Start;
        if (Current.Kind != TokenKind.Identifier)
        {
            return ParseExpressionStatement();
        }

        switch (Current.Name)
        {
            case "if": Next(); return ParseIf(start);
            case "case": Next(); return ParseCase(start);
            case "for" when Peek.Kind != TokenKind.Dot: Next(); return ParseFor(start, isTable: false);
            case "tablerow" when Peek.Kind != TokenKind.Dot: Next(); return ParseFor(start, isTable: true);
            case "while" when Peek.Kind != TokenKind.Dot: Next(); return ParseWhile(start);
            case "func": Next(); return ParseFunctionStatement(start);
            case "ret": Next(); return new ReturnSyntax(SpanFrom(start), IsExpressionStart() ? ParseExpression() : null);
            case "break": Next(); return new BreakSyntax(SpanFrom(start));
            case "continue": Next(); return new ContinueSyntax(SpanFrom(start));
            case "capture": Next(); return new CaptureSyntax(SpanFrom(start), ParseTarget(), ParseBody());
            case "readonly": Next(); return new ReadOnlySyntax(SpanFrom(start), ParseName());
            case "import": Next(); return new ImportSyntax(SpanFrom(start), ParseExpression());
            case "with": Next(); return new WithSyntax(SpanFrom(start), ParseExpression(), ParseBody());
            case "wrap": Next(); return new WrapSyntax(SpanFrom(start), ParseExpression(), ParseBody());
            case "else" or "end" or "when": throw Unexpected("a statement");
            default: return ParseExpressionStatement();
        }
    }

    private ExpressionStatementSyntax ParseExpressionStatement()
    {
        var start = Current.Start;
        var expression = ParseExpression(allowAssignment: true);
        return new ExpressionStatementSyntax(SpanFrom(start), expression);
    }

    private string ParseName() =>
        Current.Kind is TokenKind.Identifier or TokenKind.LocalIdentifier ? Next().Name : throw Unexpected("the name of a variable");

    /// <summary>A variable, member or indexer that can be assigned to.</summary>
    private ExpressionSyntax ParseTarget()
    {
        var target = ParseExpression(Mode.Basic);
        return target is NameSyntax or MemberSyntax or IndexSyntax
            ? target
            : throw new ScriptFault(IssueCodes.ScriptSyntax, target.Span, target.Span.Text, "a variable");
    }

    private IfSyntax ParseIf(int start)
    {
        Enter();
        var condition = ParseExpression();
        var then = ParseBlock(AfterThen);
        StatementSyntax? otherwise = null;
        if (Is("else"))
        {
            var elseStart = Next().Start;
            if (Is("if"))
            {
                Next();
                otherwise = ParseIf(elseStart);
                depth--;
                return new IfSyntax(SpanFrom(start), condition, then, otherwise);
            }

            otherwise = ParseBlock(AfterBody);
        }

        ExpectEnd();
        depth--;
        return new IfSyntax(SpanFrom(start), condition, then, otherwise);
    }

    private CaseSyntax ParseCase(int start)
    {
        var subject = ParseExpression();
        var whens = new List<WhenSyntax>();
        BlockSyntax? otherwise = null;
        SkipBetween();
        while (Is("when"))
        {
            var whenStart = Next().Start;
            var values = new List<ExpressionSyntax> { ParseExpression(Mode.When) };
            while (Current.Kind is TokenKind.Comma or TokenKind.Or)
            {
                Next();
                values.Add(ParseExpression(Mode.When));
            }

            whens.Add(new WhenSyntax(SpanFrom(whenStart), values, ParseBlock(AfterWhen)));
        }

        if (Is("else"))
        {
            Next();
            otherwise = ParseBlock(AfterBody);
        }

        ExpectEnd();
        return new CaseSyntax(SpanFrom(start), subject, whens, otherwise);
    }

    private void SkipBetween()
    {
        while (AtSeparator || Current.Kind == TokenKind.Text && string.IsNullOrWhiteSpace(Current.Name))
        {
            Next();
        }
    }

    private ForSyntax ParseFor(int start, bool isTable)
    {
        var variable = ParseTarget();
        if (!Is("in"))
        {
            throw Unexpected("in");
        }

        Next();
        var options = new List<ArgumentSyntax>();
        var iterator = ParseExpression(options: options);
        var body = ParseBlock(AfterThen);
        BlockSyntax? otherwise = null;
        if (Is("else"))
        {
            Next();
            otherwise = ParseBlock(AfterBody);
        }

        ExpectEnd();
        return new ForSyntax(SpanFrom(start), variable, iterator, options, body, otherwise, isTable);
    }

    private WhileSyntax ParseWhile(int start)
    {
        var condition = ParseExpression();
        return new WhileSyntax(SpanFrom(start), condition, ParseBody());
    }

    private ExpressionStatementSyntax ParseFunctionStatement(int start)
    {
        var name = ParseName();
        var parameters = Current.Kind == TokenKind.OpenParen ? ParseParameters() : null;
        var function = new FunctionSyntax(SpanFrom(start), name, parameters, ParseBody());
        return new ExpressionStatementSyntax(function.Span, function);
    }

    private List<ParameterSyntax> ParseParameters()
    {
        Expect(TokenKind.OpenParen, "(");
        newLinesAllowed++;
        var parameters = new List<ParameterSyntax>();
        while (Current.Kind != TokenKind.CloseParen)
        {
            if (parameters.Count > 0)
            {
                Expect(TokenKind.Comma, ", or )");
            }

            parameters.Add(ParseParameter(parameters));
        }

        newLinesAllowed--;
        Expect(TokenKind.CloseParen, ")");
        return parameters;
    }

    private ParameterSyntax ParseParameter(List<ParameterSyntax> before)
    {
        var start = Current.Start;
        var name = Expect(TokenKind.Identifier, "the name of a parameter").Name;
        if (before.Exists(p => p.Name == name) || before.Exists(p => p.Variadic))
        {
            throw new ScriptFault(IssueCodes.ScriptSyntax, SpanFrom(start), name, "another parameter name, and none after ...");
        }

        if (Current.Kind == TokenKind.TripleDot)
        {
            Next();
            return new ParameterSyntax(SpanFrom(start), name, null, true);
        }

        if (Current.Kind != TokenKind.Assign)
        {
            return before.Exists(p => p.Default is not null) ? throw Unexpected("a default value") : new ParameterSyntax(SpanFrom(start), name, null, false);
        }

        Next();
        return new ParameterSyntax(SpanFrom(start), name, ParseExpression(Mode.NoNamedArgument), false);
    }
}
