namespace Interop.Fhir.Tree;

/// <summary>Turns a byte offset into the line and column that a person sees in an editor.</summary>
public static class TextPosition
{
    /// <summary>Line and column, both from 1; columns count Unicode code points. An offset past the end gives the end.</summary>
    public static (int Line, int Column) Of(ReadOnlySpan<byte> utf8, int offset) => new Cursor().MoveTo(utf8, offset);

    /// <summary>Remembers the last place told, so that telling many places of one text, in order, reads it once.</summary>
    internal sealed class Cursor
    {
        private int offset;
        private int line = 1;
        private int column = 1;

        public (int Line, int Column) MoveTo(ReadOnlySpan<byte> utf8, int target)
        {
            target = Math.Clamp(target, 0, utf8.Length);
            if (target < offset)
            {
                (offset, line, column) = (0, 1, 1);
            }

            var passed = utf8[offset..target];
            var lineStart = passed.LastIndexOf((byte)'\n') + 1;
            if (lineStart > 0)
            {
                line += passed.Count((byte)'\n');
                column = 1;
            }

            foreach (var b in passed[lineStart..])
            {
                // Continuation bytes (10xxxxxx) belong to the code point before them.
                column += (b & 0xC0) == 0x80 ? 0 : 1;
            }

            offset = target;
            return (line, column);
        }
    }
}
