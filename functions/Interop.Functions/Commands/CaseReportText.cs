using System.Globalization;
using System.Text;
using Interop.Mapping;
using Interop.Mapping.Cases;

namespace Interop.Functions.Commands;

/// <summary>Results of cases for a terminal: one line a case, and for a failed one what is wrong and where the golden file differs.</summary>
internal static class CaseReportText
{
    private const int MostFaults = 20;

    public static void Write(CaseReport report, IMappingFiles files, TextWriter output, bool onlyFailed)
    {
        foreach (var result in report.Results.Where(r => !onlyFailed || !r.Passed))
        {
            var ledger = result.Ledger;
            var counts = string.Create(CultureInfo.InvariantCulture, $"{ledger.Carried} carried, {ledger.Tested} tested, {ledger.Ignored} ignored, {ledger.Unmapped} unmapped");
            output.WriteLine($"{(result.Passed ? "ok  " : "FAIL")} {result.Case.Mapping}/{result.Case.Name}: {counts}");
            output.Write(Faults(result, files));
        }

        report.RuleFaults.Concat(report.FieldFaults).ToList().ForEach(f => output.WriteLine("FAIL " + Cli.Describe(f)));
    }

    /// <summary>What is wrong with a case, line by line; empty when nothing is.</summary>
    public static string Faults(CaseResult result, IMappingFiles files)
    {
        var text = new StringBuilder();
        foreach (var fault in result.Faults.Take(MostFaults))
        {
            text.Append("       ").Append(Cli.Describe(fault)).Append('\n');
        }

        if (result.Faults.Count > MostFaults)
        {
            text.Append(CultureInfo.InvariantCulture, $"       and {result.Faults.Count - MostFaults} more\n");
        }

        foreach (var (path, content) in result.NewFiles)
        {
            text.Append("       --- ").Append(path).Append("\n       +++ now\n");
            LineDiff.Of(Read(files, path), content ?? "").ForEach(l => text.Append("       ").Append(l).Append('\n'));
        }

        return text.ToString();
    }

    private static string Read(IMappingFiles files, string path) => files.Read(path) is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : "";
}
