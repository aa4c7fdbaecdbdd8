using Interop.Mapping.Formats.Csv;

namespace Interop.Mapping.Formats;

/// <summary>What divides a text that holds many records.</summary>
public enum BatchShape
{
    /// <summary>HL7 v2: every MSH begins one; FHS, BHS, BTS and FTS are around them.</summary>
    Hl7v2,

    /// <summary>CSV: every row is one; each part has the header row before it.</summary>
    CsvRows,

    /// <summary>JSON texts, one a line (NDJSON).</summary>
    JsonLines,
}

/// <summary>
/// Cuts a text into its records while it streams by: in memory are the record at hand and one block of the text. The parts are the sender's own
/// bytes. A part that is broken is still a part; where a quoted CSV cell never ends, the rest of the text is one.
/// </summary>
public sealed class BatchParts(Stream text, BatchShape shape)
{
    /// <summary>Bytes of one part.</summary>
    public const int MaxPart = 64 * 1024 * 1024;

    private const int Block = 64 * 1024;
    private byte[] buffer = new byte[Block];
    private int start;
    private int end;
    private bool ended;

    /// <summary>Bytes held at the moment.</summary>
    internal int Held => buffer.Length;

    /// <summary>Whether a whole text in memory holds several records, or says that it is a batch.</summary>
    public static bool IsBatch(ReadOnlyMemory<byte> bytes, BatchShape shape)
    {
        if (shape == BatchShape.JsonLines)
        {
            return true;
        }

        var head = Charsets.WithoutMark(bytes).Span.TrimStart("\u000B\r\n"u8);
        return shape == BatchShape.Hl7v2 && (head.StartsWith("FHS"u8) || head.StartsWith("BHS"u8)) || Read(bytes, shape).Skip(1).Any();
    }

    /// <summary>The parts of a text in memory.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Read(ReadOnlyMemory<byte> bytes, BatchShape shape) =>
        new BatchParts(new MemoryStream(bytes.ToArray(), writable: false), shape).Read();

    /// <summary>The parts in order, each a copy of its own.</summary>
    /// <exception cref="InvalidDataException">One part is larger than <see cref="MaxPart"/>.</exception>
    public IEnumerable<ReadOnlyMemory<byte>> Read() => shape switch
    {
        BatchShape.Hl7v2 => ReadHl7(),
        BatchShape.CsvRows => ReadCsv(),
        _ => Lines().Where(l => !IsBlank(l)).Select(l => (ReadOnlyMemory<byte>)l),
    };

    private IEnumerable<ReadOnlyMemory<byte>> ReadHl7()
    {
        var message = new List<byte>();
        foreach (var line in Lines())
        {
            var segment = line.AsSpan().TrimStart("\u000B"u8);
            if (segment.StartsWith("MSH"u8) && message.Count > 0)
            {
                yield return message.ToArray();
                message.Clear();
            }

            var around = line.Length >= 3 && (line.AsSpan().StartsWith("FHS"u8) || line.AsSpan().StartsWith("BHS"u8) || line.AsSpan().StartsWith("BTS"u8) || line.AsSpan().StartsWith("FTS"u8));
            if (!around && (message.Count > 0 || !IsBlank(line)))
            {
                message.AddRange(line);
            }
        }

        if (message.Count > 0)
        {
            yield return message.ToArray();
        }
    }

    private IEnumerable<ReadOnlyMemory<byte>> ReadCsv()
    {
        byte[]? header = null;
        while (end - start < Block && Fill())
        {
            // The separator is told by the whole first row, which arrives in pieces of any size.
        }

        foreach (var row in Lines(CsvReader.Detect(buffer.AsSpan(start, end - start))))
        {
            if (IsBlank(row))
            {
                continue;
            }

            if (header is null)
            {
                header = EndsLine(row) ? row : [.. row, (byte)'\n'];
                continue;
            }

            yield return (byte[])[.. header, .. row];
        }
    }

    /// <summary>Lines with their ends; where cells are separated, a line end inside a quoted cell is part of the line.</summary>
    private IEnumerable<byte[]> Lines(byte? separator = null)
    {
        while (true)
        {
            var length = FindEnd(separator);
            if (length == 0)
            {
                yield break;
            }

            yield return buffer.AsSpan(start, length).ToArray();
            start += length;
        }
    }

    /// <summary>Bytes up to and with the next line end; reads on until there is one, or no more text.</summary>
    private int FindEnd(byte? separator)
    {
        var (at, quoted, cellStart) = (0, false, true);
        while (true)
        {
            for (; at < end - start; at++)
            {
                var b = buffer[start + at];
                if (separator is not null && b == '"' && (quoted || cellStart))
                {
                    // A doubled quote closes and opens again, which comes to the same.
                    quoted = !quoted;
                    cellStart = !quoted;
                }
                else if (quoted || b is not ((byte)'\r' or (byte)'\n'))
                {
                    cellStart = b == separator;
                }
                else if (b == '\n' || at + 1 < end - start || !Fill())
                {
                    return at + 1 + (b == '\r' && at + 1 < end - start && buffer[start + at + 1] == '\n' ? 1 : 0);
                }
                else
                {
                    // Whether a line feed follows the carriage return is known now.
                    at--;
                }
            }

            if (!Fill())
            {
                return end - start;
            }
        }
    }

    private bool Fill()
    {
        if (ended)
        {
            return false;
        }

        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
        }

        if (end == buffer.Length)
        {
            if (end >= MaxPart)
            {
                throw new InvalidDataException("A record of the batch is too large.");
            }

            Array.Resize(ref buffer, buffer.Length * 2);
        }

        var read = text.Read(buffer, end, buffer.Length - end);
        ended = read == 0;
        end += read;
        return !ended;
    }

    private static bool EndsLine(byte[] row) => row[^1] is (byte)'\r' or (byte)'\n';

    private static bool IsBlank(byte[] line) => line.AsSpan().Trim(" \t\r\n"u8).IsEmpty;
}
