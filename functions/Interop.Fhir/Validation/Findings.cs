using System.Globalization;
using System.Text;
using Interop.Fhir.Issues;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Validation;

/// <summary>Collects findings up to the limit, so that a hostile resource cannot make telling places quadratic.</summary>
internal sealed class Findings(bool resourceIds)
{
    private readonly TextPosition.Cursor cursor = new();
    private List<Issue>? issues;
    private StringBuilder? path;
    private int errors;
    private int advice;

    public IReadOnlyList<Issue> All => issues ?? (IReadOnlyList<Issue>)[];

    /// <summary>Where the text that is validated stands in a larger one; null when it is the whole.</summary>
    public IOrigin? Origin { get; set; }

    public bool IsFull => errors > StructureValidator.MaxFindings;

    /// <summary>How many errors were found so far.</summary>
    public int Errors => errors;

    /// <summary>Adds a finding at a node; line and column are those of <paramref name="source"/> when it differs.</summary>
    public void Add(IssueCode code, Node place, Node source, params string[] arguments)
    {
        issues ??= [];
        if (IsCut(code))
        {
            return;
        }

        var expression = FhirExpression.Of(place, resourceIds, path ??= new StringBuilder(128));
        var location = new IssueLocation { Expression = Origin?.Expression(expression) ?? expression };
        if (source.Offset >= 0)
        {
            var (line, column) = Origin?.Place(source.Offset) ?? cursor.MoveTo(source.Tree.Source.Span, source.Offset);
            location = location with { Line = line, Column = column };
        }

        issues.Add(new Issue(code, location, arguments));
    }

    public void Add(IssueCode code, Node place, params string[] arguments) => Add(code, place, place, arguments);

    /// <summary>Adds a finding about a resource as its container sees it: the expression ends before the comment with the resource's id.</summary>
    public void AddOutside(IssueCode code, Node place, params string[] arguments)
    {
        var count = All.Count;
        Add(code, place, place, arguments);
        if (All.Count > count && issues![count].Location is { Expression: { } expression } location && expression.EndsWith("*/", StringComparison.Ordinal))
        {
            issues[count] = issues[count] with { Location = location with { Expression = expression[..expression.LastIndexOf("/*", StringComparison.Ordinal)] } };
        }
    }

    // Warnings and notes have a limit of their own: five hundred missing narratives must not hide an error.
    private bool IsCut(IssueCode code)
    {
        var isError = code.Severity <= IssueSeverity.Error;
        var count = isError ? ++errors : ++advice;
        if (count == StructureValidator.MaxFindings + 1)
        {
            issues!.Add(new Issue(isError ? IssueCodes.FhirFindingsCut : IssueCodes.FhirAdviceCut, IssueLocation.None,
                StructureValidator.MaxFindings.ToString(CultureInfo.InvariantCulture)));
        }

        return count > StructureValidator.MaxFindings;
    }
}
