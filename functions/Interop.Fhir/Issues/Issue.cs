namespace Interop.Fhir.Issues;

/// <summary>FHIR issue-severity.</summary>
public enum IssueSeverity
{
    /// <summary>Nothing could be done with the input.</summary>
    Fatal,

    /// <summary>The record is held back.</summary>
    Error,

    /// <summary>The record goes on and a person should look.</summary>
    Warning,

    /// <summary>Said for completeness.</summary>
    Information,
}

/// <summary>
/// A finding, as a value: what (<paramref name="Code"/>), where (<paramref name="Location"/>), and the words that fill its text.
/// Arguments name fields, codes, limits and expectations; they never carry a value of the record, because issues are logged and shown.
/// </summary>
public sealed record Issue(IssueCode Code, IssueLocation Location, params string[] Arguments)
{
    /// <summary>The code's own severity unless a caller says otherwise.</summary>
    public IssueSeverity Severity { get; init; } = Code.Severity;

    /// <summary>Whether this holds the record back.</summary>
    public bool IsError => Severity <= IssueSeverity.Error;

    /// <summary>What is wrong, in French or English.</summary>
    public string Text(Language language) => Fill(language == Language.French ? Code.French : Code.English);

    /// <summary>What to do about it.</summary>
    public string Hint(Language language) => Fill(language == Language.French ? Code.FrenchHint : Code.EnglishHint);

    private string Fill(string template)
    {
        for (var i = 0; i < Arguments.Length; i++)
        {
            template = template.Replace("{" + (char)('0' + i) + "}", Arguments[i], StringComparison.Ordinal);
        }

        return template;
    }
}

/// <summary>Where an issue is; every part that is known is set.</summary>
public sealed record IssueLocation
{
    /// <summary>Nowhere in particular.</summary>
    public static readonly IssueLocation None = new();

    /// <summary>FHIRPath of the element, spelled as HL7's validator spells it.</summary>
    public string? Expression { get; init; }

    /// <summary>The place in the sender's own terms: JSON path (<c>$.lines[2].steps[0].doses[0].unit</c>), HL7 segment-field, XPath, row and column.</summary>
    public string? Source { get; init; }

    /// <summary>Line in the sender's record, from 1.</summary>
    public int? Line { get; init; }

    /// <summary>Column in the sender's record, from 1.</summary>
    public int? Column { get; init; }

    /// <summary>Mapping script and line, <c>medissimo/pillbox-plan/to-fhir.sbn:41</c>.</summary>
    public string? Script { get; init; }
}

/// <summary>Languages that texts for people exist in.</summary>
public enum Language
{
    /// <summary>English.</summary>
    English,

    /// <summary>French.</summary>
    French,
}
