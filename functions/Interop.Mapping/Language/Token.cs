namespace Interop.Mapping.Language;

/// <summary>One token; <see cref="Value"/> holds the name, the unescaped text, or what fills the gaps of an interpolated string.</summary>
internal readonly record struct Token(TokenKind Kind, int Start, int End, object? Value = null)
{
    public string Name => (string)Value!;
}

/// <summary>A piece of an interpolated string: text, or the range of an expression.</summary>
internal readonly record struct InterpolatedPart(string? Text, int Start, int End);
