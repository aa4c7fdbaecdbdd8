namespace Interop.Mapping;

/// <summary>One case on disk: <c>kind/name/cases/NNN-title</c>; paths are relative to the mappings folder, null where the file is absent.</summary>
public sealed record MappingCase(string Mapping, string Name, string Input, string? Output, string? Issues)
{
    /// <summary>Messages only: the payload delivered before.</summary>
    public string? Previous { get; init; }

    /// <summary>Messages only: the endpoint.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Messages only: the delivery.</summary>
    public string? Delivery { get; init; }
}
