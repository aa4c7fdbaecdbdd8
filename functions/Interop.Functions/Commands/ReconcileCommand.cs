using System.CommandLine;
using Interop.Engine.Messages;
using Interop.Engine.Ports;
using Spectre.Console;

namespace Interop.Functions.Commands;

/// <summary><c>interop reconcile</c>: the books. Every record received is somewhere; a difference is a fault.</summary>
public static class ReconcileCommand
{
    /// <summary>The verb.</summary>
    public static Command Build()
    {
        var data = Cli.Data();
        var ledger = new Option<bool>("--ledger") { Description = "Also add the loss ledgers up, per partner and record" };
        var command = new Command("reconcile", "The books per partner, record and day") { data, ledger };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var store = await Cli.OpenExistingStoreAsync(Cli.Settings(parsed), parsed.GetValue(data), cancellationToken);
            var books = await store.ReadBooksAsync(cancellationToken);
            if (books.Count == 0)
            {
                Console.WriteLine("Nothing has been received yet.");
                return ExitCode.Done;
            }

            AnsiConsole.Write(Table(books));
            if (parsed.GetValue(ledger))
            {
                WriteLedgers(await new LedgerBook(store).SumAsync(new HistoryQuery(), cancellationToken));
            }

            return books.All(b => b.Balanced) ? ExitCode.Done : ExitCode.Faults;
        });
        return command;
    }

    private static void WriteLedgers(IReadOnlyList<LedgerLine> lines)
    {
        var table = new Table().Border(TableBorder.Rounded).Title("Loss ledgers");
        table.AddColumns("partner", "record", "messages", "carried", "tested", "ignored", "unmapped", "unmapped most often");
        foreach (var l in lines)
        {
            var numbers = new[] { l.Messages, l.Carried, l.Tested, l.Ignored, l.Unmapped };
            table.AddRow([
                Markup.Escape(l.Organisation), Markup.Escape(l.Record), .. numbers.Select(n => n.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                Markup.Escape(string.Join(", ", l.UnmappedPaths.Take(3).Select(p => p.Path))),
            ]);
        }

        AnsiConsole.Write(table);
    }

    /// <summary>The books as a table.</summary>
    public static Table Table(IReadOnlyList<BookLine> books)
    {
        var table = new Table().Border(TableBorder.Rounded).Title("Books");
        table.AddColumns("partner", "record", "day", "received", "settled", "superseded", "cancelled", "quarantined", "parked", "in progress", "");
        foreach (var b in books)
        {
            var numbers = new[] { b.Received, b.Settled, b.Superseded, b.Cancelled, b.Quarantined, b.Parked, b.InProgress };
            table.AddRow([
                Markup.Escape(b.Organisation), Markup.Escape(b.Record), b.Day.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
                .. numbers.Select(n => n.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                b.Balanced ? "[green]balanced[/]" : "[red]DIFFERENCE[/]",
            ]);
        }

        return table;
    }
}
