using System.Buffers;
using System.Text;

namespace Interop.Fhir.Tree;

/// <summary>
/// An immutable tree held as one table of rows over UTF-8 text. Two shapes use it:
/// a <em>record tree</em> has the shape of the sender's JSON (arrays are nodes, see <see cref="JsonTreeReader"/>);
/// a <em>FHIR tree</em> has the shape of the FHIR logical model: a repeating element is several siblings of one name with
/// <see cref="Node.IsListItem"/> set, and a primitive is one node with a value and, as children, its id and extensions.
/// A parent's index is smaller than its children's; rows are in document order, except that the children of a primitive read from
/// FHIR JSON come where its <c>_name</c> stood.
/// </summary>
/// <remarks>Rows and the tree's own text come from a pool; <see cref="Dispose"/> gives them back. A tree that is never disposed is collected as usual.</remarks>
public sealed class NodeTree : IDisposable
{
    private readonly ReadOnlyMemory<byte> source;
    private byte[] text;
    private Row[] rows;

    internal NodeTree(ReadOnlyMemory<byte> source, Row[] rows, int count, byte[] text)
    {
        this.source = source;
        this.rows = rows;
        this.text = text;
        Count = count;
    }

    /// <summary>Number of nodes.</summary>
    public int Count { get; }

    /// <summary>The bytes this tree was read from; empty when it was built.</summary>
    public ReadOnlyMemory<byte> Source => source;

    /// <summary>The first node.</summary>
    public Node Root => Count == 0 ? default : new Node(this, 0);

    /// <summary>The node with this index, 0 to <see cref="Count"/> - 1.</summary>
    public Node At(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        return new Node(this, index);
    }

    /// <summary>Line and column, both from 1, of a source offset; columns count Unicode code points.</summary>
    public (int Line, int Column) Position(int offset) => TextPosition.Of(source.Span, offset);

    /// <inheritdoc/>
    public void Dispose()
    {
        var returned = Interlocked.Exchange(ref rows, []);
        if (returned.Length > 0)
        {
            ArrayPool<Row>.Shared.Return(returned, clearArray: true);
            var ownText = Interlocked.Exchange(ref text, []);
            if (ownText.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(ownText, clearArray: true);
            }
        }
    }

    internal ref readonly Row this[int index] => ref rows[index];

    internal ReadOnlySpan<byte> Value(in Row row) => row.ValueStart >= 0
        ? source.Span.Slice(row.ValueStart, row.ValueLength)
        : text.AsSpan(~row.ValueStart, row.ValueLength);

    internal static string Decode(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);

    internal struct Row
    {
        public string? Name;

        /// <summary>Offset into the source, or, complemented, into the tree's own text (unescaped or built values).</summary>
        public int ValueStart;
        public int ValueLength;
        public int Parent;
        public int FirstChild;
        public int LastChild;
        public int NextSibling;
        public int Offset;
        public NodeKind Kind;
        public bool ListItem;
    }
}
