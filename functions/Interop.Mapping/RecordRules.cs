using Interop.Mapping.Formats;

namespace Interop.Mapping;

/// <summary>What <c>kind.yaml</c> says of a record: addresses of the envelope fields (see <see cref="RecordAddress"/>), and the consent purpose it needs (null: none).</summary>
public sealed record RecordRules(string Key, string Version, string? Action, string? OrderBy, string? Environment, string? Consent)
{
    /// <summary>The wire format that the record comes in. Default JSON.</summary>
    public RecordFormat Format { get; init; }

    /// <summary>Title for people.</summary>
    public LocalText Title { get; init; } = LocalText.None;
}
