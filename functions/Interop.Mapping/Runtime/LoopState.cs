namespace Interop.Mapping.Runtime;

/// <summary>A running loop: its variable and what <c>for.index</c> and the like show.</summary>
internal sealed class LoopState
{
    public bool IsWhile { get; private set; }

    /// <summary>The loop's variable, null where it is a member.</summary>
    public string? Name { get; set; }

    public Value Value { get; set; }

    public long Index { get; set; }

    public long Count { get; set; }

    public bool Changed { get; set; }

    /// <summary>Cells of a row of a <c>tablerow</c>.</summary>
    public long Columns { get; set; }

    public void Reset(bool isWhile) => (IsWhile, Name, Value, Index, Count, Changed) = (isWhile, null, default, 0, 0, true);

    public Value Get(string member) => member switch
    {
        "index" => Value.Of(Index),
        "index0" => Value.Of(Index),
        "first" => Value.Of(Index == 0),
        "even" => Value.Of(Index % 2 == 0),
        "odd" => Value.Of(Index % 2 != 0),
        "last" when !IsWhile => Value.Of(Index == Count - 1),
        "rindex" when !IsWhile => Value.Of(Count - 1 - Index),
        "length" when !IsWhile => Value.Of(Count),
        "col" when Columns > 0 => Value.Of(Index % Columns + 1),
        "changed" when !IsWhile => Value.Of(Changed),
        _ => default,
    };
}
