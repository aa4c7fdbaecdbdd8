using Interop.Mapping.Language;

namespace Interop.Mapping.Runtime;

/// <summary>An object made by a script: members in the order they were set, each with the place that set it.</summary>
internal sealed class ScriptObject
{
    private const int IndexedFrom = 12;
    private Member[] members;
    private Dictionary<string, int>? index;

    public ScriptObject(int capacity = 4) => members = capacity == 0 ? [] : new Member[capacity];

    public int Count { get; private set; }

    /// <summary>Whether a script got hold of it through <c>this</c>; if not, the object of a function call can serve the next call.</summary>
    public bool Escaped { get; set; }

    /// <summary>The name space of built-in functions that this is; null for other objects.</summary>
    public string? Module { get; init; }

    /// <summary>Whether all runs see it: a script that sets a member gets a copy of its own.</summary>
    public bool IsShared { get; init; }

    public ReadOnlySpan<Member> Members => members.AsSpan(0, Count);

    public Value this[string name]
    {
        get
        {
            var at = Find(name);
            return at < 0 ? default : members[at].Value;
        }
    }

    public bool TryGet(string name, out Value value)
    {
        var at = Find(name);
        value = at < 0 ? default : members[at].Value;
        return at >= 0;
    }

    public bool Contains(string name) => Find(name) >= 0;

    public bool IsReadOnly(string name)
    {
        var at = Find(name);
        return at >= 0 && members[at].ReadOnly;
    }

    public void SetReadOnly(string name)
    {
        var at = Find(name);
        if (at < 0)
        {
            Set(name, default, null);
            at = Count - 1;
        }

        members[at].ReadOnly = true;
    }

    public void Set(string name, Value value, ScriptSpan? place)
    {
        var at = Find(name);
        if (at >= 0)
        {
            members[at].Value = value;
            members[at].Place = place;
            return;
        }

        if (Count == members.Length)
        {
            Array.Resize(ref members, Math.Max(4, Count * 2));
        }

        members[Count] = new Member { Name = name, Value = value, Place = place };
        index?.Add(name, Count);
        Count++;
        if (Count == IndexedFrom)
        {
            index = new Dictionary<string, int>(IndexedFrom * 2, StringComparer.Ordinal);
            for (var i = 0; i < Count; i++)
            {
                index.Add(members[i].Name, i);
            }
        }
    }

    /// <summary>Changes a member that is there and keeps its place.</summary>
    public void Replace(string name, Value value) => members[Find(name)].Value = value;

    public ScriptSpan? PlaceOf(string name) => Find(name) is >= 0 and var at ? members[at].Place : null;

    public bool Remove(string name)
    {
        var at = Find(name);
        if (at < 0)
        {
            return false;
        }

        var rest = members.AsSpan(at + 1, Count - at - 1).ToArray();
        Count = at;
        index = null;
        foreach (var member in rest)
        {
            Set(member.Name, member.Value, member.Place);
        }

        return true;
    }

    /// <summary>The same members in an object that one run may change.</summary>
    public ScriptObject Own()
    {
        var copy = new ScriptObject(Count + 1) { Module = Module };
        foreach (ref readonly var member in Members)
        {
            copy.Set(member.Name, member.Value, member.Place);
            copy.members[copy.Count - 1].ReadOnly = member.ReadOnly;
        }

        return copy;
    }

    public void Clear()
    {
        members.AsSpan(0, Count).Clear();
        Count = 0;
        index = null;
    }

    private int Find(string name)
    {
        if (index is not null)
        {
            return index.TryGetValue(name, out var found) ? found : -1;
        }

        for (var i = 0; i < Count; i++)
        {
            if ((object)members[i].Name == name || members[i].Name == name)
            {
                return i;
            }
        }

        return -1;
    }

    internal struct Member
    {
        public string Name;
        public Value Value;
        public ScriptSpan? Place;
        public bool ReadOnly;
    }
}
