using Interop.Engine.Ports;
using Interop.Engine.Reconcile;
using Interop.Fhir.Tree;
using Interop.Mapping;

namespace Interop.Engine.Identity;

/// <summary>
/// References by type and identifier only, to resources of other records: where the engine knows who is meant, the literal reference is put
/// beside them. What is not there yet stays a reference by identifier, which FHIR allows: records may come in any order.
/// </summary>
public sealed class KnownReferences(IResources resources, IdentityKey ids)
{
    /// <summary>Completes the drafts' resources; true when any of them has such a reference that could be followed.</summary>
    public async Task<bool> LinkAsync(IReadOnlyList<Draft> drafts, CancellationToken cancellationToken)
    {
        var open = drafts.Where(d => HasOpen(d.Resource)).ToList();
        if (open.Count == 0)
        {
            return false;
        }

        var known = await FindAsync([.. open.SelectMany(d => Open(d.Resource.Tree)).Distinct()], drafts, cancellationToken);
        foreach (var draft in open.Where(_ => known.Count > 0))
        {
            var linked = ResourceTrees.Link(draft.Resource, known.GetValueOrDefault).Root;
            draft.Resource.Tree.Dispose();
            draft.Resource = linked;
        }

        return known.Count > 0;
    }

    /// <summary>Type and identifier of a reference that has no literal form; null for anything else.</summary>
    internal static LogicalReference? Read(Node element)
    {
        var (type, identifier) = (element["type"], element["identifier"]);
        return type.HasValue && identifier.Kind == NodeKind.Object && !element["reference"].Exists && identifier["system"].Text is { } system && identifier["value"].Text is { } value
            ? new LogicalReference(type.Text!, system, value)
            : null;
    }

    private static bool HasOpen(Node resource) => Open(resource.Tree).Any();

    private static IEnumerable<LogicalReference> Open(NodeTree tree)
    {
        for (var i = 0; i < tree.Count; i++)
        {
            if (tree.At(i) is { Name: "identifier", Kind: NodeKind.Object } identifier && Read(identifier.Parent) is { } reference)
            {
                yield return reference;
            }
        }
    }

    private async Task<IReadOnlyDictionary<LogicalReference, string>> FindAsync(
        IReadOnlyList<LogicalReference> references, IReadOnlyList<Draft> drafts, CancellationToken cancellationToken)
    {
        var hashes = references.ToDictionary(r => r, r => ids.Hash(r.Type, r.System, r.Value));
        var later = await resources.FindIdentitiesAsync([.. hashes.Values.Select(h => new KeyedHash(h))], cancellationToken);
        var minted = hashes.ToDictionary(h => h.Key, h => new ResourceKey(h.Key.Type, IdentityKey.Mint(h.Value)));
        var current = await resources.FindCurrentAsync([.. minted.Values], cancellationToken);
        var own = drafts.DistinctBy(d => new ResourceKey(d.Type, d.Minted)).ToDictionary(d => new ResourceKey(d.Type, d.Minted), d => d.Key);
        var found = new Dictionary<LogicalReference, string>();
        foreach (var reference in references)
        {
            var key = minted[reference];
            if (own.TryGetValue(key, out var resolved) || later.TryGetValue(new KeyedHash(hashes[reference]), out resolved))
            {
                found[reference] = resolved.ToString();
            }
            else if (current.ContainsKey(key))
            {
                found[reference] = key.ToString();
            }
        }

        return found;
    }
}

/// <summary>A reference that names a resource by one of its identifiers.</summary>
internal readonly record struct LogicalReference(string Type, string System, string Value);
