using System.Globalization;
using System.Text.Json;
using Interop.Engine.Ports;
using Spectre.Console;

namespace Interop.Functions.Demo;

/// <summary>The demo on one screen.</summary>
public static class DemoReport
{
    private const int IssuesWidth = 34;

    private static readonly string[] Leaves = ["carried", "tested", "ignored", "unmapped"];
    private static readonly string[] Stages = ["map", "validate", "resolve"];

    /// <summary>All tables.</summary>
    public static IEnumerable<Table> All(IReadOnlyList<DemoResult> results, IReadOnlyList<RecordingEndpoint> receivers, IReadOnlyList<PulledFeed> feeds, IReadOnlyList<BookLine> books) =>
        [Records(results), Receivers(receivers), Feeds(feeds), Commands.ReconcileCommand.Table(books)];

    /// <summary>One row per record.</summary>
    public static Table Records(IReadOnlyList<DemoResult> results)
    {
        var table = new Table().Border(TableBorder.Rounded).Title("What became of each record");
        table.AddColumn(new TableColumn("record").NoWrap());
        table.AddColumn(new TableColumn("state").NoWrap());
        table.AddColumn(new TableColumn("issues") { Width = IssuesWidth });
        table.AddColumn(new TableColumn("fields: carried /\ntested / ignored /\nunmapped").NoWrap());
        table.AddColumn(new TableColumn("resources\n(stored)").NoWrap());
        table.AddColumn(new TableColumn("deliveries (attempts)").NoWrap());
        table.AddColumn(new TableColumn("ms: map /\ncheck / resolve").NoWrap());
        foreach (var result in results)
        {
            var view = result.View;
            table.AddRow(
                Markup.Escape(Path.GetFileNameWithoutExtension(result.Sample.File)),
                $"{(result.AsExpected ? "[green]" : "[red]")}{State(result)}[/]",
                Markup.Escape(Issues(result)),
                Ledger(view),
                $"{view.GetProperty("resources").GetInt32()} ({view.GetProperty("stored").GetInt32()})",
                Markup.Escape(Deliveries(view)),
                Timings(view));
        }

        return table;
    }

    /// <summary>One row per act that billing pulled.</summary>
    public static Table Feeds(IReadOnlyList<PulledFeed> feeds)
    {
        var table = new Table().Border(TableBorder.Rounded).Title("What billing pulled and acknowledged");
        table.AddColumns("feed", "act", "version", "state", "why blocked");
        foreach (var feed in feeds)
        {
            foreach (var entry in feed.Items)
            {
                var item = entry.GetProperty("item");
                var act = item.TryGetProperty("act", out var a) && a.TryGetProperty("code", out var c) ? c.GetString() : "?";
                table.AddRow(feed.Feed, $"{act}", entry.GetProperty("version").ToString(), State(entry), Markup.Escape(Reasons(item)));
            }
        }

        return table;
    }

    /// <summary>One row per receiver.</summary>
    public static Table Receivers(IReadOnlyList<RecordingEndpoint> receivers)
    {
        var table = new Table().Border(TableBorder.Rounded).Title("What each receiver got");
        table.AddColumns("receiver", "calls", "refused", "taken (each idempotency key once)");
        foreach (var receiver in receivers)
        {
            var taken = receiver.Taken.GroupBy(t => t.Message).Select(g => $"{g.Count()} x {g.Key}");
            table.AddRow(receiver.Name, $"{receiver.Calls.Count}", $"{receiver.Calls.Count(c => c.Status != 200)}", Markup.Escape(string.Join(", ", taken)));
        }

        return table;
    }

    private static string State(DemoResult result) => result.Status == 422 && result.View.GetProperty("state").GetString() == "superseded"
        ? "quarantined,\nthen superseded"
        : result.View.GetProperty("state").GetString()!;

    private static string State(JsonElement entry) => entry.GetProperty("state").GetString() switch
    {
        "billable" => "[green]billable[/]",
        "blocked" => "[yellow]blocked[/]",
        var other => Markup.Escape(other ?? ""),
    };

    private static string Reasons(JsonElement item) => !item.TryGetProperty("blockedReasons", out var reasons)
        ? ""
        : string.Join("; ", reasons.EnumerateArray().Select(r => $"{r.GetProperty("code").GetString()} ({(r.TryGetProperty("field", out var f) ? f.GetString() : "")})"));

    private static string Issues(DemoResult result)
    {
        var issues = (result.Outcome is { } outcome ? outcome.GetProperty("issue") : result.View.GetProperty("issues")).EnumerateArray()
            .Select(i => (Severity: i.GetProperty("severity").GetString(), Issue: i)).ToList();
        var error = issues.FirstOrDefault(i => i.Severity is "error" or "fatal").Issue;
        if (error.ValueKind == JsonValueKind.Undefined)
        {
            return issues.Count == 0 ? "none" : $"{issues.Count} {(issues.Count == 1 ? "warning" : "warnings")}";
        }

        var place = error.TryGetProperty("location", out var location) ? location[0].GetString() : "";
        return $"{place}\n{error.GetProperty("details").GetProperty("text").GetString()}";
    }

    private static string Ledger(JsonElement view) => !view.TryGetProperty("ledger", out var ledger)
        ? "-"
        : string.Join(" / ", Leaves.Select(n => ledger.GetProperty(n).GetInt32().ToString(CultureInfo.InvariantCulture)));

    private static string Deliveries(JsonElement view) => string.Join("\n", view.GetProperty("deliveries").EnumerateArray().Select(d =>
    {
        var reason = d.GetProperty("reason").GetString() is { } text ? $": {text}" : "";
        return $"{d.GetProperty("message").GetString()!.Replace("-software/", "/", StringComparison.Ordinal)} {d.GetProperty("state").GetString()} ({d.GetProperty("attempts").GetArrayLength()}){reason}";
    }));

    private static string Timings(JsonElement view)
    {
        var stages = view.GetProperty("microseconds");
        return string.Join(" / ", Stages.Select(s =>
            stages.TryGetProperty(s, out var us) ? (us.GetInt64() / 1000.0).ToString("0.0", CultureInfo.InvariantCulture) : "-"));
    }
}
