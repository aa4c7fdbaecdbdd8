namespace Interop.Mapping;

/// <summary>What one run of a script may use. A run that needs more ends in one Issue that names the limit.</summary>
public sealed record Limits
{
    /// <summary>The limits that apply unless a caller says otherwise.</summary>
    public static readonly Limits Default = new();

    /// <summary>Loop iterations and function calls together. Default 1,000,000.</summary>
    public int Steps { get; init; } = 1_000_000;

    /// <summary>Calls and includes inside each other. Default 100.</summary>
    public int Depth { get; init; } = 100;

    /// <summary>Characters of text that a run may write or build, and 16 for each value put in an array or object. Default 16 Mi.</summary>
    public int Output { get; init; } = 16 * 1024 * 1024;

    /// <summary>Time for one regular expression. Default 250 ms.</summary>
    public TimeSpan Regex { get; init; } = TimeSpan.FromMilliseconds(250);
}
