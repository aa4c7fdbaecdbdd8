using Interop.Fhir.Issues;
using Interop.Fhir.Tree;
using Interop.Mapping.Ledgers;

namespace Interop.Mapping.Formats;

/// <summary>Ends the writing of a tree; it never leaves the formats, callers get its <see cref="Issue"/>.</summary>
#pragma warning disable CA1032, CA1064 // An internal control-flow exception needs its issue, so the standard constructors would be wrong.
internal sealed class TreeShapeException(Issue issue) : Exception(issue.Code.Id)
#pragma warning restore CA1032, CA1064
{
    public Issue Issue { get; } = issue;

    /// <summary>A node that the format has no place for.</summary>
    public static TreeShapeException At(Node node, string format, string expected)
    {
        var path = node.Exists ? TreePaths.JsonPath(node) : "$";
        return new TreeShapeException(new Issue(IssueCodes.FormatTreeShape, new IssueLocation { Source = path }, format, expected));
    }
}
