using Interop.Fhir.Issues;

namespace Interop.Mapping.Cases;

/// <summary>
/// Outcome of one case. <paramref name="Faults"/> says what is wrong with it, none when it passes. <paramref name="NewFiles"/> are the golden files as they
/// should be where they differ from what is on disk: path to new text, null for a file to delete.
/// </summary>
public sealed record CaseResult(MappingCase Case, Ledger Ledger, IReadOnlyList<Issue> Faults, IReadOnlyDictionary<string, string?> NewFiles)
{
    /// <summary>The fields of the schema that the record, if it gave a Bundle, or the payload has; spelled as <see cref="Schema.SchemaFields"/> does.</summary>
    internal IReadOnlySet<string> Fields { get; init; } = new HashSet<string>();

    /// <summary>Whether nothing is wrong.</summary>
    public bool Passed => Faults.Count == 0;
}
