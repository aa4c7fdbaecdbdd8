namespace Interop.Functions.Chaos;

/// <summary>How the receivers behave between two strikes: every mood at every receiver first, in a seeded order, then as chance has it.</summary>
internal sealed class ChaosMoods
{
    private readonly Random random;
    private readonly Queue<(int Receiver, Mood Mood)> first;

    public ChaosMoods(Random random, int receivers)
    {
        this.random = random;
        var all = (from mood in (Mood[])[Mood.Slow, Mood.Wrong, Mood.Double, Mood.Silent] from receiver in Enumerable.Range(0, receivers) select (receiver, mood)).ToArray();
        random.Shuffle(all);
        first = new Queue<(int, Mood)>(all);
    }

    /// <summary>Changes the mood of each; told what it is if it is not good.</summary>
    public void Change(IReadOnlyList<UnreliableReceiver> receivers, Action<Mood> bad)
    {
        var due = first.TryDequeue(out var next) ? next : (Receiver: -1, Mood: Mood.Good);
        for (var i = 0; i < receivers.Count; i++)
        {
            var mood = i == due.Receiver ? due.Mood : Any();
            receivers[i].Mood = mood;
            if (mood != Mood.Good)
            {
                bad(mood);
            }
        }
    }

    private Mood Any() => random.Next(10) switch { 0 => Mood.Slow, 1 => Mood.Wrong, 2 => Mood.Double, 3 => Mood.Silent, _ => Mood.Good };
}
