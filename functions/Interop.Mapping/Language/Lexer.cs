using System.Globalization;
using System.Numerics;
using System.Text;
using Interop.Fhir.Issues;

namespace Interop.Mapping.Language;

/// <summary>Cuts a script, or a template with <c>{{ }}</c> blocks, into tokens. Whitespace control is applied here, so that text tokens are final.</summary>
internal sealed class Lexer
{
    private const int MaxDigits = 1_000;
    private readonly ScriptSource source;
    private readonly string text;
    private readonly int end;
    private readonly bool template;
    private readonly List<Token> tokens = [];
    private int position;
    private int braces;

    private Lexer(ScriptSource source, int start, int end, bool template)
    {
        (this.source, text, position, this.end, this.template) = (source, source.Text, start, end, template);
    }

    /// <summary>The tokens of a text; a fault ends them where it is and is left to the parser, which may have met others before it.</summary>
    public static List<Token> Read(ScriptSource source, bool template, out ScriptFault? fault)
    {
        var lexer = new Lexer(source, 0, source.Text.Length, template);
        fault = null;
        try
        {
            return lexer.ReadAll();
        }
        catch (ScriptFault found)
        {
            fault = found;
            lexer.tokens.Add(new Token(TokenKind.End, found.Span.Start, found.Span.Start));
            return lexer.tokens;
        }
    }

    /// <summary>The tokens of an expression inside an interpolated string.</summary>
    public static List<Token> ReadPart(ScriptSource source, int start, int end) => new Lexer(source, start, end, false).ReadAll();

    private List<Token> ReadAll()
    {
        if (template)
        {
            ReadTemplate();
        }
        else
        {
            ReadCode();
        }

        tokens.Add(new Token(TokenKind.End, end, end));
        return tokens;
    }

    private char At(int offset) => position + offset < end ? text[position + offset] : '\0';

    private ScriptFault Fault(int start, string found, string expected) =>
        new(IssueCodes.ScriptSyntax, new ScriptSpan(source, start, Math.Min(start + 1, end)), found, expected);

    private void ReadTemplate()
    {
        var strip = '\0';
        while (position < end)
        {
            var start = position;
            var (open, percents) = FindOpen();
            var marker = open < end ? text[MarkerAt(open, percents)] : '\0';
            var kept = AddText(start, open, strip, marker);
            position = open;
            strip = '\0';
            if (open >= end)
            {
                return;
            }

            strip = percents > 0 ? ReadEscape(open, percents) : ReadBlock(open, marker, kept);
        }
    }

    private int MarkerAt(int open, int percents) => Math.Min(open + 2 + percents, text.Length - 1);

    private (int Open, int Percents) FindOpen()
    {
        for (var at = position; at + 1 < end; at++)
        {
            if (text[at] != '{')
            {
                continue;
            }

            var percents = 0;
            while (at + 1 + percents < end && text[at + 1 + percents] == '%')
            {
                percents++;
            }

            if (at + 1 + percents < end && text[at + 1 + percents] == '{')
            {
                return (at, percents);
            }
        }

        return (end, 0);
    }

    private char ReadBlock(int open, char marker, int textStart)
    {
        position = open + 2;
        if (marker is '-' or '~')
        {
            position++;
        }

        tokens.Add(new Token(TokenKind.CodeEnter, open, position, marker is '-' or '~' ? "" : IndentBefore(open, textStart)));
        var exit = ReadCode();
        tokens.Add(new Token(TokenKind.CodeExit, position - 2, position));
        return exit;
    }

    private string IndentBefore(int open, int textStart)
    {
        var start = open;
        while (start > textStart && text[start - 1] is ' ' or '\t')
        {
            start--;
        }

        return start == 0 || text[start - 1] == '\n' ? text[start..open] : "";
    }

    private char ReadEscape(int open, int percents)
    {
        var from = open + 2 + percents;
        var left = from < end && text[from] is '-' or '~' ? text[from] : '\0';
        var close = text.IndexOf("}" + new string('%', percents) + "}", from, StringComparison.Ordinal);
        if (close < 0 || close >= end)
        {
            throw Fault(open, "the end of the text", "the end of the escape block");
        }

        var to = close;
        var right = to > from && text[to - 1] is '-' or '~' ? text[to - 1] : '\0';
        AddText(from + (left == '\0' ? 0 : 1), to - (right == '\0' ? 0 : 1), '\0', '\0');
        position = close + 2 + percents;
        return right;
    }

    /// <summary>Adds the text that is left of a stretch after stripping; returns where it starts.</summary>
    private int AddText(int from, int to, char stripLeft, char stripRight)
    {
        while (stripLeft == '-' && from < to && char.IsWhiteSpace(text[from]))
        {
            from++;
        }

        while (stripLeft == '~' && from < to && char.IsWhiteSpace(text[from]))
        {
            if (text[from++] == '\n')
            {
                break;
            }
        }

        while (stripRight == '-' && to > from && char.IsWhiteSpace(text[to - 1]))
        {
            to--;
        }

        while (stripRight == '~' && to > from && text[to - 1] != '\n' && char.IsWhiteSpace(text[to - 1]))
        {
            to--;
        }

        if (to > from)
        {
            tokens.Add(new Token(TokenKind.Text, from, to, text[from..to]));
        }

        return from;
    }

    /// <summary>Reads code to the end, or to the <c>}}</c> that closes the block; returns its whitespace marker.</summary>
    private char ReadCode()
    {
        braces = 0;
        while (position < end)
        {
            var c = text[position];
            if (template && braces == 0 && TryExit(out var marker))
            {
                return marker;
            }

            if (c == '\n')
            {
                tokens.Add(new Token(TokenKind.NewLine, position, ++position));
            }
            else if (char.IsWhiteSpace(c))
            {
                position++;
            }
            else if (c == '#')
            {
                SkipComment();
            }
            else
            {
                ReadToken(c);
            }
        }

        return template ? throw Fault(end, "the end of the text", "}}") : '\0';
    }

    private bool TryExit(out char marker)
    {
        marker = '\0';
        var c = text[position];
        if (c is '-' or '~' && At(1) == '}' && At(2) == '}')
        {
            marker = c;
            position += 3;
            return true;
        }

        if (c != '}' || At(1) != '}')
        {
            return false;
        }

        position += 2;
        return true;
    }

    private void SkipComment()
    {
        var multi = At(1) == '#';
        position += multi ? 2 : 1;
        while (position < end)
        {
            var exit = template && (At(0) == '}' && At(1) == '}' || At(0) is '-' or '~' && At(1) == '}' && At(2) == '}');
            if (exit || !multi && At(0) == '\n')
            {
                return;
            }

            if (multi && At(0) == '#' && At(1) == '#')
            {
                position += 2;
                return;
            }

            position++;
        }
    }

    private void ReadToken(char c)
    {
        if (char.IsLetter(c) || c == '_')
        {
            ReadName(TokenKind.Identifier, position);
        }
        else if (char.IsAsciiDigit(c))
        {
            ReadNumber();
        }
        else if (c == '$' && At(1) is '"' or '\'')
        {
            ReadInterpolated();
        }
        else if (c == '$')
        {
            ReadLocal();
        }
        else if (c is '"' or '\'')
        {
            ReadString(c);
        }
        else if (c == '`')
        {
            ReadVerbatim();
        }
        else
        {
            ReadOperator(c);
        }
    }

    private void ReadName(TokenKind kind, int start)
    {
        while (char.IsLetterOrDigit(At(0)) || At(0) == '_')
        {
            position++;
        }

        tokens.Add(new Token(kind, start, position, string.Intern(text[start..position])));
    }

    private void ReadLocal()
    {
        var start = position++;
        if (At(0) == '$')
        {
            position++;
            tokens.Add(new Token(TokenKind.LocalIdentifier, start, position, "$$"));
            return;
        }

        ReadName(TokenKind.LocalIdentifier, start);
    }

    private void ReadNumber()
    {
        var start = position;
        if (At(0) == '0' && At(1) is 'x' or 'X' or 'b' or 'B')
        {
            ReadRadix(start, At(1) is 'x' or 'X' ? 16 : 2);
            return;
        }

        SkipDigits();
        var isFloat = false;
        if (At(0) == '.' && char.IsAsciiDigit(At(1)))
        {
            isFloat = true;
            position++;
            SkipDigits();
        }

        if (At(0) is 'e' or 'E' && (char.IsAsciiDigit(At(1)) || At(1) is '+' or '-' && char.IsAsciiDigit(At(2))))
        {
            isFloat = true;
            position += 2;
            SkipDigits();
        }

        AddNumber(start, text[start..position].Replace("_", "", StringComparison.Ordinal), isFloat);
    }

    private void AddNumber(int start, string digits, bool isFloat)
    {
        if (At(0) is 'm' or 'M' && !char.IsAsciiLetterOrDigit(At(1)))
        {
            position++;
            tokens.Add(new Token(TokenKind.Float, start, position, ToDecimal(start, digits, NumberStyles.Float)));
        }
        else if (At(0) is 'f' or 'F' && !char.IsAsciiLetterOrDigit(At(1)))
        {
            position++;
            tokens.Add(new Token(TokenKind.Float, start, position, float.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture)));
        }
        else if (At(0) is 'd' or 'D' && !char.IsAsciiLetterOrDigit(At(1)) || isFloat)
        {
            position += At(0) is 'd' or 'D' ? 1 : 0;
            tokens.Add(new Token(TokenKind.Float, start, position, double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture)));
        }
        else if (long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var integer))
        {
            tokens.Add(new Token(TokenKind.Integer, start, position, integer));
        }
        else
        {
            tokens.Add(new Token(TokenKind.Integer, start, position, ToBig(start, digits)));
        }
    }

    private BigInteger ToBig(int start, string digits) => digits.Length <= MaxDigits
        ? BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture)
        : throw Fault(start, "a very long number", "a number of less than 1,000 digits");

    private decimal ToDecimal(int start, string digits, NumberStyles styles) =>
        decimal.TryParse(digits, styles, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Fault(start, "a number of more than 28 digits", "a smaller number");

    private void ReadRadix(int start, int radix)
    {
        position += 2;
        var value = 0L;
        var digits = 0;
        for (; char.IsAsciiHexDigit(At(0)) || At(0) == '_'; position++)
        {
            if (At(0) == '_')
            {
                continue;
            }

            var digit = Convert.ToInt32(At(0).ToString(), 16);
            if (digit >= radix)
            {
                break;
            }

            value = unchecked(value * radix + digit);
            digits++;
        }

        var unsigned = At(0) is 'u' or 'U';
        position += unsigned ? 1 : 0;
        if (digits == 0)
        {
            throw Fault(start, "0" + (radix == 16 ? "x" : "b"), "digits");
        }

        // As in the original, eight hexadecimal digits with the top bit set are a negative 32-bit number unless marked unsigned.
        var narrow = !unsigned && value is > int.MaxValue and <= uint.MaxValue ? (int)(uint)value : value;
        tokens.Add(new Token(TokenKind.Integer, start, position, narrow));
    }

    private void SkipDigits()
    {
        while (char.IsAsciiDigit(At(0)) || At(0) == '_' && char.IsAsciiDigit(At(1)))
        {
            position++;
        }
    }

    private void ReadVerbatim()
    {
        var start = position++;
        var value = new StringBuilder();
        while (true)
        {
            if (position >= end)
            {
                throw Fault(start, "the end of the text", "the closing `");
            }

            var c = text[position++];
            if (c == '`')
            {
                if (At(0) != '`')
                {
                    break;
                }

                position++;
            }

            value.Append(c);
        }

        tokens.Add(new Token(TokenKind.String, start, position, value.ToString()));
    }

    private void ReadString(char quote)
    {
        var start = position++;
        var value = new StringBuilder();
        while (true)
        {
            if (position >= end)
            {
                throw Fault(start, "the end of the text", "the closing " + quote);
            }

            var c = text[position++];
            if (c == quote)
            {
                break;
            }

            if (c == '\\')
            {
                ReadEscapeSequence(value);
            }
            else
            {
                value.Append(c);
            }
        }

        tokens.Add(new Token(TokenKind.String, start, position, string.Intern(value.ToString())));
    }

    private void ReadInterpolated()
    {
        var start = position;
        var quote = At(1);
        position += 2;
        var parts = new List<InterpolatedPart>();
        var value = new StringBuilder();
        while (true)
        {
            if (position >= end)
            {
                throw Fault(start, "the end of the text", "the closing " + quote);
            }

            var c = text[position++];
            if (c == quote)
            {
                break;
            }

            if (c == '\\')
            {
                ReadEscapeSequence(value);
            }
            else if (c == '{')
            {
                parts.Add(new InterpolatedPart(value.ToString(), 0, 0));
                value.Clear();
                parts.Add(new InterpolatedPart(null, position, FindPartEnd(start)));
            }
            else
            {
                value.Append(c);
            }
        }

        parts.Add(new InterpolatedPart(value.ToString(), 0, 0));
        tokens.Add(new Token(TokenKind.Interpolated, start, position, parts.ToArray()));
    }

    private int FindPartEnd(int start)
    {
        for (var depth = 1; position < end; position++)
        {
            var c = text[position];
            if (c is '"' or '\'' or '`')
            {
                var close = position + 1;
                while (close < end && text[close] != c)
                {
                    close += text[close] == '\\' && c != '`' ? 2 : 1;
                }

                position = close;
            }
            else if (c == '{')
            {
                depth++;
            }
            else if (c == '}' && --depth == 0)
            {
                return position++;
            }
        }

        throw Fault(start, "the end of the text", "} in the interpolated text");
    }

    private void ReadEscapeSequence(StringBuilder value)
    {
        if (position >= end)
        {
            return;
        }

        var c = text[position++];
        switch (c)
        {
            case 'n': value.Append('\n'); break;
            case 'r': value.Append('\r'); break;
            case 't': value.Append('\t'); break;
            case 'b': value.Append('\b'); break;
            case 'f': value.Append('\f'); break;
            case 'v': value.Append('\v'); break;
            case '0': value.Append('\0'); break;
            case 'u': value.Append((char)ReadHex(4)); break;
            case 'x': value.Append((char)ReadHex(2)); break;
            case '\r' when At(0) == '\n': position++; break;
            case '\n': break;
            case '\'' or '"' or '\\' or '{' or '}': value.Append(c); break;
            default: throw Fault(position - 2, "\\" + c, "an escape sequence such as \\n, \\\" or \\u00e9");
        }
    }

    private int ReadHex(int length)
    {
        if (position + length > end
            || !int.TryParse(text.AsSpan(position, length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
        {
            throw Fault(position, "something else", FormattableString.Invariant($"{length} hexadecimal digits"));
        }

        position += length;
        return value;
    }

    private void ReadOperator(char c)
    {
        foreach (var (spelling, kind) in Operators.Value)
        {
            if (spelling[0] == c && string.CompareOrdinal(text, position, spelling, 0, spelling.Length) == 0 && position + spelling.Length <= end)
            {
                braces += kind == TokenKind.OpenBrace ? 1 : kind == TokenKind.CloseBrace ? -1 : 0;
                tokens.Add(new Token(kind, position, position + spelling.Length, spelling));
                position += spelling.Length;
                return;
            }
        }

        throw Fault(position, "the character " + (char.IsControl(c) || char.IsSurrogate(c) ? FormattableString.Invariant($"U+{(int)c:X4}") : c.ToString()), "a statement or an expression");
    }

    private static class Operators
    {
        /// <summary>Longest first.</summary>
        public static readonly (string Spelling, TokenKind Kind)[] Value =
        [
            ("//=", TokenKind.DivideRoundAssign), ("..<", TokenKind.RangeExclusive), ("...", TokenKind.TripleDot), ("??=", TokenKind.CoalesceAssign),
            ("..", TokenKind.Range), ("??", TokenKind.Coalesce), ("?!", TokenKind.NotCoalesce), ("?.", TokenKind.QuestionDot),
            ("&&", TokenKind.And), ("||", TokenKind.Or), ("|>", TokenKind.Pipe), ("==", TokenKind.Equal), ("!=", TokenKind.NotEqual),
            ("<=", TokenKind.LessOrEqual), (">=", TokenKind.GreaterOrEqual), ("<<", TokenKind.ShiftLeft), (">>", TokenKind.ShiftRight),
            ("+=", TokenKind.PlusAssign), ("-=", TokenKind.MinusAssign), ("*=", TokenKind.StarAssign), ("/=", TokenKind.DivideAssign),
            ("%=", TokenKind.PercentAssign), ("//", TokenKind.DivideRound), ("++", TokenKind.Increment), ("--", TokenKind.Decrement),
            (".", TokenKind.Dot), (",", TokenKind.Comma), (":", TokenKind.Colon), (";", TokenKind.Semicolon), ("?", TokenKind.Question),
            ("(", TokenKind.OpenParen), (")", TokenKind.CloseParen), ("[", TokenKind.OpenBracket), ("]", TokenKind.CloseBracket),
            ("{", TokenKind.OpenBrace), ("}", TokenKind.CloseBrace), ("=", TokenKind.Assign), ("+", TokenKind.Plus), ("-", TokenKind.Minus),
            ("*", TokenKind.Star), ("/", TokenKind.Divide), ("%", TokenKind.Percent), ("!", TokenKind.Not), ("<", TokenKind.Less),
            (">", TokenKind.Greater), ("|", TokenKind.Pipe), ("@", TokenKind.Alias), ("^", TokenKind.Caret), ("&", TokenKind.Ampersand),
        ];
    }
}
