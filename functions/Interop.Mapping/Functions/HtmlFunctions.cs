using System.Net;
using Interop.Mapping.Runtime;

namespace Interop.Mapping.Functions;

/// <summary>The module <c>html</c>.</summary>
internal static class HtmlFunctions
{
    public static FunctionModule Create()
    {
        var m = new FunctionModule("html", "Text for HTML and URLs.");
        m.Add("escape", "text", "The text with <, >, &, and quotes as entities.", (run, a, at) => Value.Of(WebUtility.HtmlEncode(run.Text(a[0]))), ("'<p>a</p>' | html.escape", "&lt;p&gt;a&lt;/p&gt;"));
        m.Add("url_encode", "text", "The text as part of a URL's query.", (run, a, at) => Value.Of(Uri.EscapeDataString(run.Text(a[0]))), ("'a b@c' | html.url_encode", "a%20b%40c"));
        m.Add("url_escape", "text", "The text with what no URL may hold as %xx.", (run, a, at) => Value.Of(Uri.EscapeDataString(run.Text(a[0])).Replace("%3A", ":", StringComparison.Ordinal).Replace("%2F", "/", StringComparison.Ordinal)), ("'http://a/b c' | html.url_escape", "http://a/b%20c"));
        return m;
    }
}
