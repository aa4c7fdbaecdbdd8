using Interop.Engine.Feeds;
using Interop.Engine.Identity;
using Interop.Engine.Ports;
using Interop.Fhir.Json;
using Interop.Fhir.Tree;

namespace Interop.Engine.Reconcile;

/// <summary>What others than the sender have said about a resource is no part of a record, and a later version of the record takes none of it away.</summary>
public sealed class KeptStatements(IResources resources)
{
    /// <summary>Adds to the drafts what billers have said of the stored versions.</summary>
    public async Task KeepAsync(IReadOnlyList<Draft> drafts, Func<Node, KeyedHash> contentHash, CancellationToken cancellationToken)
    {
        foreach (var draft in drafts.Where(d => d.Type == "ChargeItem" && d.Current is not null && d.Current.ContentHash != contentHash(d.Resource)))
        {
            var stored = await resources.ReadAsync([new ResourceVersion(draft.Key, 0)], cancellationToken);
            using var tree = stored.Count == 0 ? null : FhirJson.Read(stored[0].Json, []);
            if (tree is not null && BillingEvents.Keep(draft.Resource, tree.Root) is { } kept)
            {
                draft.Resource.Tree.Dispose();
                draft.Resource = kept.Root;
            }
        }
    }
}
