namespace Interop.Mapping;

/// <summary>One scalar of the input: where it is (<c>$.lines[2].lineId</c>, or FHIRPath for a bundle), what became of it, and the reason of the rule that ignores it.</summary>
public sealed record LedgerLeaf(string Path, LeafState State, string? Reason);
