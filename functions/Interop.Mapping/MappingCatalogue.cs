using Interop.Fhir.Issues;

namespace Interop.Mapping;

/// <summary>Everything under <c>mappings/</c>, compiled once; immutable, so a reload is a new catalogue.</summary>
public sealed class MappingCatalogue
{
    internal MappingCatalogue(IReadOnlyList<Kind> kinds, string version)
    {
        (Kinds, Version) = (kinds, version);
    }

    /// <summary>All kinds, by name.</summary>
    public IReadOnlyList<Kind> Kinds { get; }

    /// <summary>SHA-256 over all paths and bytes, in hexadecimal.</summary>
    public string Version { get; }

    /// <summary>
    /// Reads and compiles all files. Faults are issues with script place; what has faults is left out of the catalogue, the rest works.
    /// </summary>
    public static MappingCatalogue Load(IMappingFiles files, ICollection<Issue> issues) => throw new NotSupportedException();

    /// <summary>The kind of this name, null when there is none.</summary>
    public Kind? FindKind(string kind) => Kinds.FirstOrDefault(k => k.Name == kind);

    /// <summary>The record mapping, null when there is none.</summary>
    public RecordMapping? FindRecord(string kind, string record) => FindKind(kind)?.Records.FirstOrDefault(r => r.Record == record);

    /// <summary>The message mapping, null when there is none.</summary>
    public MessageMapping? FindMessage(string kind, string message) => FindKind(kind)?.Messages.FirstOrDefault(m => m.Message == message);

    /// <summary>The cases of one mapping (<c>kind/record</c> or <c>kind/message</c>), or of a kind, or all when null.</summary>
    public IReadOnlyList<MappingCase> FindCases(string? mappingOrKind = null) => throw new NotSupportedException();
}
