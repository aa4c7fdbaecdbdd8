using System.Globalization;
using Interop.Fhir.Tree;
using Interop.Mapping;
using Spectre.Console;

namespace Interop.Functions.Commands;

/// <summary>An explained record for a terminal, both ways: where each FHIR element came from, and what became of each field; coloured where colours show.</summary>
public static class ExplainText
{
    private const int MostText = 60;

    /// <summary>Writes to a console of any kind.</summary>
    public static void Write(ExplainedRecord result, IAnsiConsole console)
    {
        var places = new RecordValues(result);
        if (result.Lineage is { } lineage && result.Bundle is { } bundle)
        {
            WriteElements(lineage, bundle, places, console);
        }

        if (result.Ledger is { } ledger)
        {
            WriteFields(ledger, result.Lineage, places, console);
            console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ledger.Carried} carried, {ledger.Tested} tested, {ledger.Ignored} ignored, {ledger.Unmapped} unmapped"));
        }

        foreach (var issue in result.Issues)
        {
            console.MarkupLineInterpolated($"[{(issue.IsError ? "red" : "yellow")}]{Cli.Describe(issue)}[/]");
        }
    }

    private static void WriteElements(Lineage lineage, NodeTree bundle, RecordValues places, IAnsiConsole console)
    {
        var table = NewTable("FHIR element", "value", "script", "from");
        foreach (var entry in lineage.Entries)
        {
            var node = bundle.At(entry.Node);
            if (node.HasValue)
            {
                var from = string.Join('\n', entry.Sources.Select(s => places.Find(s) is { } value ? $"{s} = {Short(value)}" : s));
                table.AddRow(Cell(Short(entry.Path, 90)), Cell(Short(node.Text ?? ""), "green"), Cell(entry.Script, "grey"), Cell(from, "blue"));
            }
        }

        console.Write(table);
    }

    private static void WriteFields(Ledger ledger, Lineage? lineage, RecordValues places, IAnsiConsole console)
    {
        var table = NewTable("field", "value", "became", "where, or why not");
        foreach (var leaf in ledger.Leaves)
        {
            var where = leaf.State == LeafState.Carried ? string.Join('\n', lineage?.OfSource(leaf.Path).Select(e => Short(e.Path, 90)) ?? []) : leaf.Reason ?? "";
            table.AddRow(Cell(leaf.Path), Cell(Short(places.Find(leaf.Path) ?? ""), "blue"), Cell(leaf.State.ToString().ToLowerInvariant(), Colour(leaf.State)), Cell(where));
        }

        console.Write(table);
    }

    private static Table NewTable(params string[] columns)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(column));
        }

        return table;
    }

    private static Markup Cell(string text, string? colour = null) => colour is null ? new Markup(Markup.Escape(text)) : new Markup($"[{colour}]{Markup.Escape(text)}[/]");

    private static string Colour(LeafState state) => state switch
    {
        LeafState.Carried => "green",
        LeafState.Tested => "blue",
        LeafState.Ignored => "grey",
        _ => "red",
    };

    private static string Short(string text, int most = MostText)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= most ? line : line[..(most - 1)] + "…";
    }
}
