using System.Globalization;
using System.Net;
using System.Text;
using Interop.Fhir.Tree;
using Interop.Mapping;

namespace Interop.Functions.Commands;

/// <summary>
/// An explained record as one HTML page without outside parts: the record's fields on the left, the FHIR elements by resource on the right, each with its
/// value; pointing at one side lights up where it went, or where it came from, and brings it into view. The state names filter the fields.
/// </summary>
public static class ExplainHtml
{
    private const int MostText = 160;

    private const string Style = """
        :root{--ink:#1b2733;--soft:#5d6b79;--line:#dde4ea;--lit:#ffe9a8}
        *{box-sizing:border-box}body{font:14px/1.45 system-ui,sans-serif;margin:0;color:var(--ink);background:#f4f6f8;height:100vh;display:flex;flex-direction:column}
        header{padding:12px 20px;background:#fff;border-bottom:1px solid var(--line);display:flex;gap:16px;align-items:center;flex-wrap:wrap}h1{font-size:17px;margin:0}
        header p{margin:0;color:var(--soft)}button{font:inherit;border:1px solid transparent;border-radius:999px;padding:2px 12px;cursor:pointer}button.off{opacity:.4}
        main{flex:1;min-height:0;display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1.4fr);gap:14px;padding:14px 20px}
        section{background:#fff;border:1px solid var(--line);border-radius:8px;overflow:auto}
        h2{font-size:13px;margin:0;padding:9px 14px;border-bottom:1px solid var(--line);position:sticky;top:0;background:#fff;z-index:1}
        h3{font-size:13px;margin:0;padding:8px 14px;background:#eef3f7;border-bottom:1px solid var(--line)}
        table{border-collapse:collapse;width:100%;table-layout:fixed}td{padding:3px 14px;border-bottom:1px solid #f0f3f6;vertical-align:top;font:12px/1.5 ui-monospace,monospace;overflow-wrap:anywhere}
        .s{color:var(--soft)}td.v{color:#0b5394}tr.lit td{background:var(--lit)}.hide{display:none}.b{border-radius:4px;padding:0 6px;white-space:nowrap}
        .fields td:nth-child(1){width:38%}.fields td:nth-child(2){width:24%}.elements td:nth-child(1){width:36%}.elements td:nth-child(2){width:28%}
        .carried{background:#d9f2e3}.tested{background:#dbe9fb}.ignored{background:#e6e9ec}.unmapped{background:#ffd2ce}
        """;

    private const string Script = """
        const rows=[...document.querySelectorAll('tr[data-p]')];
        const light=t=>{rows.forEach(r=>r.classList.remove('lit'));if(!t)return;t.classList.add('lit');const p=t.dataset.p,mine=(t.dataset.f||'').split('\n');let first=true;
        rows.forEach(r=>{if(r===t)return;const his=(r.dataset.f||'').split('\n');if(mine.includes(r.dataset.p)||his.includes(p)){r.classList.add('lit');
        if(first){first=false;r.scrollIntoView({block:'nearest'})}}})};
        document.addEventListener('mouseover',e=>{const t=e.target.closest('tr[data-p]');if(t)light(t)});
        document.querySelectorAll('button').forEach(b=>b.onclick=()=>{b.classList.toggle('off');
        document.querySelectorAll('.fields tr[data-s="'+b.dataset.s+'"]').forEach(r=>r.classList.toggle('hide'))});
        """;

    /// <summary>The page.</summary>
    public static string Write(string name, ExplainedRecord result)
    {
        var html = new StringBuilder("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>").Append(Encode(name)).Append("</title><style>").Append(Style);
        html.Append("</style><header><h1>").Append(Encode(name)).Append("</h1>");
        if (result.Ledger is { } ledger)
        {
            (string, int)[] states = [("carried", ledger.Carried), ("tested", ledger.Tested), ("ignored", ledger.Ignored), ("unmapped", ledger.Unmapped)];
            foreach (var (state, count) in states)
            {
                html.Append(CultureInfo.InvariantCulture, $"<button class=\"{state}\" data-s=\"{state}\">{count} {state}</button>");
            }
        }

        html.Append("<p>Point at a field or an element to see where it went or came from.</p></header><main>");
        AppendFields(html, result);
        AppendElements(html, result);
        return html.Append("</main><script>").Append(Script).Append("</script></html>").ToString();
    }

    private static void AppendFields(StringBuilder html, ExplainedRecord result)
    {
        var values = new RecordValues(result);
        html.Append("<section class=\"fields\"><h2>Fields of the record</h2><table>");
        foreach (var leaf in result.Ledger?.Leaves ?? [])
        {
            var state = leaf.State.ToString().ToLowerInvariant();
            html.Append(CultureInfo.InvariantCulture, $"<tr data-p=\"{Encode(leaf.Path)}\" data-s=\"{state}\"><td>{Encode(leaf.Path)}</td><td class=\"v\">{Encode(Short(values.Find(leaf.Path)))}</td>");
            html.Append(CultureInfo.InvariantCulture, $"<td><span class=\"b {state}\">{state}</span> <span class=\"s\">{Encode(leaf.Reason ?? "")}</span></td></tr>");
        }

        html.Append("</table></section>");
    }

    private static void AppendElements(StringBuilder html, ExplainedRecord result)
    {
        html.Append("<section class=\"elements\"><h2>FHIR elements</h2>");
        string? resource = null;
        foreach (var entry in result.Lineage?.Entries ?? [])
        {
            if (result.Bundle?.At(entry.Node) is not { HasValue: true } node)
            {
                continue;
            }

            var (head, rest) = Split(entry.Path, node);
            if (head != resource)
            {
                html.Append(resource is null ? "" : "</table>").Append("<h3>").Append(Encode(head)).Append("</h3><table>");
                resource = head;
            }

            var sources = Encode(string.Join("\n", entry.Sources));
            html.Append(CultureInfo.InvariantCulture, $"<tr data-p=\"{Encode(entry.Path)}\" data-f=\"{sources}\"><td>{Encode(rest)}</td><td class=\"v\">{Encode(Short(node.Text))}</td>");
            html.Append(CultureInfo.InvariantCulture, $"<td class=\"s\">{Encode(entry.Script)}<br>{sources.Replace("\n", "<br>", StringComparison.Ordinal)}</td></tr>");
        }

        html.Append(resource is null ? "" : "</table>").Append("</section>");
    }

    /// <summary>The entry with its resource type, and the path within it.</summary>
    private static (string Head, string Within) Split(string path, Node node)
    {
        const string mark = "].resource.";
        var at = path.IndexOf(mark, StringComparison.Ordinal);
        if (at < 0)
        {
            return ("Bundle", path);
        }

        while (node.Name != "resource")
        {
            node = node.Parent;
        }

        return ($"{node["resourceType"].Text} ({path[..(at + 1)]})", path[(at + mark.Length)..]);
    }

    private static string Short(string? text) => text is null ? "" : text.Length <= MostText ? text : text[..(MostText - 1)] + "…";

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
