using System.Globalization;
using System.Text;
using Interop.Mapping;

namespace Interop.Functions.Commands;

/// <summary>An explained record for a terminal: each element with its value, script line and fields, then what did not arrive.</summary>
public static class ExplainText
{
    /// <summary>Plain text, in columns.</summary>
    public static string Write(ExplainedRecord result)
    {
        var text = new StringBuilder();
        foreach (var entry in result.Lineage?.Entries ?? [])
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{entry.Path,-90} {entry.Script,-60} {string.Join(", ", entry.Sources)}");
        }

        if (result.Ledger is { } ledger)
        {
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"{ledger.Carried} carried, {ledger.Tested} tested, {ledger.Ignored} ignored, {ledger.Unmapped} unmapped");
            foreach (var leaf in ledger.Leaves.Where(l => l.State is not LeafState.Carried))
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"  {leaf.State.ToString().ToLowerInvariant(),-9} {leaf.Path} {leaf.Reason}");
            }
        }

        foreach (var issue in result.Issues)
        {
            text.AppendLine(Cli.Describe(issue));
        }

        return text.ToString();
    }
}
