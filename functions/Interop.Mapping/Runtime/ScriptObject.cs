using Interop.Mapping.Language;

namespace Interop.Mapping.Runtime;

/// <summary>
/// An object made by a script: members in the order they were set, each with the place that set it. The objects of one literal share its names and
/// places until one of them gets others.
/// </summary>
internal sealed class ScriptObject
{
    private const int IndexedFrom = 24;
    private string[] ownNames = [];
    private ScriptSpan?[] ownPlaces = [];
    private string[] names;
    private ScriptSpan?[] places;
    private Value[] values;
    private HashSet<string>? readOnly;
    private Dictionary<string, int>? index;

    public ScriptObject(int capacity = 4)
    {
        values = capacity == 0 ? [] : new Value[capacity];
        (names, places) = (ownNames, ownPlaces);
    }

    public int Count { get; private set; }

    /// <summary>The name space of built-in functions that this is; null for other objects.</summary>
    public string? Module { get; init; }

    /// <summary>Whether all runs see it: a script that sets a member gets a copy of its own.</summary>
    public bool IsShared { get; init; }

    public string NameAt(int at) => names[at];

    public Value ValueAt(int at) => values[at];

    public ScriptSpan? PlaceAt(int at) => places[at];

    public Value this[string name]
    {
        get
        {
            var at = Find(name);
            return at < 0 ? default : values[at];
        }
    }

    public bool TryGet(string name, out Value value)
    {
        var at = Find(name);
        value = at < 0 ? default : values[at];
        return at >= 0;
    }

    public bool Contains(string name) => Find(name) >= 0;

    public bool IsReadOnly(string name) => readOnly is not null && readOnly.Contains(name);

    public void SetReadOnly(string name)
    {
        if (Find(name) < 0)
        {
            Set(name, default, null);
        }

        (readOnly ??= new HashSet<string>(StringComparer.Ordinal)).Add(name);
    }

    public void Set(string name, Value value, ScriptSpan? place)
    {
        var at = Find(name);
        if (at < 0)
        {
            Append(name, value, place);
            return;
        }

        values[at] = value;
        if (places[at] != place)
        {
            Own(Count);
            places[at] = place;
        }
    }

    /// <summary>Adds a member that is known not to be there.</summary>
    public void Append(string name, Value value, ScriptSpan? place)
    {
        Reserve(Count + 1);
        Own(Count + 1);
        (names[Count], places[Count]) = (name, place);
        index?.Add(name, Count);
        values[Count++] = value;
    }

    /// <summary>Makes an empty object that of a literal; its values follow with <see cref="AppendNext"/>.</summary>
    public void Begin(string[] literalNames, ScriptSpan?[] literalPlaces)
    {
        (names, places) = (literalNames, literalPlaces);
        Reserve(literalNames.Length);
    }

    /// <summary>The value of the literal's next member.</summary>
    public void AppendNext(Value value) => values[Count++] = value;

    /// <summary>Changes a member that is there and keeps its place.</summary>
    public void Replace(string name, Value value) => values[Find(name)] = value;

    public ScriptSpan? PlaceOf(string name) => Find(name) is >= 0 and var at ? places[at] : null;

    /// <summary>The same members in an object that one run may change.</summary>
    public ScriptObject Copy()
    {
        var copy = new ScriptObject(Count + 1) { Module = Module };
        for (var i = 0; i < Count; i++)
        {
            copy.Append(names[i], values[i], places[i]);
        }

        copy.readOnly = readOnly is null ? null : new HashSet<string>(readOnly, StringComparer.Ordinal);
        return copy;
    }

    public void Clear()
    {
        values.AsSpan(0, Count).Clear();
        Count = 0;
        (names, places, index, readOnly) = (ownNames, ownPlaces, null, null);
    }

    private void Reserve(int count)
    {
        if (count > values.Length)
        {
            Array.Resize(ref values, Math.Max(Math.Max(4, count), values.Length * 2));
        }
    }

    /// <summary>Leaves the names and places of the literal, or makes room for more.</summary>
    private void Own(int count)
    {
        if (names == ownNames && count <= names.Length)
        {
            return;
        }

        var (oldNames, oldPlaces) = (names, places);
        if (ownNames.Length < count)
        {
            var size = Math.Max(Math.Max(4, count), ownNames.Length * 2);
            (ownNames, ownPlaces) = (new string[size], new ScriptSpan?[size]);
        }

        oldNames.AsSpan(0, Count).CopyTo(ownNames);
        oldPlaces.AsSpan(0, Count).CopyTo(ownPlaces);
        (names, places) = (ownNames, ownPlaces);
    }

    private int Find(string name)
    {
        if (Count >= IndexedFrom)
        {
            return (index ?? Index()).TryGetValue(name, out var found) ? found : -1;
        }

        for (var i = 0; i < Count; i++)
        {
            if ((object)names[i] == name || names[i] == name)
            {
                return i;
            }
        }

        return -1;
    }

    private Dictionary<string, int> Index()
    {
        // Modules of built-ins are read by many threads: they must never see it half made.
        var made = new Dictionary<string, int>(Count * 2, StringComparer.Ordinal);
        for (var i = 0; i < Count; i++)
        {
            made.Add(names[i], i);
        }

        return index = made;
    }
}
