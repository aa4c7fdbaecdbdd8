namespace Interop.Engine.Messages;

/// <summary>Measures stages one after the other.</summary>
public sealed class StageTimings(TimeProvider clock)
{
    private readonly Dictionary<string, long> byStage = [];
    private long started = clock.GetTimestamp();

    /// <summary>Microseconds by stage.</summary>
    public IReadOnlyDictionary<string, long> ByStage => byStage;

    /// <summary>Ends a stage; the next one starts now. A stage that ends twice (a conflict was resolved anew) adds up.</summary>
    public void End(string stage)
    {
        byStage[stage] = byStage.GetValueOrDefault(stage) + (long)clock.GetElapsedTime(started).TotalMicroseconds;
        started = clock.GetTimestamp();
    }
}
