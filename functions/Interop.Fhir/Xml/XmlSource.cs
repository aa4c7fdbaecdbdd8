using System.Text;
using System.Xml;
using Interop.Fhir.Issues;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Xml;

/// <summary>The bytes of an XML text, and where its lines begin: an XML reader counts UTF-16 characters in lines, a tree counts bytes.</summary>
internal sealed class XmlSource(ReadOnlyMemory<byte> utf8)
{
    private readonly List<int> lines = LineStarts(utf8.Span);
    private int lastLine;
    private int lastColumn;
    private int lastOffset;

    public ReadOnlyMemory<byte> Bytes => utf8;

    /// <summary>The byte offset of a line and column, both from 1, as an XML reader counts them.</summary>
    public int Offset(int line, int column)
    {
        if (line < 1 || line > lines.Count)
        {
            return 0;
        }

        // A reader only goes forward, so counting goes on where it stopped: texts of a single line stay linear.
        var span = utf8.Span;
        var (offset, at) = line == lastLine && column >= lastColumn ? (lastOffset, lastColumn) : (lines[line - 1], 1);
        while (at < column && offset < span.Length)
        {
            Rune.DecodeFromUtf8(span[offset..], out var rune, out var bytes);
            offset += bytes;
            at += rune.Utf16SequenceLength;
        }

        (lastLine, lastColumn, lastOffset) = (line, at, offset);
        return offset;
    }

    public int Offset(IXmlLineInfo info) => Offset(info.LineNumber, info.LinePosition);

    public IssueLocation Location(int offset)
    {
        var (line, column) = TextPosition.Of(utf8.Span, offset);
        return new IssueLocation { Line = line, Column = column };
    }

    private static List<int> LineStarts(ReadOnlySpan<byte> utf8)
    {
        var first = utf8.StartsWith("\uFEFF"u8) ? 3 : 0;
        var starts = new List<int> { first };
        for (var i = first; i < utf8.Length; i++)
        {
            if (utf8[i] == (byte)'\n' || utf8[i] == (byte)'\r' && (i + 1 == utf8.Length || utf8[i + 1] != (byte)'\n'))
            {
                starts.Add(i + 1);
            }
        }

        return starts;
    }
}
