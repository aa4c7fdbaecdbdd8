using System.Buffers;
using System.Text;

namespace Interop.Fhir.Tree;

/// <summary>Builds a <see cref="NodeTree"/> in document order: JSON, XML, mapping output and merged resources all go through it.</summary>
public sealed class NodeTreeBuilder(ReadOnlyMemory<byte> source = default)
{
    private NodeTree.Row[] rows = ArrayPool<NodeTree.Row>.Shared.Rent(64);
    private byte[] text = [];
    private int textLength;
    private int count;
    private int current = -1;

    /// <summary>The bytes that slices point into.</summary>
    public ReadOnlyMemory<byte> Source => source;

    /// <summary>Number of nodes so far; also the index that the next one gets.</summary>
    public int Count => count;

    /// <summary>Opens an object, an array, or a value that has children; nodes added until <see cref="End"/> are its children.</summary>
    /// <returns>The index of the node.</returns>
    public int Begin(string? name, NodeKind kind, int offset = -1, bool listItem = false)
    {
        var index = Append(name, kind, offset, listItem);
        current = index;
        return index;
    }

    /// <summary>Closes the node opened last.</summary>
    public void End() => current = rows[current].Parent;

    /// <summary>Adds a node whose value, or nothing, is given as UTF-8 text; the text is copied.</summary>
    public int Add(string? name, NodeKind kind, ReadOnlySpan<byte> utf8, int offset = -1, bool listItem = false)
    {
        var index = Append(name, kind, offset, listItem);
        SetValue(index, utf8);
        return index;
    }

    /// <summary>Adds a node whose value is given as text.</summary>
    public int Add(string? name, NodeKind kind, string value, int offset = -1, bool listItem = false)
    {
        var index = Append(name, kind, offset, listItem);
        Reserve(Encoding.UTF8.GetMaxByteCount(value.Length));
        var written = Encoding.UTF8.GetBytes(value, text.AsSpan(textLength));
        Point(index, ~textLength, written);
        textLength += written;
        return index;
    }

    /// <summary>Adds a node whose value is a part of the source, not copied.</summary>
    public int AddSlice(string? name, NodeKind kind, int start, int length, int offset, bool listItem = false)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + length, source.Length);
        var index = Append(name, kind, offset, listItem);
        Point(index, start, length);
        return index;
    }

    /// <summary>Gives a node opened by <see cref="Begin"/> its value: a FHIR primitive with extensions.</summary>
    public void SetValue(int index, ReadOnlySpan<byte> utf8)
    {
        Reserve(utf8.Length);
        utf8.CopyTo(text.AsSpan(textLength));
        Point(index, ~textLength, utf8.Length);
        textLength += utf8.Length;
    }

    /// <summary>Gives a node opened by <see cref="Begin"/> a value that is a part of the source, not copied.</summary>
    internal void SetSlice(int index, int start, int length) => Point(index, start, length);

    /// <summary>Makes a node that stands for a value not met yet (<c>_name</c> came before <c>name</c>) what it turned out to be.</summary>
    internal void Fill(int index, NodeKind kind, int offset)
    {
        rows[index].Kind = kind;
        rows[index].Offset = offset;
    }

    /// <summary>Opens a node again that is a child of the open one, so that more children can be added to it.</summary>
    internal void Reopen(int index) => current = index;

    /// <summary>The open node, -1 outside of all.</summary>
    internal int Current => current;

    /// <summary>Whether this index is a child of the open node under this name.</summary>
    internal bool IsChild(int index, string name) => index >= 0 && index < count && rows[index].Parent == current && rows[index].Name == name;

    /// <summary>The kind of a node added before.</summary>
    internal NodeKind KindOf(int index) => rows[index].Kind;

    /// <summary>Whether a node added before is a list item.</summary>
    internal bool IsListItem(int index) => rows[index].ListItem;

    /// <summary>The next item of the same list, or -1.</summary>
    internal int NextItem(int index)
    {
        var next = rows[index].NextSibling;
        return next >= 0 && rows[next].ListItem && rows[next].Name == rows[index].Name ? next : -1;
    }

    /// <summary>Adds a list item without a value directly after another one, whatever siblings came since.</summary>
    internal int InsertItemAfter(int sibling, int offset)
    {
        var parent = rows[sibling].Parent;
        if (rows[parent].LastChild == sibling)
        {
            return Append(rows[sibling].Name, NodeKind.Null, offset, listItem: true);
        }

        var last = rows[parent].LastChild;
        var index = Append(rows[sibling].Name, NodeKind.Null, offset, listItem: true);
        rows[parent].LastChild = last;
        rows[last].NextSibling = -1;
        rows[index].NextSibling = rows[sibling].NextSibling;
        rows[sibling].NextSibling = index;
        return index;
    }

    /// <summary>Copies a node of another tree, with everything below it, under a name.</summary>
    public int Copy(Node node, string? name, bool listItem)
    {
        var index = Begin(name, node.Kind, -1, listItem);
        if (node.HasValue)
        {
            SetValue(index, node.Utf8);
        }

        foreach (var child in node.Children)
        {
            Copy(child, child.Name, child.IsListItem);
        }

        End();
        return index;
    }

    /// <summary>Finishes the tree; the builder must not be used after.</summary>
    public NodeTree Build()
    {
        var tree = new NodeTree(source, rows, count, text);
        rows = [];
        return tree;
    }

    private int Append(string? name, NodeKind kind, int offset, bool listItem)
    {
        if (count == rows.Length)
        {
            Grow();
        }

        var index = count++;
        rows[index] = new NodeTree.Row
        {
            Name = name, Kind = kind, Parent = current, FirstChild = -1, LastChild = -1, NextSibling = -1, Offset = offset, ListItem = listItem,
        };
        if (current >= 0)
        {
            ref var parent = ref rows[current];
            if (parent.FirstChild < 0)
            {
                parent.FirstChild = index;
            }
            else
            {
                rows[parent.LastChild].NextSibling = index;
            }

            parent.LastChild = index;
        }

        return index;
    }

    private void Point(int index, int start, int length)
    {
        rows[index].ValueStart = start;
        rows[index].ValueLength = length;
    }

    private void Grow()
    {
        var larger = ArrayPool<NodeTree.Row>.Shared.Rent(rows.Length * 2);
        rows.AsSpan(0, count).CopyTo(larger);
        ArrayPool<NodeTree.Row>.Shared.Return(rows, clearArray: true);
        rows = larger;
    }

    private void Reserve(int bytes)
    {
        if (textLength + bytes > text.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Math.Max(256, text.Length * 2), textLength + bytes));
            text.AsSpan(0, textLength).CopyTo(larger);
            if (text.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(text, clearArray: true);
            }

            text = larger;
        }
    }
}
