namespace Interop.Fhir.Tree;

/// <summary>
/// The property names met so far in each open object, innermost last, each with the row that its value got.
/// Small objects are searched in line; a large one gets an index, so that a hostile record cannot make it quadratic.
/// </summary>
internal sealed class JsonNames
{
    private const int IndexFrom = 24;
    private readonly Stack<Frame> open = new();
    private Entry[] entries = new Entry[64];
    private int count;

    public void Open() => open.Push(new Frame(count, null));

    public void Close() => count = open.Pop().First;

    /// <summary>Notes a name; false when the object has it already. <paramref name="shadow"/>: FHIR's <c>_name</c>, given without the underscore.</summary>
    public bool TryAdd(string name, bool shadow, int row)
    {
        if (Find(name, shadow) >= 0)
        {
            return false;
        }

        if (count == entries.Length)
        {
            Array.Resize(ref entries, count * 2);
        }

        entries[count++] = new Entry(name, shadow, row);
        var frame = open.Peek();
        if (frame.Index is not null)
        {
            frame.Index.Add((name, shadow), row);
        }
        else if (count - frame.First == IndexFrom)
        {
            open.Pop();
            open.Push(frame with { Index = IndexOf(frame.First) });
        }

        return true;
    }

    /// <summary>The row noted for a name of the innermost object, or -1.</summary>
    public int Find(string name, bool shadow)
    {
        var frame = open.Peek();
        if (frame.Index is not null)
        {
            return frame.Index.GetValueOrDefault((name, shadow), -1);
        }

        for (var i = frame.First; i < count; i++)
        {
            if (entries[i].Shadow == shadow && entries[i].Name == name)
            {
                return entries[i].Row;
            }
        }

        return -1;
    }

    private Dictionary<(string, bool), int> IndexOf(int first)
    {
        var index = new Dictionary<(string, bool), int>();
        for (var i = first; i < count; i++)
        {
            index.Add((entries[i].Name, entries[i].Shadow), entries[i].Row);
        }

        return index;
    }

    private readonly record struct Entry(string Name, bool Shadow, int Row);

    private readonly record struct Frame(int First, Dictionary<(string, bool), int>? Index);
}
