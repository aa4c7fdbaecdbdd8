using Interop.Fhir.Issues;
using Interop.Mapping;

namespace Interop.Engine.Messages;

/// <summary>Makes the report that is kept beside a message.</summary>
public static class Reports
{
    /// <summary>From an interpretation, as far as it got.</summary>
    public static MessageReport Of(Interpretation? interpretation, IReadOnlyList<Issue> issues, string mappingVersion) => new()
    {
        Issues = [.. issues.OrderBy(i => i.Severity).Select(ReportedIssue.From)],
        Ledger = interpretation?.Ledger is { } ledger ? Summary(ledger) : null,
        Resources = interpretation?.Bundle?.Root.All("entry").Count() ?? 0,
        Timings = interpretation?.Timings ?? new Dictionary<string, long>(),
        Mapping = mappingVersion,
        Fault = interpretation?.Fault,
    };

    /// <summary>Counts, and the names of what was not mapped.</summary>
    public static LedgerSummary Summary(Ledger ledger) => new(
        ledger.Carried, ledger.Tested, ledger.Ignored, ledger.Unmapped,
        ledger.Unmapped == 0 ? [] : [.. ledger.LeavesIn(LeafState.Unmapped).Take(LedgerSummary.MaxPaths).Select(l => l.Path)]);
}
