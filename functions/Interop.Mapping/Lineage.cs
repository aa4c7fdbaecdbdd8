namespace Interop.Mapping;

/// <summary>One output node: its index in the tree, its FHIRPath, the script place that made it (<c>kind/record/to-fhir.sbn:41</c>) and the input paths it came from.</summary>
public sealed record LineageEntry(int Node, string Path, string Script, IReadOnlyList<string> Sources);

/// <summary>Where each output element came from, and where each input leaf went.</summary>
public sealed class Lineage
{
    private readonly Dictionary<int, LineageEntry> byNode = [];
    private readonly Dictionary<string, List<LineageEntry>> bySource = new(StringComparer.Ordinal);

    internal Lineage(IReadOnlyList<LineageEntry> entries)
    {
        Entries = entries;
        foreach (var entry in entries)
        {
            byNode[entry.Node] = entry;
            foreach (var source in entry.Sources)
            {
                if (!bySource.TryGetValue(source, out var list))
                {
                    bySource[source] = list = [];
                }

                list.Add(entry);
            }
        }
    }

    /// <summary>All entries in output order.</summary>
    public IReadOnlyList<LineageEntry> Entries { get; }

    /// <summary>The origin of an output node; null for one the script did not make.</summary>
    public LineageEntry? OfNode(int index) => byNode.GetValueOrDefault(index);

    /// <summary>The output elements that an input path reached.</summary>
    public IReadOnlyList<LineageEntry> OfSource(string path) => bySource.TryGetValue(path, out var list) ? list : [];
}
