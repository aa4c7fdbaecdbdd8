using System.Buffers;
using Interop.Engine.Identity;
using Interop.Engine.Messages;
using Interop.Engine.Ports;
using Interop.Engine.Reconcile;
using Interop.Engine.Routing;
using Interop.Fhir.Json;
using Interop.Fhir.Tree;

namespace Interop.Engine.Reminders;

/// <summary>
/// Makes the reminders that are due. The Task's mark and the delivery are one change set on the version that was looked at, so that of many
/// processes one makes the reminder, and a crash leaves both or neither.
/// </summary>
public sealed class ReminderDesk(IJournal journal, IResources resources, Router router, LiveMappings mappings, KeyedHasher hasher, EngineContext context)
{
    private const int Page = 100;

    /// <summary>What a reminder is made from: nothing of the patient is even looked at.</summary>
    private static readonly HashSet<string> Needed = ["ServiceRequest", "PractitionerRole", "Practitioner", "Organization", "CareTeam"];

    private readonly Neighbours neighbours = new(resources);

    /// <summary>Looks at everything that may be due at this time; what is made goes out at once.</summary>
    /// <returns>How many reminders were made.</returns>
    public async Task<int> RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var made = 0;
        foreach (var key in ReminderDays.Until(hasher, now))
        {
            Guid? after = null;
            while (true)
            {
                var found = await resources.SearchAsync("Task", key, null, after, Page, cancellationToken);
                foreach (var task in found)
                {
                    made += await LookAtAsync(task.Version.Key, now, cancellationToken) ? 1 : 0;
                }

                if (found.Count < Page)
                {
                    break;
                }

                after = found[^1].Version.Key.Id;
            }
        }

        return made;
    }

    private async Task<bool> LookAtAsync(ResourceKey key, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var read = await neighbours.ReadAsync([key], cancellationToken);
        if (read is not [var task])
        {
            return false;
        }

        var around = await AroundAsync(task, cancellationToken);
        try
        {
            var request = around.Select(a => a.Resource).FirstOrDefault(r => r["resourceType"].Is("ServiceRequest"u8));
            var decision = ReminderPolicy.Decide(task.Resource, request, now);
            return decision is not ReminderDecision.Wait && await FinishAsync(task, around, decision is ReminderDecision.Remind, now, cancellationToken);
        }
        finally
        {
            task.Resource.Tree.Dispose();
            around.ToList().ForEach(a => a.Resource.Tree.Dispose());
        }
    }

    /// <summary>The request, the addressee, and the consents that the reminder's delivery depends on.</summary>
    private async Task<IReadOnlyList<Affected>> AroundAsync(Affected task, CancellationToken cancellationToken)
    {
        var known = new HashSet<ResourceKey> { task.Current.Key };
        var direct = Direct(task.Resource, ["focus", "owner"]).ToList();
        var first = await neighbours.ReadAsync(direct, cancellationToken);
        known.UnionWith(direct);
        var second = await neighbours.ReadAsync([.. first.SelectMany(a => Direct(a.Resource, ["practitioner", "organization"])).Where(known.Add)], cancellationToken);
        var consents = task.Current.Patient is { } patient ? await neighbours.OfPatientAsync("Consent", patient, known, cancellationToken) : [];
        return [.. first, .. second, .. consents];
    }

    private static IEnumerable<ResourceKey> Direct(Node resource, string[] elements) =>
        elements.SelectMany(resource.All).Select(e => ResourceTrees.ParseReference(e["reference"].Text)).OfType<ResourceKey>().Where(k => Needed.Contains(k.Type)).Distinct();

    /// <summary>Writes the mark, with the reminder when there is one; the next look finds nothing more to do here.</summary>
    private async Task<bool> FinishAsync(Affected task, IReadOnlyList<Affected> around, bool remind, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var marked = Marked(task.Resource, remind);
        var json = new ArrayBufferWriter<byte>(1024);
        FhirJson.Write(marked.Root, json);
        var write = new ResourceWrite
        {
            Key = task.Current.Key, ExpectedVersion = task.Current.Version, Patient = task.Current.Patient, Json = json.WrittenMemory, ContentHash = hasher.Content(json.WrittenSpan),
            SearchKeys = [.. marked.Root.All("identifier").Where(i => i["system"].HasValue && i["value"].HasValue).Select(i => hasher.Identifier(i["system"].Text!, i["value"].Text!)).Distinct()],
        };
        var deliveries = remind ? await PlanAsync(task.Current with { Version = task.Current.Version + 1 }, marked.Root, around, cancellationToken) : [];
        var outcome = remind && deliveries.Count > 0 ? "made" : "not-needed";
        var set = new ChangeSet
        {
            ProducedBy = task.Current.MessageId,
            Resources = [write],
            Deliveries = deliveries,
            Audit = [new AuditEntry(now, "engine", "", "remind", task.Current.Key.ToString(), outcome)],
        };
        return await journal.CommitAsync(set, cancellationToken) == CommitOutcome.Committed && deliveries.Count > 0;
    }

    private async Task<IReadOnlyList<NewDelivery>> PlanAsync(ResourceRow task, Node marked, IReadOnlyList<Affected> around, CancellationToken cancellationToken)
    {
        var versions = around.Select(a => a.Current).Append(task).ToDictionary(r => r.Key, r => r.Version);
        using var record = ResourceTrees.Bundle("collection", around.Select(a => a.Resource).Prepend(marked));
        var deliveries = new List<NewDelivery>();
        var now = context.Clock.GetUtcNow();
        foreach (var route in mappings.Current.Routes.Routes.Where(r => r is { IsReminder: true, Focus: "Task" }))
        {
            var scope = new RoutingScope(mappings.Current, task.MessageId, route.Record, record, versions, now, context.Policy);
            deliveries.AddRange((await router.PlanReminderAsync(route, task.Key, scope, cancellationToken)).Deliveries);
        }

        return deliveries;
    }

    private static NodeTree Marked(Node task, bool remind) => ResourceTrees.WithExtensions(task, null, b =>
    {
        b.Begin("extension", NodeKind.Object, listItem: true);
        b.Add("url", NodeKind.String, ReminderPolicy.Mark);
        b.Add("valueCode", NodeKind.String, remind ? "made" : "not-needed");
        b.End();
    });
}
