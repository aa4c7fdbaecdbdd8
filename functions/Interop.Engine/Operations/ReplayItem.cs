namespace Interop.Engine.Operations;

/// <summary>How something that stopped would go on.</summary>
public enum ReplayWay
{
    /// <summary>It cannot; the reason says why.</summary>
    NotPossible,

    /// <summary>The record is interpreted again with the mappings of now.</summary>
    Reprocess,

    /// <summary>The same delivery under the same key: the frozen bytes when there are any, since they may have arrived.</summary>
    Resend,

    /// <summary>A new delivery under a new key, rendered now: nothing of the old one was taken.</summary>
    SendAnew,
}

/// <summary>One message or delivery that an operator looks at before, or after, letting it go on.</summary>
/// <param name="Target"><c>message/ID</c> or <c>delivery/ID</c>.</param>
/// <param name="Reason">Why it stopped, or why it cannot go on.</param>
/// <param name="Differences">
/// What would be different: issue codes of a message (<c>+ code place</c>, <c>- code place</c>), paths of a payload (<c>+</c> new, <c>-</c>
/// gone, <c>~</c> changed). Never a value.
/// </param>
public sealed record ReplayItem(string Target, ReplayWay Way, string? Reason, IReadOnlyList<string> Differences)
{
    /// <summary>Whether it was let go on; false in a preview and for what could not.</summary>
    public bool Done { get; init; }
}
