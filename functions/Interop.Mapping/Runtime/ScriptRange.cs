namespace Interop.Mapping.Runtime;

/// <summary>Whole numbers from <paramref name="From"/> to <paramref name="To"/>, downwards when the end is smaller; never stored one by one.</summary>
internal sealed record ScriptRange(long From, long To, bool Exclusive, int Origin)
{
    public long Count
    {
        get
        {
            var steps = From <= To ? (ulong)To - (ulong)From : (ulong)From - (ulong)To;
            var count = Exclusive ? steps : steps + (steps == ulong.MaxValue ? 0UL : 1UL);
            return count > long.MaxValue ? long.MaxValue : (long)count;
        }
    }

    public Value this[long index] => Value.Of(From <= To ? From + index : From - index, Origin);
}
