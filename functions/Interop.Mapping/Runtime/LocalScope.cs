namespace Interop.Mapping.Runtime;

/// <summary>The <c>$</c> variables and loop variables of one function or page, each with the slot that it has in a frame. Complete once compiled.</summary>
internal sealed class LocalScope
{
    private readonly List<string> names = [];

    public int Count => names.Count;

    /// <summary>The slot of a variable; a new one where the name is new.</summary>
    public int SlotOf(string name)
    {
        var slot = Find(name);
        return slot >= 0 ? slot : Add(name);
    }

    /// <summary>A slot that no name but this use of it leads to.</summary>
    public int Add(string name)
    {
        names.Add(name);
        return names.Count - 1;
    }

    public int Find(string name) => names.IndexOf(name);
}

/// <summary>What the compiler knows of the place it compiles: where names lead without being looked up in a run.</summary>
internal sealed class Lexical(IReadOnlyList<string> parameters, bool isBlock)
{
    public LocalScope Scope { get; } = new();

    /// <summary>Loop variables without <c>$</c> and their slots, innermost last.</summary>
    public List<(string Name, int Slot)> Loops { get; } = [];

    /// <summary>Whether it runs in the frame of another function (a block given to <c>wrap</c>, a text run as a script): names are looked up in the run.</summary>
    public bool IsBlock { get; } = isBlock;

    /// <summary>Set inside of <c>with</c>, whose object comes before the parameters.</summary>
    public bool HidesParameters { get; set; }

    /// <summary>The slot of a loop variable of this name, -1 where no loop around has it.</summary>
    public int LoopSlot(string name) => Loops.FindLastIndex(l => l.Name == name) is >= 0 and var at ? Loops[at].Slot : -1;

    /// <summary>Which parameter a name is, -1 for none.</summary>
    public int ParameterOf(string name)
    {
        for (var i = 0; i < parameters.Count && !HidesParameters && !IsBlock; i++)
        {
            if (parameters[i] == name)
            {
                return i;
            }
        }

        return -1;
    }
}
