namespace Interop.Mapping;

/// <summary>What the engine needs of a record before mapping it; a part that is absent or of a wrong type is null.</summary>
public sealed record RecordEnvelope(string? RecordId, long? RecordVersion, string? Action, string? OrderBy, string? Environment);
