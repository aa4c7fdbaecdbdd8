using Interop.Engine.Ports;
using Interop.Engine.Reconcile;
using Interop.Fhir.Json;
using Interop.Fhir.Tree;

namespace Interop.Engine.Delivery;

/// <summary>
/// A receiver that was down gets the newest version of a plan and none of those between (DECISIONS 5). What left the List in a version that it never got
/// is put beside what was pinned, as it stood when the delivery was made, so that an end stated in between reaches it as what it was (RECORDS cases 8, 9).
/// </summary>
public sealed class SkippedVersions(IResources resources)
{
    /// <summary>Entries of the List that the receiver has, which the one to be sent no longer names and its record did not bring. The caller disposes of them.</summary>
    /// <param name="told">The version that the receiver got last.</param>
    public async Task<IReadOnlyList<(ResourceKey Key, Node Resource)>> ReadAsync(ResourceVersion told, DeliveryRow delivery, CancellationToken cancellationToken)
    {
        if (told.Key.Type != "List" || told.Version >= delivery.Focus.Version)
        {
            return [];
        }

        var lists = await resources.ReadAsync([told, delivery.Focus], cancellationToken);
        if (lists.Count < 2)
        {
            return [];
        }

        var known = Entries(lists[1]).Concat(delivery.Pinned.Select(p => p.Key)).ToHashSet();
        var found = new List<(ResourceKey Key, Node Resource)>();
        foreach (var key in Entries(lists[0]).Where(k => !known.Contains(k)))
        {
            if (await AsOfAsync(key, delivery.CreatedAt, cancellationToken) is { } stored)
            {
                found.Add((key, FhirJson.Read(stored.Json, [])!.Root));
            }
        }

        return found;
    }

    private async Task<StoredResource?> AsOfAsync(ResourceKey key, DateTimeOffset time, CancellationToken cancellationToken)
    {
        var rows = await resources.FindCurrentAsync([key], cancellationToken);
        for (var version = rows.TryGetValue(key, out var row) ? row.Version : 0; version > 0; version--)
        {
            if (await resources.ReadAsync([new ResourceVersion(key, version)], cancellationToken) is [var stored] && stored.LastUpdated <= time)
            {
                return stored;
            }
        }

        return null;
    }

    private static IReadOnlyList<ResourceKey> Entries(StoredResource list)
    {
        using var tree = FhirJson.Read(list.Json, []);
        return tree is null ? [] : [.. tree.Root.All("entry").Select(e => ResourceTrees.ParseReference(e["item"]["reference"].Text)).OfType<ResourceKey>()];
    }
}
