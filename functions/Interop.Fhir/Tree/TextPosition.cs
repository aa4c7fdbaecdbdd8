using System.Text;

namespace Interop.Fhir.Tree;

/// <summary>Turns a byte offset into the line and column that a person sees in an editor.</summary>
public static class TextPosition
{
    /// <summary>Line and column, both from 1; columns count Unicode code points. An offset past the end gives the end.</summary>
    public static (int Line, int Column) Of(ReadOnlySpan<byte> utf8, int offset)
    {
        var before = utf8[..Math.Clamp(offset, 0, utf8.Length)];
        var line = before.Count((byte)'\n') + 1;
        var lineStart = before.LastIndexOf((byte)'\n') + 1;
        var column = 1;
        foreach (var b in before[lineStart..])
        {
            // Continuation bytes (10xxxxxx) belong to the code point before them.
            column += (b & 0xC0) == 0x80 ? 0 : 1;
        }

        return (line, column);
    }
}
