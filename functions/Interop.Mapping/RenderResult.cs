using Interop.Fhir.Issues;

namespace Interop.Mapping;

/// <summary>Outcome of one rendering: <paramref name="Payload"/> is UTF-8 JSON, null when an issue is an error; the ledger is over the bundle.</summary>
public sealed record RenderResult(ReadOnlyMemory<byte>? Payload, Ledger Ledger, IReadOnlyList<Issue> Issues);
