using System.Text;
using Interop.Mapping.Language;

namespace Interop.Mapping.Runtime;

/// <summary>Text that a template, a capture or an include writes, with what it came from.</summary>
internal sealed class TextOutput
{
    private string indent = "";
    private string callIndent = "";

    public StringBuilder Text { get; } = new();

    public int Origin { get; private set; }

    /// <summary>Begins a code block: what it writes on further lines is indented by the blanks before it.</summary>
    public void EnterBlock(string blanks) => indent = callIndent.Length == 0 ? blanks : callIndent + blanks;

    /// <summary>Begins a function called from a code block: its text, too, is indented as the block is.</summary>
    public (string Indent, string CallIndent) EnterCall()
    {
        var outer = (indent, callIndent);
        callIndent = indent;
        return outer;
    }

    public void LeaveCall((string Indent, string CallIndent) outer) => (indent, callIndent) = outer;

    /// <summary>Text outside code.</summary>
    public void WriteText(Run run, ScriptSpan place, string text) => Append(run, place, text, callIndent);

    /// <summary>The value of an expression.</summary>
    public void Write(Run run, ScriptSpan place, Value value)
    {
        var text = run.Text(value, out var origin);
        Origin = run.Origins.Combine(Origin, origin);
        Append(run, place, text, indent);
    }

    private void Append(Run run, ScriptSpan place, string text, string blanks)
    {
        if (blanks.Length == 0)
        {
            run.Spend(place, text.Length);
            Text.Append(text);
            return;
        }

        var start = 0;
        while (start < text.Length)
        {
            var end = text.IndexOf('\n', start) + 1;
            end = end == 0 ? text.Length : end;
            run.Spend(place, end - start + blanks.Length);
            if (Text.Length > 0 && Text[^1] == '\n')
            {
                Text.Append(blanks);
            }

            Text.Append(text, start, end - start);
            start = end;
        }
    }
}
