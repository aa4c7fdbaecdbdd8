using Interop.Engine.Ports;
using Interop.Fhir.Json;
using Interop.Mapping;

namespace Interop.Engine.Identity;

/// <summary>Finds every Patient that is one person: the one with the identifier, and those that somebody linked to it, however many steps away.</summary>
public sealed class PersonFinder(IResources resources, IdentityKey ids)
{
    /// <summary>
    /// By an identifier that tells one person from another (a local id, an INS); never by an insurance number, which a family shares. Empty when
    /// nobody has it, or when everything of that person was erased.
    /// </summary>
    public async Task<IReadOnlyList<Guid>> FindAsync(string system, string value, CancellationToken cancellationToken)
    {
        var known = await resources.FindIdentitiesAsync([new KeyedHash(ids.Hash("Patient", system, value))], cancellationToken);
        var minted = new ResourceKey("Patient", ids.Mint("Patient", system, value));
        var rows = await resources.FindCurrentAsync([.. known.Values.Where(k => k.Type == "Patient"), minted], cancellationToken);
        var found = new HashSet<ResourceKey>();
        var next = rows.Values.Where(r => !r.Erased).Select(r => r.Key).ToList();
        while (next.Count > 0)
        {
            found.UnionWith(next);
            next = [.. (await LinksAsync(next, cancellationToken)).Where(k => !found.Contains(k))];
        }

        return [.. found.Select(k => k.Id)];
    }

    private async Task<HashSet<ResourceKey>> LinksAsync(IReadOnlyList<ResourceKey> patients, CancellationToken cancellationToken)
    {
        var links = new HashSet<ResourceKey>();
        foreach (var stored in await resources.ReadAsync([.. patients.Select(p => new ResourceVersion(p, 0))], cancellationToken))
        {
            using var tree = FhirJson.Read(stored.Json, []);
            links.UnionWith(tree is null ? [] : PatientLinks.Of(tree.Root).Select(Reconcile.ResourceTrees.ParseReference).OfType<ResourceKey>());
        }

        return links;
    }
}
