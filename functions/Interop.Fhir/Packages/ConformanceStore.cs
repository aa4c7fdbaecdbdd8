using System.Collections.Concurrent;
using Interop.Fhir.Issues;
using Interop.Fhir.Json;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Packages;

/// <summary>
/// StructureDefinitions, ValueSets, CodeSystems and ConceptMaps by canonical URL. A JSON text is parsed when it is first asked for.
/// The definitions of R4's own types are not kept: the compact form has them.
/// </summary>
internal sealed class ConformanceStore(ConformanceStore? below = null)
{
    private readonly ConcurrentDictionary<string, List<Item>> byUrl = new(StringComparer.Ordinal);

    /// <summary>Every resource of this store, not of the one below, in no certain order.</summary>
    public IEnumerable<(string Type, string Url)> All => byUrl.Values.SelectMany(items => items.Select(i => (i.Type, i.Url)));

    /// <summary>Adds a resource that is parsed when needed.</summary>
    public void Add(string type, string url, string? version, ReadOnlyMemory<byte> json) =>
        Add(new Item(type, url, version, new Lazy<Node>(() => FhirJson.Read(json, new List<Issue>())?.Root ?? default)));

    /// <summary>Adds a resource that has been read.</summary>
    public void Add(Node resource) =>
        Add(new Item(resource["resourceType"].Text!, resource["url"].Text!, resource["version"].Text, new Lazy<Node>(resource)));

    /// <summary>
    /// The resource of a canonical URL. A version after <c>|</c> chooses among several, also by its beginning (<c>|2.1</c>); one that is not
    /// here leads to the resource that is, as HL7's validator does. A later package comes before an earlier one.
    /// </summary>
    public Node Find(string type, string canonical)
    {
        var bar = canonical.IndexOf('|', StringComparison.Ordinal);
        var url = bar < 0 ? canonical : canonical[..bar];
        var version = bar < 0 ? null : canonical[(bar + 1)..];
        if (byUrl.TryGetValue(url, out var items))
        {
            var fitting = items.FindLast(i => i.Type == type && (version is null || i.Version == version))
                ?? items.FindLast(i => i.Type == type && i.Version?.StartsWith(version + ".", StringComparison.Ordinal) == true)
                ?? items.FindLast(i => i.Type == type);
            if (fitting is not null)
            {
                return fitting.Resource.Value;
            }
        }

        return below?.Find(type, canonical) ?? default;
    }

    /// <summary>Every resource of a type, the last added of each URL and version before those of the store below.</summary>
    public IEnumerable<Node> Every(string type) => byUrl.OrderBy(p => p.Key, StringComparer.Ordinal)
        .SelectMany(p => p.Value.Where(i => i.Type == type).GroupBy(i => i.Version).Select(g => g.Last().Resource.Value)).Concat(below?.Every(type) ?? []);

    private void Add(Item item)
    {
        var items = byUrl.GetOrAdd(item.Url, _ => []);
        lock (items)
        {
            items.Add(item);
        }
    }

    private sealed record Item(string Type, string Url, string? Version, Lazy<Node> Resource);
}
