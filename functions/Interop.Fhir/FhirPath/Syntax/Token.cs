namespace Interop.Fhir.FhirPath.Syntax;

internal enum TokenKind : byte
{
    End,
    Identifier,

    /// <summary>An identifier in backticks: never a keyword.</summary>
    Delimited,
    String,
    Number,
    Date,
    DateTime,
    Time,
    Symbol,
    Variable,
    Special,
}

/// <summary>A token; <paramref name="Text"/> is unescaped, without quotes, <c>@</c>, <c>%</c>; specials keep their <c>$</c>.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, int Position)
{
    public bool IsSymbol(string symbol) => Kind == TokenKind.Symbol && Text == symbol;

    public bool IsWord(string word) => Kind == TokenKind.Identifier && Text == word;
}
