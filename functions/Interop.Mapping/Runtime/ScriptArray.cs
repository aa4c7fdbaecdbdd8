namespace Interop.Mapping.Runtime;

/// <summary>An array made by a script; it may also carry members (<c>a.x = 1</c>).</summary>
internal sealed class ScriptArray
{
    private Value[] items;

    public ScriptArray(int capacity = 4) => items = capacity == 0 ? [] : new Value[capacity];

    public int Count { get; private set; }

    /// <summary>Members set on the array itself, null when there are none.</summary>
    public ScriptObject? Members { get; set; }

    public ReadOnlySpan<Value> Items => items.AsSpan(0, Count);

    public Value this[int index]
    {
        get => (uint)index < (uint)Count ? items[index] : default;
        set
        {
            while (Count <= index)
            {
                Add(default);
            }

            items[index] = value;
        }
    }

    public void Add(Value value)
    {
        if (Count == items.Length)
        {
            Array.Resize(ref items, Math.Max(4, Count * 2));
        }

        items[Count++] = value;
    }

    /// <summary>Makes an empty array a copy of another with one more item.</summary>
    public void Take(ScriptArray list, Value last)
    {
        Reserve(list.Count + 1);
        list.Items.CopyTo(items);
        items[list.Count] = last;
        Count = list.Count + 1;
    }

    public void Reserve(int count)
    {
        if (count > items.Length)
        {
            items = new Value[Math.Max(4, count)];
        }
    }

    public void Insert(int index, Value value)
    {
        Add(default);
        items.AsSpan(index, Count - 1 - index).CopyTo(items.AsSpan(index + 1));
        items[index] = value;
    }

    public void RemoveAt(int index)
    {
        items.AsSpan(index + 1, Count - index - 1).CopyTo(items.AsSpan(index));
        items[--Count] = default;
    }

    public void Clear()
    {
        items.AsSpan(0, Count).Clear();
        (Count, Members) = (0, null);
    }
}
