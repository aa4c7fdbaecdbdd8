using System.Buffers;

namespace Interop.Fhir.Streaming;

/// <summary>Line and column of offsets in a source too large to hold. Places asked for in order cost one reading of the source in all.</summary>
internal sealed class SourcePlaces(IByteSource source)
{
    private long offset;
    private int line = 1;
    private int column = 1;

    /// <summary>Line and column, both from 1; columns count Unicode code points.</summary>
    public (int Line, int Column) At(long target)
    {
        if (target < offset)
        {
            (offset, line, column) = (0, 1, 1);
        }

        var buffer = ArrayPool<byte>.Shared.Rent(1 << 18);
        while (offset < target && source.Read(offset, buffer.AsSpan(0, (int)Math.Min(buffer.Length, target - offset))) is > 0 and var read)
        {
            Pass(buffer.AsSpan(0, read));
            offset += read;
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return (line, column);
    }

    /// <summary>The offset of a byte of a line, lines counted from 0 and from where the text starts, as JSON readers do.</summary>
    public long Offset(long textStart, long lines, long bytes)
    {
        var buffer = new byte[1 << 18];
        var at = textStart;
        while (lines > 0 && source.Read(at, buffer) is > 0 and var read)
        {
            var rest = buffer.AsSpan(0, read);
            var end = rest.IndexOf((byte)'\n');
            for (; end >= 0 && lines > 0; lines--)
            {
                at += end + 1;
                rest = rest[(end + 1)..];
                end = rest.IndexOf((byte)'\n');
            }

            at += lines > 0 ? rest.Length : 0;
        }

        return Math.Min(at + bytes, source.Length);
    }

    private void Pass(ReadOnlySpan<byte> bytes)
    {
        var lineStart = bytes.LastIndexOf((byte)'\n') + 1;
        if (lineStart > 0)
        {
            line += bytes.Count((byte)'\n');
            column = 1;
        }

        foreach (var b in bytes[lineStart..])
        {
            // Continuation bytes (10xxxxxx) belong to the code point before them.
            column += (b & 0xC0) == 0x80 ? 0 : 1;
        }
    }
}
