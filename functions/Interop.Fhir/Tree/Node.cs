using System.Text.Unicode;

namespace Interop.Fhir.Tree;

/// <summary>One node of a <see cref="NodeTree"/>: a light value over the table. <c>default</c> means "no such node".</summary>
public readonly struct Node : IEquatable<Node>
{
    private readonly NodeTree? tree;

    internal Node(NodeTree tree, int index)
    {
        this.tree = tree;
        Index = index;
    }

    /// <summary>False for the node that a lookup did not find.</summary>
    public bool Exists => tree is not null;

    /// <summary>The tree this node is in.</summary>
    public NodeTree Tree => tree ?? throw new InvalidOperationException("There is no node here.");

    /// <summary>The row's number; children come after their parent.</summary>
    public int Index { get; }

    /// <summary>What it is; <see cref="NodeKind.Null"/> where there is no node.</summary>
    public NodeKind Kind => tree is null ? NodeKind.Null : tree[Index].Kind;

    /// <summary>Property or element name; null for the root and for items of a record tree's array.</summary>
    public string? Name => tree is null ? null : tree[Index].Name;

    /// <summary>True for a FHIR element that was, or is to be, written in a JSON array, and for items of a record tree's array.</summary>
    public bool IsListItem => tree is not null && tree[Index].ListItem;

    /// <summary>Byte offset in the source, -1 when the node was built.</summary>
    public int Offset => tree is null ? -1 : tree[Index].Offset;

    /// <summary>The value as UTF-8, unescaped; numbers as spelled, booleans as <c>true</c> and <c>false</c>; empty without a value.</summary>
    public ReadOnlySpan<byte> Utf8 => tree is null ? default : Kind switch
    {
        NodeKind.True => "true"u8,
        NodeKind.False => "false"u8,
        _ => tree.Value(tree[Index]),
    };

    /// <summary>The value as text, null without a value.</summary>
    public string? Text => HasValue ? NodeTree.Decode(Utf8) : null;

    /// <summary>The value as text, for values that come again and again (systems, codes): the same string each time, as long as the cache has it.</summary>
    internal string? SharedText => HasValue ? NameCache.Get(Utf8) : null;

    /// <summary>True for text, numbers and booleans.</summary>
    public bool HasValue => Kind is NodeKind.String or NodeKind.Number or NodeKind.True or NodeKind.False;

    /// <summary>The node above.</summary>
    public Node Parent => At(tree is null ? -1 : tree[Index].Parent);

    /// <summary>The first node below.</summary>
    public Node FirstChild => At(tree is null ? -1 : tree[Index].FirstChild);

    /// <summary>The next node of the same parent.</summary>
    public Node NextSibling => At(tree is null ? -1 : tree[Index].NextSibling);

    /// <summary>The first child of this name.</summary>
    public Node this[string name]
    {
        get
        {
            if (tree is null)
            {
                return default;
            }

            for (var child = tree[Index].FirstChild; child >= 0;)
            {
                ref readonly var row = ref tree[child];
                if ((object?)row.Name == name || row.Name == name)
                {
                    return new Node(tree, child);
                }

                child = row.NextSibling;
            }

            return default;
        }
    }

    /// <summary>All children, in document order.</summary>
    public ChildList Children => new(this);

    /// <summary>The children of this name, in document order.</summary>
    public IEnumerable<Node> All(string name)
    {
        for (var child = FirstChild; child.Exists; child = child.NextSibling)
        {
            if (child.Name == name)
            {
                yield return child;
            }
        }
    }

    /// <summary>Whether the value is exactly this text.</summary>
    public bool Is(ReadOnlySpan<byte> utf8) => HasValue && Utf8.SequenceEqual(utf8);

    /// <summary>Whether the value is exactly this text.</summary>
    public bool Is(string text)
    {
        Span<byte> buffer = stackalloc byte[256];
        return text.Length > 64
            ? Text == text
            : HasValue && System.Text.Unicode.Utf8.FromUtf16(text, buffer, out _, out var written) == System.Buffers.OperationStatus.Done
                && Utf8.SequenceEqual(buffer[..written]);
    }

    /// <inheritdoc/>
    public bool Equals(Node other) => ReferenceEquals(tree, other.tree) && Index == other.Index;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Node other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(tree, Index);

    /// <summary>Same node of the same tree.</summary>
    public static bool operator ==(Node left, Node right) => left.Equals(right);

    /// <summary>Another node.</summary>
    public static bool operator !=(Node left, Node right) => !left.Equals(right);

    private Node At(int index) => index < 0 ? default : new Node(tree!, index);

    /// <summary>The children of a node; <c>foreach</c> over it allocates nothing.</summary>
    public readonly struct ChildList(Node parent)
    {
        /// <summary>Starts before the first child.</summary>
        public Enumerator GetEnumerator() => new(parent);

        /// <summary>How many children there are.</summary>
        public int Count()
        {
            var count = 0;
            foreach (var _ in this)
            {
                count++;
            }

            return count;
        }

        /// <summary>Walks the siblings.</summary>
        public struct Enumerator(Node parent)
        {
            private bool started;

            /// <summary>The child reached.</summary>
            public Node Current { get; private set; }

            /// <summary>Steps to the next child.</summary>
            public bool MoveNext()
            {
                Current = started ? Current.NextSibling : parent.FirstChild;
                started = true;
                return Current.Exists;
            }
        }
    }
}
