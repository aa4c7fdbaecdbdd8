using System.Globalization;
using System.Net;
using System.Text;
using Interop.Mapping;

namespace Interop.Functions.Commands;

/// <summary>
/// An explained record as one HTML page without outside parts: the record's leaves on the left, the FHIR elements on the right; pointing at one
/// side lights up where it went, or where it came from.
/// </summary>
public static class ExplainHtml
{
    private const string Style = """
        body{font:14px/1.45 system-ui,sans-serif;margin:0;color:#1b2733;background:#f6f8fa}
        header{padding:14px 24px;background:#fff;border-bottom:1px solid #d5dde5}h1{font-size:18px;margin:0 0 4px}
        main{display:grid;grid-template-columns:1fr 1.3fr;gap:16px;padding:16px 24px}section{background:#fff;border:1px solid #d5dde5;border-radius:8px;overflow:auto;max-height:82vh}
        h2{font-size:14px;margin:0;padding:10px 14px;border-bottom:1px solid #e4eaf0;position:sticky;top:0;background:#fff}
        table{border-collapse:collapse;width:100%}td{padding:3px 14px;border-bottom:1px solid #f0f3f6;vertical-align:top;font-family:ui-monospace,monospace;font-size:12px;overflow-wrap:anywhere}
        td.s{color:#6b7a88}tr.lit{background:#fff3c4}.b{display:inline-block;min-width:64px;border-radius:4px;padding:0 6px;text-align:center}
        .carried{background:#d9f2e3}.tested{background:#dbe9fb}.ignored{background:#eceff2}.unmapped{background:#ffd9d6}
        """;

    private const string Script = """
        const rows=[...document.querySelectorAll('tr[data-p]')];const light=(t)=>{rows.forEach(r=>r.classList.remove('lit'));
        if(!t)return;t.classList.add('lit');const p=t.dataset.p;rows.forEach(r=>{const mine=(t.dataset.f||'').split('\n'),his=(r.dataset.f||'').split('\n');
        if(mine.includes(r.dataset.p)||his.includes(p))r.classList.add('lit')})};
        document.addEventListener('mouseover',e=>light(e.target.closest('tr[data-p]')));
        """;

    /// <summary>The page.</summary>
    public static string Write(string name, ExplainedRecord result)
    {
        var html = new StringBuilder("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>").Append(Encode(name)).Append("</title><style>").Append(Style);
        html.Append("</style><header><h1>").Append(Encode(name)).Append("</h1>");
        if (result.Ledger is { } ledger)
        {
            html.Append(CultureInfo.InvariantCulture, $"<span class=\"b carried\">{ledger.Carried} carried</span> <span class=\"b tested\">{ledger.Tested} tested</span> ");
            html.Append(CultureInfo.InvariantCulture, $"<span class=\"b ignored\">{ledger.Ignored} ignored</span> <span class=\"b unmapped\">{ledger.Unmapped} unmapped</span>");
        }

        html.Append("</header><main><section><h2>Fields of the record</h2><table>");
        foreach (var leaf in result.Ledger?.Leaves ?? [])
        {
            var state = leaf.State.ToString().ToLowerInvariant();
            html.Append(CultureInfo.InvariantCulture, $"<tr data-p=\"{Encode(leaf.Path)}\"><td>{Encode(leaf.Path)}</td><td><span class=\"b {state}\">{state}</span></td><td class=\"s\">{Encode(leaf.Reason ?? "")}</td></tr>");
        }

        html.Append("</table></section><section><h2>FHIR elements</h2><table>");
        foreach (var entry in result.Lineage?.Entries ?? [])
        {
            var sources = Encode(string.Join("\n", entry.Sources));
            html.Append(CultureInfo.InvariantCulture, $"<tr data-p=\"{Encode(entry.Path)}\" data-f=\"{sources}\"><td>{Encode(entry.Path)}</td><td class=\"s\">{Encode(entry.Script)}</td><td>{sources.Replace("\n", "<br>", StringComparison.Ordinal)}</td></tr>");
        }

        return html.Append("</table></section></main><script>").Append(Script).Append("</script></html>").ToString();
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
