using Interop.Engine.Ports;

namespace Interop.Engine.Tests.Support;

/// <summary>1, 2, 3 ... and no jitter.</summary>
internal sealed class CountingIds : IIdSource
{
    private int last;

    public Guid NewId() => new(Interlocked.Increment(ref last), 0, 0, new byte[8]);

    public double NextJitter() => 0;
}
