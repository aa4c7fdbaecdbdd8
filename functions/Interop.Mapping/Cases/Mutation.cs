using Interop.Mapping.Language;

namespace Interop.Mapping.Cases;

/// <summary>A piece taken out of a script: a statement, an object member, an array element or the last argument of a call.</summary>
public sealed record Mutation(ScriptSpan Span, string What)
{
    private const int Short = 24;

    /// <summary>The script's path.</summary>
    public string Script => Span.Source.Name;

    /// <summary>The piece on one line, its spaces made single, a short one with its line; names it as long as it stays as it is.</summary>
    public string Piece
    {
        get
        {
            var piece = OneLine(Span.Text);
            var line = OneLine(Span.Source.Text.Split('\n')[Span.Source.Position(Span.Start).Line - 1]);
            return piece.Length >= Short || piece == line ? piece : piece + " in " + line;
        }
    }

    /// <summary>The script without the piece; lines stay where they are.</summary>
    internal string Apply()
    {
        var text = Span.Source.Text;
        var end = Span.End;
        if (What is "member" or "element")
        {
            while (end < text.Length && char.IsWhiteSpace(text[end]))
            {
                end++;
            }

            // The comma belongs to the piece; a piece at the end leaves one behind, which the language allows.
            end = end < text.Length && text[end] == ',' ? end + 1 : Span.End;
        }

        return string.Create(text.Length, (text, Span.Start, end), static (copy, piece) =>
        {
            piece.text.CopyTo(copy);
            foreach (ref var character in copy[piece.Start..piece.end])
            {
                character = character == '\n' ? '\n' : ' ';
            }
        });
    }

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <inheritdoc/>
    public override string ToString() => $"{Span} {What} {Piece}";
}
