using System.Globalization;
using Interop.Engine.Ports;
using Interop.Fhir.Issues;
using Interop.Mapping;
using Interop.Mapping.Formats;

namespace Interop.Engine.Messages;

/// <summary>Batches: one message that keeps the text as it came, and a message for each record in it.</summary>
public static class Batches
{
    /// <summary>Records of one batch; a larger one is refused, its sender can divide it.</summary>
    public const int MaxRecords = 10_000;

    /// <summary>Media type of JSON texts, one a line.</summary>
    public const string JsonLines = "application/x-ndjson";

    /// <summary>The name under which the batch itself is journaled, beside that of its records.</summary>
    public static string NameOf(RecordMapping mapping) => mapping.Name + "/batch";

    /// <summary>Whether a message is a batch.</summary>
    public static bool IsBatch(MessageRow message) => message.Record.EndsWith("/batch", StringComparison.Ordinal);

    /// <summary>The records of a text; null when it is one record. At most one more than allowed, so that too many are noticed.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>>? Divide(RecordMapping mapping, string contentType, ReadOnlyMemory<byte> body) =>
        mapping.Rules.Batch(contentType == JsonLines) is { } shape && BatchParts.IsBatch(body, shape) ? [.. BatchParts.Read(body, shape).Take(MaxRecords + 1)] : null;

    /// <summary>What became of a message, its places told as those of the batch that it came in, if it did.</summary>
    public static Interpretation InBatch(RecordMapping mapping, MessageRow message, Interpretation interpretation) =>
        message.Part is { } part ? InBatch(mapping, part.Number, interpretation) : interpretation;

    /// <summary>What became of a record, its places told as those of the batch.</summary>
    public static Interpretation InBatch(RecordMapping mapping, int number, Interpretation interpretation) =>
        interpretation with { Issues = [.. interpretation.Issues.Select(i => InBatch(mapping.Rules.Format, number, i))] };

    /// <summary>An issue of one record with its place in the whole text: the row of the sheet, or the record's number before the place.</summary>
    public static Issue InBatch(RecordFormat format, int number, Issue issue)
    {
        if (format != RecordFormat.Csv)
        {
            return issue with { Location = issue.Location with { Source = Prefix(number, issue.Location.Source) } };
        }

        return issue with { Location = issue.Location with { Source = Row(number, issue.Location.Source), Line = null, Column = null } };
    }

    private static string Prefix(int number, string? place) =>
        string.Create(CultureInfo.InvariantCulture, $"record {number}{(place is null ? "" : ": " + place)}");

    /// <summary>A part's only row is its row 1; the header is that of the sheet.</summary>
    private static string? Row(int number, string? place) =>
        place is not null && (place == "row 1" || place.StartsWith("row 1,", StringComparison.Ordinal))
            ? string.Create(CultureInfo.InvariantCulture, $"row {number}{place["row 1".Length..]}")
            : place;
}
