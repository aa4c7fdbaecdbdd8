using Interop.Fhir.Issues;

namespace Interop.Mapping.Language;

/// <summary>Ends the parsing or the run of a script; it never leaves Interop.Mapping, callers get its <see cref="Issue"/>.</summary>
#pragma warning disable CA1032, CA1064 // An internal control-flow exception needs its code and place, so the standard constructors would be wrong.
internal sealed class ScriptFault(IssueCode code, ScriptSpan span, params string[] arguments) : Exception(code.Id)
#pragma warning restore CA1032, CA1064
{
    public IssueCode Code { get; } = code;

    public ScriptSpan Span { get; } = span;

    public string[] Arguments { get; } = arguments;

    /// <summary>Whether the text ended where something was expected.</summary>
    public bool FoundEnd { get; init; }

    /// <summary>Further faults of the same text, in its order: parsing goes on at the next statement.</summary>
    public IReadOnlyList<ScriptFault> Others { get; init; } = [];

    public Issue ToIssue() => new(Code, Span.ToLocation(), Arguments);
}
