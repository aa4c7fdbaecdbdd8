namespace Interop.Mapping.Language;

internal enum TokenKind : byte
{
    End, Text, CodeEnter, CodeExit, NewLine, Semicolon,
    Identifier, LocalIdentifier, Integer, Float, String, Interpolated,
    OpenParen, CloseParen, OpenBracket, CloseBracket, OpenBrace, CloseBrace,
    Dot, QuestionDot, Range, RangeExclusive, TripleDot, Comma, Colon, Question, Coalesce, NotCoalesce,
    Assign, PlusAssign, MinusAssign, StarAssign, DivideAssign, DivideRoundAssign, PercentAssign, CoalesceAssign,
    Plus, Minus, Star, Divide, DivideRound, Percent, Increment, Decrement, ShiftLeft, ShiftRight,
    Not, And, Or, Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual, Pipe, Alias, Caret, Ampersand,
}
