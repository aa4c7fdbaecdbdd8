namespace Interop.Mapping.Runtime;

/// <summary>What belongs to one function call or included page: <c>$</c> variables, arguments, loops. Reused from call to call.</summary>
internal sealed class Frame
{
    private LoopState[] loops = [];
    private int loopCount;
    private Value[] slots = [];
    private LocalScope? scope;
    private ScriptObject? others;
    private HashSet<string>? readOnly;

    /// <summary>The variable <c>$</c>; null until asked for where nothing was passed.</summary>
    public ScriptArray? Arguments { get; set; }

    /// <summary>The block given by <c>wrap</c>.</summary>
    public Exec? Block { get; set; }

    public bool IsLooping => loopCount > 0;

    /// <summary>Takes the variables of the function or page that runs in this frame.</summary>
    public void Use(LocalScope variables)
    {
        scope = variables;
        if (slots.Length < variables.Count)
        {
            slots = new Value[Math.Max(8, variables.Count)];
        }
    }

    public Value Slot(int slot) => slots[slot];

    public void SetSlot(int slot, Value value) => slots[slot] = value;

    /// <summary>A <c>$</c> variable by name, for code that was not compiled with this frame's function.</summary>
    public Value Local(string name) =>
        TryLoop(name, out var value) ? value
        : scope?.Find(name) is >= 0 and var slot ? slots[slot]
        : others is null ? default : others[name];

    public void SetLocal(string name, Value value)
    {
        if (scope?.Find(name) is >= 0 and var slot)
        {
            slots[slot] = value;
            return;
        }

        (others ??= new ScriptObject()).Set(name, value, null);
    }

    public void SetReadOnly(string name) => (readOnly ??= new HashSet<string>(StringComparer.Ordinal)).Add(name);

    public bool IsReadOnly(string name) => readOnly is not null && readOnly.Contains(name);

    /// <summary>The variable of a running loop, innermost first.</summary>
    public bool TryLoop(string name, out Value value)
    {
        for (var i = loopCount - 1; i >= 0; i--)
        {
            if (loops[i].Name == name)
            {
                value = loops[i].Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    public LoopState PushLoop(bool isWhile)
    {
        if (loopCount == loops.Length)
        {
            Array.Resize(ref loops, Math.Max(4, loopCount * 2));
        }

        var loop = loops[loopCount] ??= new LoopState();
        loop.Reset(isWhile);
        loopCount++;
        return loop;
    }

    public void PopLoop() => loops[--loopCount].Value = default;

    public LoopState? FindLoop(bool isWhile)
    {
        for (var i = loopCount - 1; i >= 0; i--)
        {
            if (loops[i].IsWhile == isWhile)
            {
                return loops[i];
            }
        }

        return null;
    }

    public void Reset()
    {
        if (scope is not null)
        {
            slots.AsSpan(0, Math.Min(scope.Count, slots.Length)).Clear();
            scope = null;
        }

        others?.Clear();
        readOnly = null;
        Arguments = null;
        Block = null;
        loopCount = 0;
    }
}
