using Interop.Fhir.Issues;

namespace Interop.Mapping.Cases;

/// <summary>Outcome of many cases; <paramref name="RuleFaults"/> names rules of <c>ignored.yaml</c> that no case needed.</summary>
public sealed record CaseReport(IReadOnlyList<CaseResult> Results, IReadOnlyList<Issue> RuleFaults)
{
    /// <summary>Fields of schemas that no case has, of the mappings all of whose cases ran.</summary>
    public IReadOnlyList<Issue> FieldFaults { get; init; } = [];

    /// <summary>Whether nothing is wrong.</summary>
    public bool Passed => RuleFaults.Count == 0 && FieldFaults.Count == 0 && Results.All(r => r.Passed);
}
