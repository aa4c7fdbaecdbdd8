using System.Net;
using System.Text;
using Interop.Mapping.Language;
using Interop.Mapping.Runtime;

namespace Interop.Mapping.Functions;

/// <summary>The module <c>html</c>.</summary>
internal static class HtmlFunctions
{
    private const string KeptInUrls = "-_.~!*'();:@&=+$,/?#[]";

    public static FunctionModule Create()
    {
        var m = new FunctionModule("html", "Text for HTML and URLs.");
        m.Add("strip", "text", "The text without tags, comments, scripts and styles; a tag that does not close stays.", (run, a, at) => Of(run, at, Strip(run.Text(a[0]))), ("'<p>This is a <b>paragraph</b></p>' | html.strip", "This is a paragraph"));
        m.Add("escape", "text", "The text with <, >, &, and quotes as entities.", (run, a, at) => Of(run, at, WebUtility.HtmlEncode(run.Text(a[0]))), ("'<p>a</p>' | html.escape", "&lt;p&gt;a&lt;/p&gt;"));
        m.Add("newline_to_br", "text", "The text with <br /> before each line end.", (run, a, at) => Of(run, at, Breaks(run.Text(a[0]))), ("('a\\nb' | html.newline_to_br | string.split '\\n')[0]", "a<br />"));
        m.Add("url_encode", "text", "The text as part of a URL's query.", (run, a, at) => Of(run, at, Uri.EscapeDataString(run.Text(a[0]))), ("'a b@c' | html.url_encode", "a%20b%40c"));
        m.Add("url_escape", "text", "The text with what no URL may hold as %xx.", (run, a, at) => Of(run, at, Escape(run.Text(a[0]))), ("'http://a/b c&d' | html.url_escape", "http://a/b%20c&d"));
        return m;
    }

    private static Value Of(Run run, ScriptSpan at, string text)
    {
        run.Spend(at, text.Length);
        return Value.Of(text);
    }

    private static string Strip(string text)
    {
        var result = new StringBuilder(text.Length);
        var from = 0;
        while (text.IndexOf('<', from) is >= 0 and var open)
        {
            var end = EndOfTag(text, open);
            if (end < 0)
            {
                break;
            }

            result.Append(text, from, open - from);
            from = end;
        }

        return result.Append(text, from, text.Length - from).ToString();
    }

    /// <summary>One past the end of what begins with a &lt;, -1 where nothing closes.</summary>
    private static int EndOfTag(string text, int open)
    {
        var special = After(text, open, "<script", "</script>");
        special = special < 0 ? After(text, open, "<!--", "-->") : special;
        special = special < 0 ? After(text, open, "<style", "</style>") : special;
        return special >= 0 ? special : text.IndexOf('>', open) + 1 is > 0 and var end ? end : -1;
    }

    private static int After(string text, int open, string begins, string ends)
    {
        if (!text.AsSpan(open).StartsWith(begins, StringComparison.OrdinalIgnoreCase))
        {
            return -1;
        }

        var found = text.IndexOf(ends, open, StringComparison.OrdinalIgnoreCase);
        return found < 0 ? -1 : found + ends.Length;
    }

    private static string Breaks(string text)
    {
        var result = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            var isEnd = text[i] == '\r' || text[i] == '\n' && (i == 0 || text[i - 1] != '\r');
            result.Append(isEnd ? "<br />" : "").Append(text[i]);
        }

        return result.ToString();
    }

    private static string Escape(string text)
    {
        var result = new StringBuilder(text.Length);
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsAscii && (char.IsAsciiLetterOrDigit((char)rune.Value) || KeptInUrls.Contains((char)rune.Value, StringComparison.Ordinal)))
            {
                result.Append((char)rune.Value);
                continue;
            }

            foreach (var b in utf8[..rune.EncodeToUtf8(utf8)])
            {
                result.Append(System.Globalization.CultureInfo.InvariantCulture, $"%{b:X2}");
            }
        }

        return result.ToString();
    }
}
