namespace Interop.Mapping.Runtime;

/// <summary>What belongs to one function call or included page: <c>$</c> variables, arguments, loops. Reused from call to call.</summary>
internal sealed class Frame
{
    private LoopState[] loops = [];
    private int loopCount;
    private ScriptObject? locals;

    /// <summary>The variable <c>$</c>; null until asked for where nothing was passed.</summary>
    public ScriptArray? Arguments { get; set; }

    /// <summary>The block given by <c>wrap</c>.</summary>
    public Exec? Block { get; set; }

    public bool IsLooping => loopCount > 0;

    public ScriptObject Locals => locals ??= new ScriptObject();

    public bool TryLocal(string name, out Value value) =>
        TryLoop(name, out value) || locals is not null && locals.TryGet(name, out value);

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

    public void PopLoop() => loopCount--;

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
        locals?.Clear();
        Arguments = null;
        Block = null;
        loopCount = 0;
    }
}
