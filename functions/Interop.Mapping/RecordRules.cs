using Interop.Mapping.Formats;

namespace Interop.Mapping;

/// <summary>What <c>kind.yaml</c> says of a record: addresses of the envelope fields (see <see cref="RecordAddress"/>), and the consent purpose it needs (null: none).</summary>
public sealed record RecordRules(string Key, string Version, string? Action, string? OrderBy, string? Environment, string? Consent)
{
    /// <summary>The wire format that the record comes in. Default JSON.</summary>
    public RecordFormat Format { get; init; }

    /// <summary>CSV only (<c>rows: together</c>): the rows of a table are one record. By default each row is a record of its own.</summary>
    public bool RowsTogether { get; init; }

    /// <summary>What divides a text of several records; null where a text is always one.</summary>
    /// <param name="lines">Whether the sender says that it is lines of JSON.</param>
    public BatchShape? Batch(bool lines) => Format switch
    {
        RecordFormat.Hl7v2 => BatchShape.Hl7v2,
        RecordFormat.Csv when !RowsTogether => BatchShape.CsvRows,
        RecordFormat.Json when lines => BatchShape.JsonLines,
        _ => null,
    };

    /// <summary>Title for people.</summary>
    public LocalText Title { get; init; } = LocalText.None;
}
