using System.Globalization;
using Interop.Fhir.Issues;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Validation;

/// <summary>Collects findings up to the limit, so that a hostile resource cannot make telling places quadratic.</summary>
internal sealed class Findings(bool resourceIds)
{
    private readonly TextPosition.Cursor cursor = new();
    private List<Issue>? issues;

    public IReadOnlyList<Issue> All => issues ?? (IReadOnlyList<Issue>)[];

    public bool IsFull => issues?.Count > StructureValidator.MaxFindings;

    /// <summary>Adds a finding at a node; line and column are those of <paramref name="source"/> when it differs.</summary>
    public void Add(IssueCode code, Node place, Node source, params string[] arguments)
    {
        issues ??= [];
        if (issues.Count >= StructureValidator.MaxFindings)
        {
            if (!IsFull)
            {
                issues.Add(new Issue(IssueCodes.FhirFindingsCut, IssueLocation.None, StructureValidator.MaxFindings.ToString(CultureInfo.InvariantCulture)));
            }

            return;
        }

        var location = new IssueLocation { Expression = FhirExpression.Of(place, resourceIds) };
        if (source.Offset >= 0)
        {
            var (line, column) = cursor.MoveTo(source.Tree.Source.Span, source.Offset);
            location = location with { Line = line, Column = column };
        }

        issues.Add(new Issue(code, location, arguments));
    }

    public void Add(IssueCode code, Node place, params string[] arguments) => Add(code, place, place, arguments);
}
