using Interop.Engine.Ports;

namespace Interop.Engine.Messages;

/// <summary>Sums of the ledgers of one sender's messages of one record.</summary>
/// <param name="Messages">Messages that were mapped.</param>
/// <param name="UnmappedPaths">The fields that reached no output and that no rule names, with the number of messages that had them; most frequent first.</param>
public sealed record LedgerLine(
    string Organisation, string Record, long Messages, long Carried, long Tested, long Ignored, long Unmapped, IReadOnlyList<(string Path, long Messages)> UnmappedPaths);

/// <summary>Adds the ledgers of messages up, per sender and mapping.</summary>
public sealed class LedgerBook(IHistory history)
{
    private const int Page = 500;

    /// <summary>The sums over the messages of a query.</summary>
    public async Task<IReadOnlyList<LedgerLine>> SumAsync(HistoryQuery query, CancellationToken cancellationToken)
    {
        var sums = new SortedDictionary<(string Organisation, string Record), Sum>();
        while (true)
        {
            var page = await history.ReadMessagesAsync(query, Page, cancellationToken);
            foreach (var message in page)
            {
                Add(sums, message);
            }

            if (page.Count < Page)
            {
                return [.. sums.Select(s => s.Value.ToLine(s.Key.Organisation, s.Key.Record))];
            }

            query = query with { After = page[^1].Sequence };
        }
    }

    private static void Add(SortedDictionary<(string, string), Sum> sums, MessageRow message)
    {
        if (MessageReport.Parse(message.Report).Ledger is not { } ledger)
        {
            return;
        }

        if (!sums.TryGetValue((message.Organisation, message.Record), out var sum))
        {
            sums[(message.Organisation, message.Record)] = sum = new Sum();
        }

        sum.Messages++;
        (sum.Carried, sum.Tested, sum.Ignored, sum.Unmapped) = (sum.Carried + ledger.Carried, sum.Tested + ledger.Tested, sum.Ignored + ledger.Ignored, sum.Unmapped + ledger.Unmapped);
        foreach (var path in ledger.UnmappedPaths.Select(Bare).Distinct())
        {
            sum.Paths[path] = sum.Paths.GetValueOrDefault(path) + 1;
        }
    }

    private static string Bare(string path) => System.Text.RegularExpressions.Regex.Replace(path, @"\[\d+\]", "[*]");

    private sealed class Sum
    {
        public long Messages { get; set; }

        public long Carried { get; set; }

        public long Tested { get; set; }

        public long Ignored { get; set; }

        public long Unmapped { get; set; }

        public Dictionary<string, long> Paths { get; } = new(StringComparer.Ordinal);

        public LedgerLine ToLine(string organisation, string record) => new(
            organisation, record, Messages, Carried, Tested, Ignored, Unmapped,
            [.. Paths.OrderByDescending(p => p.Value).ThenBy(p => p.Key, StringComparer.Ordinal).Select(p => (p.Key, p.Value))]);
    }
}
