using System.Text;
using System.Xml;

namespace Interop.Mapping.Formats.Xml;

/// <summary>Turns the line and column that the XML reader tells, which only grow, into offsets of the UTF-8 text.</summary>
internal sealed class XmlOffsets(string text, IXmlLineInfo place)
{
    private int line = 1;
    private int lineStart;
    private int character;
    private int offset;

    /// <summary>The offset of what the reader is at.</summary>
    public int Here()
    {
        while (line < place.LineNumber && lineStart < text.Length)
        {
            var end = text.AsSpan(lineStart).IndexOfAny('\r', '\n');
            if (end < 0)
            {
                break;
            }

            lineStart += end + (text.AsSpan(lineStart + end).StartsWith("\r\n") ? 2 : 1);
            line++;
        }

        var target = Math.Min(lineStart + place.LinePosition - 1, text.Length);
        if (target > character)
        {
            offset += Encoding.UTF8.GetByteCount(text.AsSpan(character, target - character));
            character = target;
        }

        return offset;
    }
}
