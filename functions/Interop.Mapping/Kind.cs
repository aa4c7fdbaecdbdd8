namespace Interop.Mapping;

/// <summary>A kind of software: one folder under <c>mappings/</c>.</summary>
public sealed record Kind(
    string Name, LocalText Title, LocalText Description, IReadOnlyList<RecordMapping> Records, IReadOnlyList<MessageMapping> Messages);
