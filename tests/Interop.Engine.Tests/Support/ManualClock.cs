namespace Interop.Engine.Tests.Support;

/// <summary>Time that moves only when a test says so.</summary>
internal sealed class ManualClock : TimeProvider
{
    public static readonly DateTimeOffset Start = new(2026, 11, 16, 8, 0, 0, TimeSpan.Zero);

    public DateTimeOffset Now { get; set; } = Start;

    public override DateTimeOffset GetUtcNow() => Now;

    public override long GetTimestamp() => Now.UtcTicks;
}

/// <summary>A clock that fails, to make pure code fail where nothing else would.</summary>
internal sealed class BrokenClock : TimeProvider
{
    public override long GetTimestamp() => throw new InvalidOperationException("no time");
}
