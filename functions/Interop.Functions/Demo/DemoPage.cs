using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Interop.Engine.Ports;
using Interop.Fhir.Issues;
using Interop.Functions.Commands;
using Interop.Functions.Demo.Story;

namespace Interop.Functions.Demo;

/// <summary>What the page shows: the story, and all that it was told from.</summary>
public sealed record DemoPageContent(
    StoryWords Words, IReadOnlyList<StoryLine> Story, IReadOnlyList<StoryLine> Ends, IReadOnlyList<DemoResult> Results, IReadOnlyList<RecordingEndpoint> Receivers,
    IReadOnlyList<PulledFeed> Feeds, IReadOnlyList<BookLine> Books);

/// <summary>The demo as a page: the story, each record, where it went, and the very payloads that the receivers took.</summary>
public static class DemoPage
{
    private static readonly string[] Leaves = ["carried", "tested", "ignored", "unmapped"];

    private const string Style = """
        *{box-sizing:border-box}body{font:15px/1.55 system-ui,"DejaVu Sans",sans-serif;margin:0;color:#1b2733;background:#f3f6f8}header{background:#12324a;color:#fff;padding:22px 0}
        header div,main{max-width:1040px;margin:0 auto;padding:0 24px}h1{font-size:21px;margin:0}header p{color:#c6d6e2;margin:4px 0 0}h2{font-size:17px;margin:34px 0 10px}h3{font-size:15px;margin:0 0 2px}
        ol{list-style:none;margin:0;padding:0;background:#fff;border:1px solid #d5dde5;border-radius:10px;overflow:hidden}ol li{display:grid;grid-template-columns:34px 104px 1fr;gap:10px;padding:11px 16px;border-top:1px solid #e7edf2}
        ol li:first-child{border-top:0}ol .n{color:#7a8a97;text-align:right}article{background:#fff;border:1px solid #d5dde5;border-radius:10px;padding:14px 18px;margin:0 0 12px}p{margin:2px 0 8px;color:#4b5b69}
        .mark,.tag{display:inline-block;border-radius:12px;padding:1px 10px;font-size:13px;white-space:nowrap;background:#e7edf3;height:fit-content;justify-self:start}.tag{margin:2px 6px 2px 0}
        .delivered,.tobill,.settled,.billable{background:#d7f2e1;color:#0d5b30}.heldback,.alert,.quarantined,.superseded,.blocked{background:#ffe9c9;color:#7a4300}.corrected,.replaced{background:#dbe8ff;color:#173f86}
        .withdrawn{background:#eedcf7;color:#5a2077}.wrong{background:#fbd9d7;color:#8c1d18}.bar{display:flex;height:10px;border-radius:5px;overflow:hidden;background:#eceff2;margin:8px 0 2px}
        .carried{background:#37a169}.tested{background:#5b8def}.ignored{background:#a9b4be}.unmapped{background:#e5534b}.key{font-size:12px;color:#66757f}.key b{font-weight:600;color:#37474f}
        table{border-collapse:collapse;width:100%;background:#fff;border:1px solid #d5dde5;border-radius:10px;overflow:hidden;font-size:14px}th,td{text-align:left;padding:7px 12px;border-top:1px solid #e7edf2}th{background:#f7f9fb;border-top:0;font-weight:600;color:#4b5b69}
        td.num,th.num{text-align:right;font-variant-numeric:tabular-nums}details{margin:4px 0}summary{cursor:pointer;padding:2px 0}pre{background:#f6f8fa;border-radius:6px;padding:10px;overflow:auto;max-height:360px;font-size:12px;margin:6px 0}code{background:#f2f5f7;border-radius:4px;padding:0 4px}
        """;

    /// <summary>The page.</summary>
    public static string Write(DemoPageContent content)
    {
        var words = content.Words;
        var html = new StringBuilder($"<!doctype html><html lang=\"{(words.Language == Language.French ? "fr" : "en")}\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>interop demo</title><style>");
        html.Append(Style).Append("</style><header><div><h1>").Append(Encode(words.Say("What happened, and to whom", "Ce qui s’est passé, et pour qui"))).Append("</h1><p>")
            .Append(Encode(words.Say("A pharmacy, two care homes, billing, and an engine between them. Everything here was read from the running engine and from what the receivers took. All persons are invented.",
                "Une pharmacie, deux EHPAD, la facturation, et un moteur entre eux. Tout est lu dans le moteur en marche et chez les destinataires. Toutes les personnes sont inventées."))).Append("</p></div></header><main>");
        Story(html, content);
        Acts(html, content.Feeds, words);
        Books(html, content.Books, words);
        Heading(html, words.Say("Every record", "Chaque enregistrement"));
        content.Results.ToList().ForEach(r => Record(html, r, words));
        Heading(html, words.Say("What each receiver took, byte for byte", "Ce que chaque destinataire a pris, octet pour octet"));
        content.Receivers.ToList().ForEach(r => Receiver(html, r, words));
        return html.Append("</main></html>").ToString();
    }

    private static void Story(StringBuilder html, DemoPageContent content)
    {
        Heading(html, words: content.Words.Say("The story", "L’histoire"));
        html.Append("<ol>");
        for (var i = 0; i < content.Story.Count; i++)
        {
            Sentence(html, (i + 1).ToString(CultureInfo.InvariantCulture), content.Story[i], content.Words);
        }

        content.Ends.ToList().ForEach(e => Sentence(html, "Σ", e, content.Words));
        html.Append("</ol>");
    }

    private static void Sentence(StringBuilder html, string number, StoryLine line, StoryWords words)
    {
        var mark = line.Wrong.Count > 0 ? "wrong" : line.Mark.ToString().ToLowerInvariant();
        var word = line.Wrong.Count > 0 ? words.Say("wrong", "faux") : number == "Σ" ? words.Say("as it must be", "conforme") : words.Mark(line.Mark);
        html.Append(CultureInfo.InvariantCulture, $"<li><span class=\"n\">{number}</span><span class=\"mark {mark}\">{Encode(word)}</span><span>{Encode(line.Text)}");
        line.Wrong.ToList().ForEach(w => html.Append("<br><b>").Append(Encode(w)).Append("</b>"));
        html.Append("</span></li>");
    }

    private static void Acts(StringBuilder html, IReadOnlyList<PulledFeed> feeds, StoryWords words)
    {
        Heading(html, words.Say("Acts that billing pulled", "Actes lus par la facturation"));
        Head(html, "feed", "act", "version", "state", words.Say("why blocked", "motif"));
        foreach (var (feed, entry) in feeds.SelectMany(f => f.Items.Select(i => (f.Feed, i))))
        {
            var why = string.Join(", ", entry.List("item", "blockedReasons").Select(r => $"{r.Text("field")}: {words.Code(r.Text("code"))}"));
            html.Append(CultureInfo.InvariantCulture, $"<tr><td>{Encode(feed)}</td><td>{Encode(entry.Text("item", "act", "code"))} {Encode(entry.Text("itemId"))}</td><td class=\"num\">{entry.Text("version")}</td><td><span class=\"tag {entry.Text("state")}\">{entry.Text("state")}</span></td><td>{Encode(why)}</td></tr>");
        }

        html.Append("</table>");
    }

    private static void Books(StringBuilder html, IReadOnlyList<BookLine> books, StoryWords words)
    {
        Heading(html, words.Say("The books of the story", "Les comptes de l’histoire"));
        Head(html, "partner", "record", "received", "settled", "superseded", "cancelled", "quarantined", "parked");
        foreach (var b in books)
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><td>{Encode(b.Organisation)}</td><td>{Encode(b.Record)}</td>");
            ((long[])[b.Received, b.Settled, b.Superseded, b.Cancelled, b.Quarantined, b.Parked]).ToList().ForEach(n => html.Append(CultureInfo.InvariantCulture, $"<td class=\"num\">{n}</td>"));
            html.Append("</tr>");
        }

        html.Append("</table>");
    }

    private static void Record(StringBuilder html, DemoResult result, StoryWords words)
    {
        var state = result.View.Text("state");
        html.Append(CultureInfo.InvariantCulture, $"<article><h3>{Encode(Path.GetFileNameWithoutExtension(result.Sample.File))} <span class=\"tag {state}\">{state}</span></h3><p>{Encode(words.Say(result.Sample.Shows, result.Sample.ShowsFrench))}</p>");
        if (result.View.At("ledger") is { ValueKind: JsonValueKind.Object } ledger)
        {
            html.Append("<div class=\"bar\">");
            Leaves.ToList().ForEach(kind => html.Append(CultureInfo.InvariantCulture, $"<div class=\"{kind}\" style=\"flex:{ledger.Text(kind)}\"></div>"));
            html.Append("</div><p class=\"key\">").Append(words.Say("fields: ", "champs : ")).Append(string.Join(", ", Leaves.Select(kind => $"<b>{ledger.Text(kind)}</b> {kind}"))).Append("</p>");
        }

        foreach (var issue in result.Outcome is { } outcome ? outcome.List("issue") : result.View.List("issues"))
        {
            var place = issue.List("location") is [var location, ..] ? location.Text() : "";
            html.Append(CultureInfo.InvariantCulture, $"<p><b>{Encode(issue.Text("severity"))}</b> <code>{Encode(place)}</code> {Encode(issue.Text("details", "text"))} <i>{Encode(issue.Text("diagnostics"))}</i></p>");
        }

        foreach (var delivery in result.View.List("deliveries"))
        {
            var to = delivery.Text("endpoint") is { Length: > 0 } endpoint ? endpoint : delivery.Text("recipient");
            html.Append(CultureInfo.InvariantCulture, $"<span class=\"tag {delivery.Text("state")}\">{Encode(to)}: {Encode(delivery.Text("message"))} {delivery.Text("state")}, {delivery.List("attempts").Count}x</span>");
        }

        html.Append("</article>");
    }

    private static void Receiver(StringBuilder html, RecordingEndpoint receiver, StoryWords words)
    {
        var (taken, refused) = (receiver.Taken.Count, receiver.Calls.Count(c => c.Status != 200));
        html.Append(CultureInfo.InvariantCulture, $"<article><h3>{Encode(receiver.Name)}</h3><p>{Encode(words.Say($"{taken} taken, {refused} refused first", $"{taken} pris, {refused} refusés d’abord"))}</p>");
        foreach (var call in receiver.Taken)
        {
            using var document = JsonDocument.Parse(call.Body);
            var title = call.Sequence > 0 ? $"{call.Message} {document.RootElement.Text("kind")} (sequence {call.Sequence})" : $"{call.Message} {call.Key}";
            html.Append("<details><summary>").Append(Encode(title)).Append("</summary><pre>").Append(Encode(JsonSerializer.Serialize(document.RootElement, Pretty.Options))).Append("</pre></details>");
        }

        html.Append("</article>");
    }

    private static void Heading(StringBuilder html, string words) => html.Append("<h2>").Append(Encode(words)).Append("</h2>");

    private static void Head(StringBuilder html, params ReadOnlySpan<string> columns)
    {
        html.Append("<table><tr>");
        foreach (var column in columns)
        {
            html.Append("<th>").Append(Encode(column)).Append("</th>");
        }

        html.Append("</tr>");
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
