using System.Text.Json;
using System.Text.Json.Serialization;
using Interop.Fhir.Issues;

namespace Interop.Engine.Messages;

/// <summary>What happened to a message, as it is stored beside it and shown: codes, places and counts, never a value of the record.</summary>
/// <remarks>The lists fall back when read: the generated reader sets init-only properties that are absent to null.</remarks>
public sealed record MessageReport
{
    /// <summary>Findings, worst first as they came.</summary>
    public IReadOnlyList<ReportedIssue> Issues { get => field ?? []; init; }

    /// <summary>Leaves of the record by what became of them.</summary>
    public LedgerSummary? Ledger { get; init; }

    /// <summary>Resources that the record was mapped to.</summary>
    public int Resources { get; init; }

    /// <summary>Resources of which a new version was stored.</summary>
    public int Stored { get; init; }

    /// <summary>Microseconds by stage: parse, map, validate, resolve (identify, reconcile and route).</summary>
    public IReadOnlyDictionary<string, long> Timings { get => field ?? new Dictionary<string, long>(); init; }

    /// <summary>Of a batch: how it was divided.</summary>
    public BatchSummary? Batch { get; init; }

    /// <summary>Version of the mappings folder that was used.</summary>
    public string? Mapping { get; init; }

    /// <summary>Of an internal fault: its type and where it happened, for who mends it.</summary>
    public string? Fault { get; init; }

    /// <summary>The codes of the findings, each once.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Codes => [.. Issues.Select(i => i.Code).Distinct(StringComparer.Ordinal)];

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    public static MessageReport Parse(string json) => JsonSerializer.Deserialize(json, ReportJson.Default.MessageReport) ?? new MessageReport();

    /// <summary>One line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ReportJson.Default.MessageReport);
}

/// <summary>How many records a batch has; <paramref name="Repeated"/> are those that had been received before, and the message of each.</summary>
public sealed record BatchSummary(int Records, IReadOnlyList<RepeatedRecord> Repeated);

/// <summary>A record of a batch that was received before.</summary>
public sealed record RepeatedRecord(int Number, Guid Message);

/// <summary>Counts of leaves; <paramref name="UnmappedPaths"/> names the first of the unmapped ones.</summary>
public sealed record LedgerSummary(int Carried, int Tested, int Ignored, int Unmapped, IReadOnlyList<string> UnmappedPaths)
{
    /// <summary>No message needs more names than this; the whole ledger is made again from the record by <c>interop map</c>.</summary>
    public const int MaxPaths = 50;
}

/// <summary>An issue as stored.</summary>
public sealed record ReportedIssue(
    string Code, IssueSeverity Severity, string? Source, int? Line, int? Column, string? Expression, string? Script, IReadOnlyList<string> Arguments)
{
    /// <summary>From a finding.</summary>
    public static ReportedIssue From(Issue issue) => new(
        issue.Code.Id, issue.Severity, issue.Location.Source, issue.Location.Line, issue.Location.Column, issue.Location.Expression, issue.Location.Script, issue.Arguments);

    /// <summary>Back to a finding, with its texts; null for a code that this version does not know.</summary>
    public Issue? ToIssue()
    {
        var code = IssueCodes.All.FirstOrDefault(c => c.Id == Code);
        return code is null ? null : new Issue(code, new IssueLocation { Source = Source, Line = Line, Column = Column, Expression = Expression, Script = Script }, [.. Arguments])
        {
            Severity = Severity,
        };
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MessageReport))]
internal sealed partial class ReportJson : JsonSerializerContext;
