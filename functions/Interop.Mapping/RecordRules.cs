namespace Interop.Mapping;

/// <summary>What <c>kind.yaml</c> says of a record: dotted paths of the envelope fields, and the consent purpose it needs (null: none).</summary>
public sealed record RecordRules(string Key, string Version, string? Action, string? OrderBy, string? Environment, string? Consent)
{
    /// <summary>Title for people.</summary>
    public LocalText Title { get; init; } = LocalText.None;
}
