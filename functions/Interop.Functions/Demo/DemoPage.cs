using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Interop.Functions.Commands;

namespace Interop.Functions.Demo;

/// <summary>The demo as a page: each record, what it shows, where it went, and the very payloads that the receivers took.</summary>
public static class DemoPage
{
    private static readonly string[] Leaves = ["carried", "tested", "ignored", "unmapped"];

    private const string Style = """
        body{font:14px/1.5 system-ui,sans-serif;margin:0;color:#1b2733;background:#f6f8fa}header{background:#12324a;color:#fff;padding:20px 28px}h1{font-size:20px;margin:0}
        main{max-width:1100px;margin:0 auto;padding:20px}article{background:#fff;border:1px solid #d5dde5;border-radius:8px;padding:14px 18px;margin:0 0 14px}
        h2{font-size:15px;margin:0 0 4px}p{margin:2px 0 8px;color:#4b5b69}.bar{display:flex;height:10px;border-radius:5px;overflow:hidden;background:#eceff2;margin:6px 0}
        .carried{background:#37a169}.tested{background:#5b8def}.ignored{background:#a9b4be}.unmapped{background:#e5534b}.tag{display:inline-block;border-radius:4px;padding:1px 8px;margin-right:6px;background:#e7edf3}
        .settled{background:#d9f2e3}.quarantined,.superseded{background:#ffe6c7}details{margin:4px 0}summary{cursor:pointer}pre{background:#f6f8fa;border-radius:6px;padding:10px;overflow:auto;max-height:360px;font-size:12px}
        """;

    /// <summary>The page.</summary>
    public static string Write(IReadOnlyList<DemoResult> results, IReadOnlyList<RecordingEndpoint> receivers)
    {
        var html = new StringBuilder("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>interop demo</title><style>").Append(Style);
        html.Append("</style><header><h1>interop demo: every record, every field, every receiver</h1></header><main>");
        foreach (var result in results)
        {
            Record(html, result);
        }

        foreach (var receiver in receivers)
        {
            html.Append(CultureInfo.InvariantCulture, $"<article><h2>{Encode(receiver.Name)}</h2><p>{receiver.Taken.Count} taken, {receiver.Calls.Count(c => c.Status != 200)} refused first</p>");
            foreach (var call in receiver.Taken)
            {
                Payload(html, call.Sequence > 0 ? $"{call.Message} (sequence {call.Sequence})" : $"{call.Message} {call.Key}", call.Body);
            }

            html.Append("</article>");
        }

        return html.Append("</main></html>").ToString();
    }

    private static void Record(StringBuilder html, DemoResult result)
    {
        var state = result.View.GetProperty("state").GetString()!;
        html.Append(CultureInfo.InvariantCulture, $"<article><h2>{Encode(Path.GetFileNameWithoutExtension(result.Sample.File))} <span class=\"tag {state}\">{state}</span></h2><p>{Encode(result.Sample.Shows)}</p>");
        if (result.View.TryGetProperty("ledger", out var ledger))
        {
            html.Append("<div class=\"bar\" title=\"fields: carried, tested, ignored, unmapped\">");
            foreach (var kind in Leaves)
            {
                html.Append(CultureInfo.InvariantCulture, $"<div class=\"{kind}\" style=\"flex:{ledger.GetProperty(kind).GetInt32()}\"></div>");
            }

            html.Append("</div>");
        }

        foreach (var issue in (result.Outcome?.GetProperty("issue") ?? result.View.GetProperty("issues")).EnumerateArray())
        {
            var place = issue.TryGetProperty("location", out var location) ? location[0].GetString() : "";
            html.Append(CultureInfo.InvariantCulture, $"<p><b>{Encode(issue.GetProperty("severity").GetString()!)}</b> <code>{Encode(place ?? "")}</code> {Encode(issue.GetProperty("details").GetProperty("text").GetString()!)} <i>{Encode(issue.GetProperty("diagnostics").GetString()!)}</i></p>");
        }

        foreach (var delivery in result.View.GetProperty("deliveries").EnumerateArray())
        {
            html.Append(CultureInfo.InvariantCulture, $"<span class=\"tag\">{Encode(delivery.GetProperty("endpoint").GetString() ?? delivery.GetProperty("recipient").GetString()!)}: {Encode(delivery.GetProperty("message").GetString()!)} {delivery.GetProperty("state").GetString()} after {delivery.GetProperty("attempts").GetArrayLength()} attempt(s)</span>");
        }

        html.Append("</article>");
    }

    private static void Payload(StringBuilder html, string title, string json)
    {
        using var document = JsonDocument.Parse(json);
        html.Append("<details><summary>").Append(Encode(title)).Append("</summary><pre>").Append(Encode(JsonSerializer.Serialize(document.RootElement, Pretty.Options))).Append("</pre></details>");
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
