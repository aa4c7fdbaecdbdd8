namespace Interop.Mapping.Runtime;

/// <summary>What the mapping functions need beside the run.</summary>
internal sealed record MappingHost(IdentityKey? Ids, DateTimeOffset Now, bool Production);
