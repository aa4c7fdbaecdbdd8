using Interop.Engine.Delivery;
using Interop.Engine.Identity;
using Interop.Engine.Ports;
using Interop.Engine.Privacy;
using Interop.Engine.Reconcile;
using Interop.Fhir.Issues;
using Interop.Fhir.Tree;
using Interop.Mapping;

namespace Interop.Engine.Routing;

/// <summary>What a record has to become in the outside world.</summary>
public sealed record RoutingPlan
{
    /// <summary>Pushes, one per recipient, in the order of the routes.</summary>
    public List<NewDelivery> Deliveries { get; } = [];

    /// <summary>Deliveries that are no longer owed.</summary>
    public List<DeliveryChange> DeliveryChanges { get; } = [];

    /// <summary>Entries for feeds.</summary>
    public List<FeedItemWrite> FeedItems { get; } = [];

    /// <summary>What could not be written.</summary>
    public List<Issue> Issues { get; } = [];
}

/// <summary>A focus to route: where the record comes from and what belongs to it.</summary>
/// <param name="Mappings">The mappings that the record was mapped with.</param>
/// <param name="Record">Bundle of all resources around the focus, <c>Type/id</c> as full URLs.</param>
/// <param name="Versions">The version that each of them has once this change set is committed.</param>
public sealed record RoutingScope(
    MappingSet Mappings, Guid MessageId, string RecordName, NodeTree Record, IReadOnlyDictionary<ResourceKey, int> Versions, DateTimeOffset Now, DeliveryPolicy Policy)
{
    /// <summary>Consent is gone: only those who were told before are told what became of it (MODELLING E7).</summary>
    public bool OnlyEarlier { get; init; }

    /// <summary>The documents that gave their place to one of the record: who had them gets what replaces them.</summary>
    public IReadOnlySet<ResourceKey> Replaced { get; init; } = new HashSet<ResourceKey>();
}

/// <summary>Decides deliveries and feed entries. Recipients come only from what the record says (MODELLING E2), never from a guess.</summary>
public sealed class Router(
    IRegistry registry, IOutbox outbox, IIdSource ids, KeyedHasher hasher, IdentityKey identity)
{
    /// <summary>Plans everything that the scope's foci set off.</summary>
    /// <param name="changed">Resources with a new version; a focus that did not change sends nothing.</param>
    public async Task<RoutingPlan> PlanAsync(RoutingScope scope, IReadOnlySet<ResourceKey> changed, CancellationToken cancellationToken)
    {
        var plan = new RoutingPlan();
        var endpoints = await registry.ListEndpointsAsync(cancellationToken);
        foreach (var route in scope.Mappings.Routes.For(scope.RecordName))
        {
            foreach (var focus in Foci(route, scope, changed))
            {
                await PlanFocusAsync(plan, route, focus, scope, endpoints, cancellationToken);
            }
        }

        return plan;
    }

    /// <summary>
    /// The deliveries that replace one whose recipient is no longer the right one: to the recipients as they are now, unless they were
    /// already served with this version.
    /// </summary>
    public async Task<IReadOnlyList<NewDelivery>> RerouteAsync(
        Route route, DeliveryRow delivery, Node focus, RoutingScope scope, IReadOnlyList<string> recipients, CancellationToken cancellationToken)
    {
        var endpoints = await registry.ListEndpointsAsync(cancellationToken);
        var earlier = await outbox.FindByFocusAsync(delivery.Focus.Key, cancellationToken);
        return [.. recipients
            .Where(r => !earlier.Any(d => d.Recipient == r && d.Route == route.Name && d.Focus.Version >= delivery.Focus.Version && d.State != DeliveryState.Cancelled))
            .Select(r => NewDelivery(route, (delivery.Focus.Key, focus), scope, r, Recipients.FindEndpoint(endpoints, route.RecipientKind, r)))];
    }

    /// <summary>What an operator sends again: the same versions to the same recipient, as a new delivery or a feed entry.</summary>
    public async Task<RoutingPlan> RouteAgainAsync(Route route, DeliveryRow delivery, Node focus, RoutingScope scope, Endpoint endpoint, CancellationToken cancellationToken)
    {
        var plan = new RoutingPlan();
        var target = (delivery.Focus.Key, focus);
        if (route.Feed is not null)
        {
            await AppendToFeedAsync(plan, route, target, scope, (delivery.Recipient, endpoint), cancellationToken);
        }
        else
        {
            plan.Deliveries.Add(NewDelivery(route, target, scope, delivery.Recipient, endpoint));
        }

        return plan;
    }

    /// <summary>The entry of a feed that tells of a resource of the scope.</summary>
    public async Task<RoutingPlan> PlanEntryAsync(Route route, ResourceKey focus, RoutingScope scope, Endpoint endpoint, CancellationToken cancellationToken)
    {
        var plan = new RoutingPlan();
        var resource = scope.Record.Root.All("entry").First(e => e["fullUrl"].Is(focus.ToString()))["resource"];
        await AppendToFeedAsync(plan, route, (focus, resource), scope, (endpoint.Organisation, endpoint), cancellationToken);
        return plan;
    }

    /// <summary>The deliveries of a route that time sets off.</summary>
    public async Task<RoutingPlan> PlanReminderAsync(Route route, ResourceKey focus, RoutingScope scope, CancellationToken cancellationToken)
    {
        var plan = new RoutingPlan();
        var resource = scope.Record.Root.All("entry").First(e => e["fullUrl"].Is(focus.ToString()))["resource"];
        if (Recipients.Applies(route, resource, scope.Record, scope.Now) && MayLeave(route, scope))
        {
            await PlanFocusAsync(plan, route, (focus, resource), scope, await registry.ListEndpointsAsync(cancellationToken), cancellationToken);
        }

        return plan;
    }

    private static IEnumerable<(ResourceKey Key, Node Resource)> Foci(Route route, RoutingScope scope, IReadOnlySet<ResourceKey> changed)
    {
        foreach (var entry in scope.Record.Root.All("entry"))
        {
            var resource = entry["resource"];
            var key = new ResourceKey(route.Focus, resource["resourceType"].Is(route.Focus) ? Guid.Parse(resource["id"].Text!) : default);
            if (resource["resourceType"].Is(route.Focus) && !ReplacedDocuments.IsSuperseded(resource) && scope.Versions.ContainsKey(key) && (changed.Contains(key) || (route.Feed is not null && RefersToChanged(resource, changed)))
                && (IsRetraction(resource) || (Recipients.Applies(route, resource, scope.Record, scope.Now) && MayLeave(route, scope))))
            {
                yield return (key, resource);
            }
        }
    }

    /// <summary>A route may ask for a consent that the record itself does not bring.</summary>
    private static bool MayLeave(Route route, RoutingScope scope) =>
        route.Consent is not { } purpose || ConsentGate.Permits(scope.Record.Root.All("entry").Select(e => e["resource"]), purpose);

    /// <summary>
    /// An entry of a feed is read without its references: an act is news when its evidence or its insurance changes, though the act itself
    /// says the same.
    /// </summary>
    private static bool RefersToChanged(Node element, IReadOnlySet<ResourceKey> changed)
    {
        foreach (var child in element.Children)
        {
            if ((child.Name == "reference" && ResourceTrees.ParseReference(child.Text) is { } key && changed.Contains(key)) || RefersToChanged(child, changed))
            {
                return true;
            }
        }

        return false;
    }

    private async Task PlanFocusAsync(
        RoutingPlan plan, Route route, (ResourceKey Key, Node Resource) focus, RoutingScope scope, IReadOnlyList<Endpoint> endpoints, CancellationToken cancellationToken)
    {
        var retraction = IsRetraction(focus.Resource);
        var recipients = (retraction || scope.OnlyEarlier) && route.Feed is null ? [] : Recipients.Of(route, focus.Resource, scope.Record, scope.Now).ToList();
        var earlier = retraction || scope.OnlyEarlier || route.ToEarlierReceivers ? await EarlierAsync(plan, route, focus, retraction, scope, cancellationToken) : [];
        recipients.AddRange(earlier.Where(r => !recipients.Contains(r)));
        foreach (var recipient in recipients)
        {
            var endpoint = Recipients.FindEndpoint(endpoints, route.RecipientKind, recipient);

            // An act that is withdrawn needs no biller where there never was one.
            if (route.Feed is not null && endpoint is not null)
            {
                await AppendToFeedAsync(plan, route, focus, scope, (recipient, endpoint), cancellationToken);
            }
            else if (route.Feed is null || !retraction)
            {
                plan.Deliveries.Add(NewDelivery(route, focus, scope, recipient, endpoint));
            }
        }
    }

    private async Task<IReadOnlyList<string>> EarlierAsync(
        RoutingPlan plan, Route route, (ResourceKey Key, Node Resource) focus, bool retraction, RoutingScope scope, CancellationToken cancellationToken)
    {
        var earlier = (await outbox.FindByFocusAsync(focus.Key, cancellationToken)).Where(d => d.Route == route.Name).ToList();
        if (retraction)
        {
            // What has not left yet need not be retracted, it is simply no longer sent.
            plan.DeliveryChanges.AddRange(earlier.Where(d => d.State is DeliveryState.Pending or DeliveryState.Parked || IsWaitingUntried(d))
                .Select(d => new DeliveryChange { Id = d.Id, From = d.State, To = DeliveryState.Cancelled, At = scope.Now, Reason = "record-cancelled" }));
        }

        var told = earlier.Where(MayHaveArrived).ToList();
        if (scope.OnlyEarlier && !retraction && !route.ToEarlierReceivers && told.Count > 0)
        {
            // Whoever had the last version follows the treatment still; a home that the patient has left does not.
            var last = told.Max(d => d.Focus.Version);
            told.RemoveAll(d => d.Focus.Version < last);
        }

        foreach (var replaced in retraction ? [] : ReplacedDocuments.Known(focus.Resource).Where(scope.Replaced.Contains))
        {
            told.AddRange((await outbox.FindByFocusAsync(replaced, cancellationToken)).Where(d => d.Route == route.Name && MayHaveArrived(d)));
        }

        return [.. told.Select(d => d.Recipient).Distinct()];
    }

    /// <summary>An attempt without an answer may have reached the receiver all the same; only a refusal is certain.</summary>
    public static bool MayHaveArrived(DeliveryRow delivery) => delivery.State switch
    {
        DeliveryState.Delivered or DeliveryState.Sending => true,
        DeliveryState.Retrying => !IsWaitingUntried(delivery),
        DeliveryState.Parked => delivery.Attempts > 0 && delivery.Reason != DeliveryPolicy.Refused,
        DeliveryState.Cancelled => delivery.Attempts > 0,
        _ => false,
    };

    /// <summary>Put off while its endpoint rests, without an attempt.</summary>
    private static bool IsWaitingUntried(DeliveryRow delivery) => delivery is { State: DeliveryState.Retrying, Attempts: 0 };

    private static bool IsRetraction(Node focus) => focus["status"].Is("entered-in-error"u8);

    private NewDelivery NewDelivery(Route route, (ResourceKey Key, Node Resource) focus, RoutingScope scope, string recipient, Endpoint? endpoint)
    {
        var patient = PatientOf(focus.Resource, scope);
        return new NewDelivery
        {
            Id = ids.NewId(),
            MessageId = scope.MessageId,
            EndpointId = endpoint?.Id,
            Message = route.Message,
            Route = route.Name,
            Recipient = recipient,
            Lane = hasher.OutboundLane(endpoint?.Id ?? recipient, patient?.ToString("D") ?? focus.Key.ToString()),
            Patient = patient,
            Focus = new ResourceVersion(focus.Key, scope.Versions[focus.Key]),
            Pinned = [.. scope.Versions.Select(v => new ResourceVersion(v.Key, v.Value))],
            State = endpoint is null ? DeliveryState.Parked : DeliveryState.Pending,
            Reason = endpoint is null ? "no-endpoint" : null,
            CreatedAt = scope.Now,
            Deadline = scope.Now + scope.Policy.DeadlineOf(endpoint?.Id),
        };
    }

    private async Task AppendToFeedAsync(
        RoutingPlan plan, Route route, (ResourceKey Key, Node Resource) focus, RoutingScope scope, (string Organisation, Endpoint Endpoint) recipient, CancellationToken cancellationToken)
    {
        var endpoint = recipient.Endpoint;
        var message = scope.Mappings.Catalogue.FindMessage(route.RecipientKind, route.Message[(route.RecipientKind.Length + 1)..])!;
        var result = message.Render(new RenderInput
        {
            Bundle = scope.Record,
            Focus = focus.Resource,
            Endpoint = RenderJson.Endpoint(endpoint),
            Delivery = RenderJson.Delivery(new RenderedDelivery(scope.MessageId, focus.Key.Id, 0, scope.Now, null, null)),
            Now = scope.Now,
            Ids = identity,
        });
        plan.Issues.AddRange(result.Issues);
        if (result.Payload is { } payload && !result.Issues.Any(i => i.IsError))
        {
            using var item = JsonTreeReader.Read(payload, plan.Issues);
            var (itemId, state) = (item?.Root["itemId"].Text ?? focus.Key.ToString(), item?.Root["state"].Text ?? "");
            // The end of an act that nobody was ever told of is no news.
            if ((state != "cancelled" && !scope.OnlyEarlier) || await outbox.FindFeedEntryAsync(route.Feed!, endpoint.Id, itemId, cancellationToken) is not null)
            {
                plan.FeedItems.Add(new FeedItemWrite(
                    route.Feed!, endpoint.Id, itemId, state, payload, new ResourceVersion(focus.Key, scope.Versions[focus.Key]), scope.MessageId, scope.Now));
            }
        }
        else
        {
            // An act that cannot be written is owed all the same: it waits where an operator sees it.
            plan.Issues.Add(new Issue(IssueCodes.RenderFailed, IssueLocation.None, route.Message));
            plan.Deliveries.Add(NewDelivery(route, focus, scope, recipient.Organisation, endpoint) with { State = DeliveryState.Parked, Reason = IssueCodes.RenderFailed.Id });
        }
    }

    /// <summary>The same once more to the same receiver, from these versions.</summary>
    public NewDelivery Renew(DeliveryRow delivery, IReadOnlyList<ResourceVersion> pinned, DateTimeOffset now, DeliveryPolicy policy) => new()
    {
        Id = ids.NewId(),
        MessageId = delivery.MessageId,
        EndpointId = delivery.EndpointId,
        Message = delivery.Message,
        Route = delivery.Route,
        Recipient = delivery.Recipient,
        Lane = delivery.Lane,
        Patient = delivery.Patient,
        Focus = delivery.Focus,
        Pinned = pinned,
        State = DeliveryState.Pending,
        CreatedAt = now,
        Deadline = now + policy.DeadlineOf(delivery.EndpointId),
    };

    private static Guid? PatientOf(Node focus, RoutingScope scope)
    {
        var reference = focus["subject"]["reference"].Text;
        return reference is not null && reference.StartsWith("Patient/", StringComparison.Ordinal)
            && Guid.TryParse(reference.AsSpan("Patient/".Length), out var id) && scope.Versions.ContainsKey(new ResourceKey("Patient", id)) ? id : null;
    }
}
