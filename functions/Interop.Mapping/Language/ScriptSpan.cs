using Interop.Fhir.Issues;

namespace Interop.Mapping.Language;

/// <summary>A stretch of a script: where a syntax node, and so a value that it made, comes from.</summary>
public sealed class ScriptSpan(ScriptSource source, int start, int end)
{
    /// <summary>The script.</summary>
    public ScriptSource Source { get; } = source;

    /// <summary>First character.</summary>
    public int Start { get; } = start;

    /// <summary>One past the last character.</summary>
    public int End { get; } = end;

    /// <summary>The characters.</summary>
    public string Text => Source.Text[Start..Math.Min(End, Source.Text.Length)];

    /// <summary><c>name:line</c>.</summary>
    public string ToLine() => FormattableString.Invariant($"{Source.Name}:{Source.Position(Start).Line}");

    /// <inheritdoc/>
    public override string ToString()
    {
        var (line, column) = Source.Position(Start);
        return FormattableString.Invariant($"{Source.Name}:{line}:{column}");
    }

    /// <summary>The place as an issue location.</summary>
    public IssueLocation ToLocation() => new() { Script = ToString() };
}
