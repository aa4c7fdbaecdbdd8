using Interop.Engine.Ports;

namespace Interop.Functions.Workers;

/// <summary>Ids and jitter from the system.</summary>
public sealed class SystemIds : IIdSource
{
    /// <inheritdoc/>
    public Guid NewId() => Guid.CreateVersion7();

    /// <inheritdoc/>
    public double NextJitter() => Random.Shared.NextDouble();
}
