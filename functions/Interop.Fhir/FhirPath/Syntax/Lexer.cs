using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Interop.Fhir.FhirPath.Syntax;

/// <summary>Cuts an expression into tokens (https://hl7.org/fhirpath/N1/grammar.html); comments and white space are dropped.</summary>
internal sealed partial class Lexer(string text)
{
    private static readonly string[] Symbols = ["<=", ">=", "!=", "!~", "(", ")", "[", "]", "{", "}", ".", ",", "+", "-", "*", "/", "&", "|", "<", ">", "=", "~"];
    private readonly List<Token> tokens = [];
    private int at;

    public static List<Token> Read(string text) => new Lexer(text).Read();

    // A Z or an offset on a time is taken in here and refused when run: FHIRPath has no such value, yet its shape is unmistakable.
    [GeneratedRegex(@"\G@T\d{2}(:\d{2}(:\d{2}(\.\d+)?)?)?(Z|[+-]\d{2}:\d{2})?", RegexOptions.CultureInvariant)]
    private static partial Regex TimePattern();

    [GeneratedRegex(@"\G@\d{4}(-\d{2}(-\d{2})?)?(?<time>T(\d{2}(:\d{2}(:\d{2}(\.\d+)?)?)?(Z|[+-]\d{2}:\d{2})?)?)?", RegexOptions.CultureInvariant)]
    private static partial Regex DatePattern();

    private List<Token> Read()
    {
        while (true)
        {
            SkipBlank();
            if (at == text.Length)
            {
                tokens.Add(new Token(TokenKind.End, "", at));
                return tokens;
            }

            ReadToken();
        }
    }

    private void ReadToken()
    {
        var start = at;
        var c = text[at];
        if (char.IsAsciiLetter(c) || c == '_')
        {
            tokens.Add(new Token(TokenKind.Identifier, ReadWord(), start));
        }
        else if (char.IsAsciiDigit(c))
        {
            ReadNumber(start);
        }
        else if (c is '\'' or '`' or '"')
        {
            tokens.Add(new Token(c == '\'' ? TokenKind.String : TokenKind.Delimited, ReadQuoted(c), start));
        }
        else if (c == '@')
        {
            ReadTemporal(start);
        }
        else if (c == '%')
        {
            at++;
            var name = Peek() is '`' or '\'' ? ReadQuoted(text[at]) : ReadWord();
            tokens.Add(new Token(TokenKind.Variable, name, start));
        }
        else if (c == '$')
        {
            at++;
            tokens.Add(new Token(TokenKind.Special, "$" + ReadWord(), start));
        }
        else
        {
            var symbol = Array.Find(Symbols, s => string.CompareOrdinal(text, at, s, 0, s.Length) == 0)
                ?? throw FhirPathException.Parse("a character that FHIRPath does not know", at);
            at += symbol.Length;
            tokens.Add(new Token(TokenKind.Symbol, symbol, start));
        }
    }

    private void SkipBlank()
    {
        while (at < text.Length)
        {
            if (text[at] is ' ' or '\t' or '\r' or '\n' or '\u00A0')
            {
                at++;
            }
            else if (string.CompareOrdinal(text, at, "//", 0, 2) == 0)
            {
                var end = text.AsSpan(at).IndexOfAny('\r', '\n');
                at = end < 0 ? text.Length : at + end;
            }
            else if (string.CompareOrdinal(text, at, "/*", 0, 2) == 0)
            {
                var end = text.IndexOf("*/", at + 2, StringComparison.Ordinal);
                at = end < 0 ? throw FhirPathException.Parse("a comment that does not end", at) : end + 2;
            }
            else
            {
                return;
            }
        }
    }

    private char Peek(int ahead = 0) => at + ahead < text.Length ? text[at + ahead] : '\0';

    private string ReadWord()
    {
        var start = at;
        while (char.IsAsciiLetterOrDigit(Peek()) || Peek() == '_')
        {
            at++;
        }

        return at > start ? text[start..at] : throw FhirPathException.Parse("a name is missing", start);
    }

    private void ReadNumber(int start)
    {
        while (char.IsAsciiDigit(Peek()))
        {
            at++;
        }

        if (Peek() == '.' && char.IsAsciiDigit(Peek(1)))
        {
            at++;
            while (char.IsAsciiDigit(Peek()))
            {
                at++;
            }
        }

        tokens.Add(new Token(TokenKind.Number, text[start..at], start));
    }

    private void ReadTemporal(int start)
    {
        var time = TimePattern().Match(text, at);
        var match = time.Success ? time : DatePattern().Match(text, at);
        if (!match.Success)
        {
            throw FhirPathException.Parse("a date or time literal that is not well formed", start);
        }

        at += match.Length;
        var kind = time.Success ? TokenKind.Time : match.Groups["time"].Success ? TokenKind.DateTime : TokenKind.Date;
        tokens.Add(new Token(kind, match.Value[(kind == TokenKind.Time ? 2 : 1)..], start));
    }

    private string ReadQuoted(char quote)
    {
        var start = at++;
        var result = new StringBuilder();
        while (Peek() != quote || at >= text.Length)
        {
            if (at >= text.Length)
            {
                throw FhirPathException.Parse("a quoted text that does not end", start);
            }

            result.Append(text[at] == '\\' ? ReadEscape() : text[at]);
            at++;
        }

        at++;
        return result.ToString();
    }

    private char ReadEscape()
    {
        at++;
        switch (Peek())
        {
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'f': return '\f';
            case 'u' when at + 4 < text.Length && ushort.TryParse(text.AsSpan(at + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code):
                at += 4;
                return (char)code;
            case '\\' or '/' or '\'' or '"' or '`': return text[at];
            default: throw FhirPathException.Parse("an escape that FHIRPath does not know", at);
        }
    }
}
