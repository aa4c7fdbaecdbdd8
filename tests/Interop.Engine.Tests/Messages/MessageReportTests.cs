using Interop.Engine.Messages;
using Interop.Fhir.Issues;

namespace Interop.Engine.Tests.Messages;

public sealed class MessageReportTests
{
    [Fact]
    public void A_report_reads_back_as_it_was_written()
    {
        var issue = new Issue(IssueCodes.RecordConflict, new IssueLocation { Source = "$.lines[2]", Line = 3, Column = 4, Expression = "List.entry[1]", Script = "a/b.sbn:7" }, "x", "y")
        {
            Severity = IssueSeverity.Warning,
        };
        var report = new MessageReport
        {
            Issues = [ReportedIssue.From(issue)], Ledger = new LedgerSummary(1, 2, 3, 4, ["$.a"]), Resources = 5, Stored = 6,
            Timings = new Dictionary<string, long> { ["map"] = 7 }, Mapping = "v",
        };
        var read = MessageReport.Parse(report.ToJson());
        Assert.Equal(report.ToJson(), read.ToJson());
        var back = Assert.Single(read.Issues).ToIssue()!;
        Assert.Equal((issue.Code, issue.Severity, issue.Location), (back.Code, back.Severity, back.Location));
        Assert.Equal(issue.Text(Language.French), back.Text(Language.French));
        Assert.Equal((5, 6, 7L, "v"), (read.Resources, read.Stored, read.Timings["map"], read.Mapping));
        Assert.Equal(["$.a"], read.Ledger!.UnmappedPaths);
    }

    [Fact]
    public void An_empty_report_reads_back_with_empty_lists()
    {
        var read = MessageReport.Parse("{}");
        Assert.Empty(read.Issues);
        Assert.Empty(read.Timings);
        Assert.Null(read.Ledger);
    }

    [Fact]
    public void A_code_of_another_version_of_the_engine_has_no_text_and_breaks_nothing() =>
        Assert.Null(new ReportedIssue("code-of-tomorrow", IssueSeverity.Error, null, null, null, null, null, []).ToIssue());
}
