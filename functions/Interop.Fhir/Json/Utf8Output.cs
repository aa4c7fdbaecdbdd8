using System.Buffers;
using System.Text;

namespace Interop.Fhir.Json;

/// <summary>Writes JSON tokens into the spans of a buffer writer. UTF-8 is kept; only what RFC 8259 §7 requires is escaped.</summary>
internal ref struct Utf8Output(IBufferWriter<byte> writer, bool indented)
{
    private const string Hex = "0123456789abcdef";
    private static readonly SearchValues<byte> Escaped = SearchValues.Create([.. Enumerable.Range(0, 32).Select(b => (byte)b), (byte)'"', (byte)'\\']);
    private Span<byte> span = default;
    private int used;
    private int depth;

    public void Raw(scoped ReadOnlySpan<byte> utf8)
    {
        Reserve(utf8.Length);
        utf8.CopyTo(span[used..]);
        used += utf8.Length;
    }

    public void Byte(byte value)
    {
        Reserve(1);
        span[used++] = value;
    }

    public void Open(byte brace)
    {
        Byte(brace);
        depth++;
    }

    public void Close(byte brace, bool empty)
    {
        depth--;
        if (!empty)
        {
            Line();
        }

        Byte(brace);
    }

    /// <summary>What stands before an item: a comma unless it is the first, and in indented text a new line.</summary>
    public void Separate(ref bool first)
    {
        if (!first)
        {
            Byte((byte)',');
        }

        first = false;
        Line();
    }

    public void Name(string name, bool shadow = false)
    {
        Reserve((name.Length * 3) + 5);
        span[used++] = (byte)'"';
        if (shadow)
        {
            span[used++] = (byte)'_';
        }

        var written = Encoding.UTF8.GetBytes(name, span[used..]);
        if (span.Slice(used, written).IndexOfAny(Escaped) >= 0)
        {
            Escape(Encoding.UTF8.GetBytes(name));
        }
        else
        {
            used += written;
        }

        Raw(indented ? "\": "u8 : "\":"u8);
    }

    public void Text(scoped ReadOnlySpan<byte> utf8)
    {
        Byte((byte)'"');
        if (utf8.IndexOfAny(Escaped) < 0)
        {
            Raw(utf8);
        }
        else
        {
            Escape(utf8);
        }

        Byte((byte)'"');
    }

    public void Flush()
    {
        writer.Advance(used);
        span = default;
        used = 0;
    }

    private void Escape(scoped ReadOnlySpan<byte> utf8)
    {
        while (!utf8.IsEmpty)
        {
            var at = utf8.IndexOfAny(Escaped);
            Raw(at < 0 ? utf8 : utf8[..at]);
            if (at < 0)
            {
                return;
            }

            Escape(utf8[at]);
            utf8 = utf8[(at + 1)..];
        }
    }

    private void Escape(byte value)
    {
        var letter = value switch
        {
            (byte)'"' => (byte)'"',
            (byte)'\\' => (byte)'\\',
            (byte)'\n' => (byte)'n',
            (byte)'\r' => (byte)'r',
            (byte)'\t' => (byte)'t',
            (byte)'\b' => (byte)'b',
            (byte)'\f' => (byte)'f',
            _ => (byte)0,
        };
        Byte((byte)'\\');
        if (letter != 0)
        {
            Byte(letter);
            return;
        }

        Raw("u00"u8);
        Byte((byte)Hex[value >> 4]);
        Byte((byte)Hex[value & 15]);
    }

    private void Line()
    {
        if (!indented)
        {
            return;
        }

        Reserve(1 + (depth * 2));
        span[used++] = (byte)'\n';
        span.Slice(used, depth * 2).Fill((byte)' ');
        used += depth * 2;
    }

    private void Reserve(int bytes)
    {
        if (span.Length - used < bytes)
        {
            writer.Advance(used);
            span = writer.GetSpan(Math.Max(bytes, 512));
            used = 0;
        }
    }
}
