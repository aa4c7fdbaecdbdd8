using System.Text;

namespace Interop.Mapping.Formats.Csv;

/// <summary>Cuts separated values (RFC 4180) into cells, byte by byte; the separators are ASCII.</summary>
internal sealed class CsvLexer(ReadOnlyMemory<byte> source, byte separator)
{
    /// <summary>Where the next cell starts.</summary>
    public int Position { get; private set; }

    /// <summary>Line that the next cell starts on, from 1.</summary>
    public int Line { get; private set; } = 1;

    /// <summary>How the row just read ended: CR, LF, CRLF, or none at the end of the text.</summary>
    public string Ending { get; private set; } = "none";

    /// <summary>The cells of the next row; null at the end. <paramref name="fault"/>: a quoted cell that does not end as it must.</summary>
    public List<Cell>? ReadRow(out bool fault)
    {
        fault = false;
        if (Position >= source.Length)
        {
            return null;
        }

        var cells = new List<Cell>();
        while (true)
        {
            var cell = ReadCell();
            cells.Add(cell);
            fault = cell.Broken;
            if (fault || EndsRow())
            {
                return cells;
            }
        }
    }

    private Cell ReadCell()
    {
        var (start, line) = (Position, Line);
        if (start < source.Length && source.Span[start] == '"')
        {
            return ReadQuoted(start, line);
        }

        var rest = source.Span[start..];
        var length = rest.IndexOfAny(separator, (byte)'\r', (byte)'\n');
        length = length < 0 ? rest.Length : length;
        Position = start + length;
        return new Cell(start, start, length, null, false, line) { Broken = false, HasStrayQuote = rest[..length].Contains((byte)'"') };
    }

    private Cell ReadQuoted(int start, int line)
    {
        var at = start + 1;
        var doubled = false;
        while (true)
        {
            var next = source.Span[at..].IndexOf((byte)'"');
            if (next < 0)
            {
                Position = source.Length;
                return new Cell(start, start, 0, null, true, line) { Broken = true };
            }

            at += next + 1;
            if (at >= source.Length || source.Span[at] != '"')
            {
                break;
            }

            doubled = true;
            at++;
        }

        var content = source.Span[(start + 1)..(at - 1)];
        Line += content.Count((byte)'\n');
        Position = at;
        var ends = at >= source.Length || source.Span[at] == separator || source.Span[at] is (byte)'\r' or (byte)'\n';
        var text = doubled ? Encoding.UTF8.GetString(content).Replace("\"\"", "\"", StringComparison.Ordinal) : null;
        return new Cell(start, start + 1, content.Length, text, true, line) { Broken = !ends };
    }

    private bool EndsRow()
    {
        if (Position >= source.Length)
        {
            Ending = "none";
            return true;
        }

        var mark = source.Span[Position++];
        if (mark == separator)
        {
            return false;
        }

        var pair = mark == '\r' && Position < source.Length && source.Span[Position] == '\n';
        Position += pair ? 1 : 0;
        Ending = pair ? "CRLF" : mark == '\r' ? "CR" : "LF";
        Line++;
        return true;
    }

    /// <summary>A cell: its place, and its value as a part of the source or, where quotes were doubled, as text.</summary>
    public readonly record struct Cell(int Offset, int Start, int Length, string? Text, bool Quoted, int Line)
    {
        public bool Broken { get; init; }

        public bool HasStrayQuote { get; init; }

        public bool IsEmpty => Length == 0;
    }
}
