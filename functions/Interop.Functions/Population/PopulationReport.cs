using System.Globalization;
using Spectre.Console;

namespace Interop.Functions.Population;

/// <summary>The verdict on a population, for a terminal.</summary>
public static class PopulationReport
{
    private const int DifferencesShown = 40;

    /// <summary>Records, faults, acts.</summary>
    public static IEnumerable<Table> Tables(PopulationVerdict verdict)
    {
        var records = New("Records", "record", "pushed", "taken", "superseded", "sent again", "quarantined", "conflict");
        foreach (var (name, counts) in verdict.ByRecord)
        {
            records.AddRow([name, .. counts.Select(c => Number(c))]);
        }

        yield return records;
        var faults = New("Faults put in on purpose", "fault", "issue", "injected", "told as it must be");
        foreach (var (fault, counts) in verdict.ByFault)
        {
            faults.AddRow(Markup.Escape(fault.Name), fault.Code, Number(counts[0]), $"{(counts[0] == counts[1] ? "[green]" : "[red]")}{Number(counts[1])}[/]");
        }

        yield return faults;
        var acts = New("Acts to bill: pulled from the feed, and counted from the records", "feed", "act", "state", "counted", "pulled");
        foreach (var group in verdict.Expected.Concat(verdict.Pulled.Values.Where(a => a.State != "cancelled" || verdict.Expected.Any(e => e.ItemId == a.ItemId && e.Feed == a.Feed)))
            .Select(a => (a.Feed, a.Code, a.State)).Distinct().Order())
        {
            acts.AddRow(group.Feed, group.Code, group.State, Number(verdict.Expected.Count(a => (a.Feed, a.Code, a.State) == group)), Number(verdict.Pulled.Values.Count(a => (a.Feed, a.Code, a.State) == group)));
        }

        yield return acts;
    }

    /// <summary>The sums, and what differs.</summary>
    public static IEnumerable<string> Words(PopulationVerdict verdict)
    {
        var books = verdict.Books;
        yield return $"Books: {Number(books.Sum(b => b.Received))} received = {Number(books.Sum(b => b.Settled))} settled + {Number(books.Sum(b => b.Superseded))} superseded + {Number(books.Sum(b => b.Cancelled))} cancelled"
            + $" + {Number(books.Sum(b => b.Quarantined))} quarantined + {Number(books.Sum(b => b.Parked))} parked + {Number(books.Sum(b => b.InProgress))} in progress";
        yield return $"Treatments: {Number(verdict.Plans)} compared with what a receiver was told last";
        foreach (var difference in verdict.Differences.Take(DifferencesShown))
        {
            yield return "DIFFERENCE " + difference;
        }

        yield return verdict.Differences.Count == 0 ? "All is as it must be." : $"{Number(verdict.Differences.Count)} differences.";
    }

    private static Table New(string title, params string[] columns) => new Table().Border(TableBorder.Rounded).Title(title).AddColumns(columns);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
