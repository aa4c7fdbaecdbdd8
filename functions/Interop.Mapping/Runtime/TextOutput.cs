using System.Text;
using Interop.Mapping.Language;

namespace Interop.Mapping.Runtime;

/// <summary>Text that a template, a capture or an include writes, with what it came from.</summary>
internal sealed class TextOutput
{
    public StringBuilder Text { get; } = new();

    public int Origin { get; private set; }

    /// <summary>Blanks put before each further line of what a code block writes.</summary>
    public string Indent { get; set; } = "";

    public void WriteText(Run run, ScriptSpan place, string text)
    {
        run.Spend(place, text.Length);
        Text.Append(text);
    }

    public void Write(Run run, ScriptSpan place, Value value)
    {
        var text = run.Text(value, out var origin);
        Origin = run.Origins.Combine(Origin, origin);
        if (Indent.Length == 0 || !text.Contains('\n', StringComparison.Ordinal))
        {
            WriteText(run, place, text);
            return;
        }

        WriteIndented(run, place, text);
    }

    private void WriteIndented(Run run, ScriptSpan place, string text)
    {
        var start = 0;
        while (start < text.Length)
        {
            var end = text.IndexOf('\n', start) + 1;
            end = end == 0 ? text.Length : end;
            if (start > 0)
            {
                WriteText(run, place, Indent);
            }

            WriteText(run, place, text[start..end]);
            start = end;
        }
    }
}
