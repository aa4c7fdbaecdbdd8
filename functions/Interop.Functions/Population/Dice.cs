namespace Interop.Functions.Population;

/// <summary>
/// SplitMix64 (Steele, Lea, Flood 2014): the same seed gives the same numbers on every machine and under every runtime, which
/// <see cref="Random"/> does not promise. Whole numbers only, so that no rounding differs either.
/// </summary>
public sealed class Dice
{
    private readonly ulong seed;
    private ulong state;

    /// <summary>The dice of a seed.</summary>
    public Dice(ulong seed) => (this.seed, state) = (seed, seed);

    /// <summary>Dice of their own for a part of the work: what is drawn in one part does not move what another draws.</summary>
    public Dice Fork(string part, int number = 0)
    {
        var mixed = seed ^ 0xCBF29CE484222325;
        foreach (var letter in part)
        {
            mixed = (mixed ^ letter) * 0x100000001B3;
        }

        return new Dice(Mix(mixed + ((ulong)(uint)number * 0x9E3779B97F4A7C15)));
    }

    /// <summary>0 to <paramref name="count"/> - 1.</summary>
    public int Below(int count) => (int)((Next() >> 32) * (ulong)count >> 32);

    /// <summary>Both ends included.</summary>
    public int Between(int low, int high) => low + Below(high - low + 1);

    /// <summary>True in so many of a thousand cases.</summary>
    public bool Chance(int perThousand) => Below(1000) < perThousand;

    /// <summary>True in so many of a million cases.</summary>
    public bool Rarely(int perMillion) => Below(1_000_000) < perMillion;

    /// <summary>One of them.</summary>
    public T Pick<T>(IReadOnlyList<T> from) => from[Below(from.Count)];

    private ulong Next()
    {
        state += 0x9E3779B97F4A7C15;
        return Mix(state);
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
