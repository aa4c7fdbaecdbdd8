using Interop.Fhir.Issues;
using Interop.Fhir.Tree;

namespace Interop.Mapping;

/// <summary>
/// Outcome of one mapping run. <paramref name="Output"/> is a FHIR tree (a Bundle of type transaction), null when an issue is an error.
/// The ledger is complete either way. Issues name places of the sender's record.
/// </summary>
public sealed record MapResult(NodeTree? Output, Ledger Ledger, Lineage? Lineage, IReadOnlyList<Issue> Issues);
