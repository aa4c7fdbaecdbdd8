namespace Interop.Functions.Transports;

/// <summary>When an endpoint is left alone, and how fast one is served.</summary>
public sealed record GuardSettings
{
    /// <summary>Share of failed attempts that opens the circuit. Default 0.8.</summary>
    public double FailureRatio { get; init; } = 0.8;

    /// <summary>So many attempts at least, within <see cref="Sampling"/>, before the share means anything. Default 10.</summary>
    public int MinimumAttempts { get; init; } = 10;

    /// <summary>Attempts that are older do not count. Default 30 s.</summary>
    public TimeSpan Sampling { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>First rest; each failed probe doubles it. Default 5 s.</summary>
    public TimeSpan FirstBreak { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>No rest is longer. Default 5 min.</summary>
    public TimeSpan MaxBreak { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Attempts per second by endpoint id, for those that asked for a limit.</summary>
    public IReadOnlyDictionary<string, double> Rates { get; init; } = new Dictionary<string, double>();

    /// <summary>The rest after so many failed probes.</summary>
    public TimeSpan Break(int failedProbes) =>
        TimeSpan.FromTicks((long)Math.Min(MaxBreak.Ticks, FirstBreak.Ticks * Math.Pow(2, Math.Min(failedProbes, 30))));

    /// <summary>Attempts per second to an endpoint; null without a limit.</summary>
    public double? RateOf(string endpoint) => Rates.TryGetValue(endpoint, out var rate) ? rate : null;
}
