namespace Interop.Mapping.Language;

/// <summary>The text of one script or template, with the name that issues give it.</summary>
public sealed class ScriptSource(string name, string text)
{
    /// <summary>Path below the mappings folder, or a name for text that is no file.</summary>
    public string Name { get; } = name;

    /// <summary>The text.</summary>
    public string Text { get; } = text;

    /// <summary>Line and column, both from 1, of a character offset.</summary>
    public (int Line, int Column) Position(int offset)
    {
        var before = Text.AsSpan(0, Math.Clamp(offset, 0, Text.Length));
        return (before.Count('\n') + 1, before.Length - before.LastIndexOf('\n'));
    }

    /// <summary>The line that holds an offset, and below it a caret under that character.</summary>
    public string Excerpt(int offset)
    {
        offset = Math.Clamp(offset, 0, Text.Length);
        var start = Text.AsSpan(0, offset).LastIndexOf('\n') + 1;
        var length = Text.AsSpan(start).IndexOf('\n');
        var line = (length < 0 ? Text[start..] : Text.Substring(start, length)).TrimEnd('\r');
        var pad = string.Concat(line.Take(offset - start).Select(c => c == '\t' ? '\t' : ' '));
        return line + "\n" + pad + "^";
    }
}
