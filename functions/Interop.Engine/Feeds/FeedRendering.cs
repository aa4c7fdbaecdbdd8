using Interop.Engine.Messages;
using Interop.Engine.Ports;
using Interop.Engine.Reconcile;
using Interop.Engine.Routing;
using Interop.Fhir.Tree;

namespace Interop.Engine.Feeds;

/// <summary>Writes an item of a feed anew when something else than a record has changed its act.</summary>
public sealed class FeedRendering(IResources resources, Router router, LiveMappings mappings, EngineContext context)
{
    private readonly Neighbours neighbours = new(resources);

    /// <summary>The rows that tell the endpoint of the changed resource; an item that cannot be written is a parked delivery.</summary>
    /// <param name="focus">The changed resource; its version is the one that it will have.</param>
    public async Task<RoutingPlan> RenderAsync(Endpoint endpoint, FeedTrace entry, ResourceVersion focus, Node resource, CancellationToken cancellationToken)
    {
        if (mappings.Current.Routes.Routes.FirstOrDefault(r => r.Feed == entry.Feed && r.Focus == focus.Key.Type) is not { } route)
        {
            return new RoutingPlan();
        }

        var around = await neighbours.LoadAsync([resource], [focus.Key], cancellationToken);
        var versions = around.Select(a => new ResourceVersion(a.Current.Key, a.Current.Version)).Append(focus).ToDictionary(v => v.Key, v => v.Version);
        try
        {
            using var record = ResourceTrees.Bundle("collection", around.Select(a => a.Resource).Prepend(resource));
            var scope = new RoutingScope(mappings.Current, entry.MessageId, route.Record, record, versions, context.Clock.GetUtcNow(), context.Policy);
            return await router.PlanEntryAsync(route, focus.Key, scope, endpoint, cancellationToken);
        }
        finally
        {
            around.ToList().ForEach(a => a.Resource.Tree.Dispose());
        }
    }
}
