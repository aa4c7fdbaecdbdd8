using System.Text;
using Interop.Mapping.Formats.Hl7v2;
using Interop.Mapping.Language;
using Interop.Mapping.Runtime;

namespace Interop.Mapping.Functions;

/// <summary>Global functions for HL7 v2 text with the usual delimiters.</summary>
internal static class Hl7Functions
{
    public static FunctionModule Create()
    {
        var m = new FunctionModule("", "HL7 v2 text.");
        m.Add("hl7_escape", "text", "A text as a component of HL7 v2 with the delimiters |^~\\&: what they mean and line ends as escape sequences.", Escape, ("hl7_escape 'a|b & c^d'", "a\\F\\b \\T\\ c\\S\\d"));
        m.Add("hl7_unescape", "text", "The text that a component of HL7 v2 stands for.", Unescape, ("hl7_unescape 'a\\\\F\\\\b\\\\X26\\\\'", "a|b&"));
        return m;
    }

    private static Value Escape(Run run, ReadOnlySpan<Value> a, ScriptSpan at)
    {
        if (a[0].IsNull)
        {
            return default;
        }

        var text = new StringBuilder();
        Hl7Escapes.Encode(text, run.Text(a[0]), Hl7Delimiters.Usual, Encoding.UTF8);
        run.Spend(at, text.Length);
        return Value.Of(text.ToString());
    }

    private static Value Unescape(Run run, ReadOnlySpan<Value> a, ScriptSpan at)
    {
        if (a[0].IsNull)
        {
            return default;
        }

        var text = Hl7Escapes.Decode(run.Text(a[0]), Hl7Delimiters.Usual, Encoding.UTF8, out _);
        run.Spend(at, text.Length);
        return Value.Of(text);
    }
}
