using Interop.Mapping;

namespace Interop.Engine.Routing;

/// <summary>One version of the mappings folder, compiled; a message is processed with the same one from its first step to its last.</summary>
public sealed record MappingSet(MappingCatalogue Catalogue, RouteTable Routes);

/// <summary>The mappings in use. They are replaced as a whole; who holds a set goes on with it.</summary>
public sealed class LiveMappings(MappingSet first)
{
    private MappingSet current = first;

    /// <summary>The set for work that begins now.</summary>
    public MappingSet Current => Volatile.Read(ref current);

    /// <summary>Puts another set in the place of the current one.</summary>
    public void Replace(MappingSet next) => Volatile.Write(ref current, next);
}
