namespace Interop.Engine.Ports;

/// <summary>Chance, handed in: ids that nobody can guess, and jitter.</summary>
public interface IIdSource
{
    /// <summary>A new id; ids made later sort later (UUID version 7, RFC 9562).</summary>
    Guid NewId();

    /// <summary>0 to 1.</summary>
    double NextJitter();
}
