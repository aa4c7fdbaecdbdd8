using System.Buffers;
using Interop.Engine.Delivery;
using Interop.Engine.Identity;
using Interop.Engine.Ports;
using Interop.Engine.Privacy;
using Interop.Engine.Reconcile;
using Interop.Engine.Reminders;
using Interop.Engine.Routing;
using Interop.Fhir.Issues;
using Interop.Fhir.Json;
using Interop.Fhir.Tree;
using Interop.Mapping;

namespace Interop.Engine.Messages;

/// <summary>
/// From mapped resources to one closed change set: who they are, what they change, who is owed what. Reads the store, writes nothing; after a
/// conflict it is simply run again.
/// </summary>
public sealed class Resolver(IdentityResolver identity, Surroundings surroundings, Router router, KeyedHasher hasher, EngineContext context)
{
    /// <summary>Unless they name a patient, as the organiser of one person does.</summary>
    private static readonly HashSet<string> OutsideCompartments =
        ["Practitioner", "PractitionerRole", "Organization", "Location", "HealthcareService", "Device", "Medication"];

    /// <summary>What is stored of a record that consent holds back: the consent itself and who it is about, so that it takes effect.</summary>
    private static readonly HashSet<string> ConsentTypes = ["Consent", "Patient", "RelatedPerson", "Practitioner", "PractitionerRole", "Organization"];

    /// <summary>What is stored of a cancellation beside the marks it sets: who withdrew the record and why.</summary>
    internal static readonly HashSet<string> CancelTypes = ["Provenance", "Practitioner", "PractitionerRole", "Organization"];

    /// <summary>The change set that takes a message from received to routed, or to quarantine.</summary>
    public async Task<ChangeSet> ResolveAsync(
        InboundWork work, RecordMapping mapping, Interpretation interpretation, MappingSet mappings, CancellationToken cancellationToken)
    {
        var attempt = new Attempt(work, mapping, interpretation, mappings, context.Clock.GetUtcNow(), new StageTimings(context.Clock));
        var all = Draft.Read(interpretation.Bundle!, context.Ids);
        try
        {
            return await ResolveAsync(attempt, all, cancellationToken);
        }
        finally
        {
            all.ToList().ForEach(d => d.Dispose());
        }
    }

    private async Task<ChangeSet> ResolveAsync(Attempt attempt, IReadOnlyList<Draft> all, CancellationToken cancellationToken)
    {
        var (mapping, message, cancels) = (attempt.Mapping, attempt.Work.Message, attempt.Cancels);
        var drafts = cancels ? [.. all.Where(d => CancelTypes.Contains(d.Type))] : all;
        var conflicts = await identity.ResolveAsync(drafts, cancellationToken);
        if (conflicts.Count > 0)
        {
            return Quarantine(attempt, conflicts, []);
        }

        Finish(all);
        var linked = await surroundings.CompleteAsync(drafts, ContentHash, cancellationToken);
        if (cancels)
        {
            var undone = await surroundings.Reconciler.CancelAsync(message.Organisation, mapping.Name, message.Key!.RecordId, cancellationToken);
            var reached = await surroundings.AroundCancelledAsync(drafts, undone, cancellationToken);
            return await RouteAsync(attempt, undone.Count == 0 ? [] : drafts, new Decided([.. undone, .. reached], [], false), cancellationToken);
        }

        if (mapping.Rules.Consent is { } purpose && !ConsentGate.Permits(drafts.Select(d => d.Resource), purpose))
        {
            return await HoldBackAsync(attempt, drafts, purpose, cancellationToken);
        }

        var issues = new List<Issue>();
        var affected = await surroundings.ReconcileAsync(drafts, attempt.Version, issues, cancellationToken);
        var replaced = await surroundings.ReplacedAsync(drafts, message.Organisation, cancellationToken);
        var around = await surroundings.AroundAsync(drafts, affected, linked, attempt.Mappings.Routes.Consents(mapping.Name), cancellationToken);
        return await RouteAsync(attempt, drafts, new Decided([.. affected, .. around], issues, false) { Aside = replaced }, cancellationToken);
    }

    /// <summary>Without consent only the end of what was told before goes on; when there is none, the record is quarantined.</summary>
    private async Task<ChangeSet> HoldBackAsync(Attempt attempt, IReadOnlyList<Draft> drafts, string purpose, CancellationToken cancellationToken)
    {
        var place = new IssueLocation { Source = "$.consents" };
        return await surroundings.AfterWithdrawal.SelectAsync(drafts, attempt.Version, cancellationToken) is { } owed
            ? await RouteAsync(attempt, owed.Drafts, new Decided(owed.Affected, [new Issue(IssueCodes.ConsentWithdrawnPartly, place, purpose)], true), cancellationToken)
            : Quarantine(attempt, [new Issue(IssueCodes.ConsentNotGiven, place, purpose)], [.. drafts.Where(d => ConsentTypes.Contains(d.Type))]);
    }

    private async Task<ChangeSet> RouteAsync(Attempt attempt, IReadOnlyList<Draft> drafts, Decided decided, CancellationToken cancellationToken)
    {
        var affected = decided.Affected;
        var patient = PatientOf(drafts) ?? affected.Select(a => a.Current.Patient).FirstOrDefault(p => p is not null);
        var writes = Fullest(drafts).Select(d => Write(d, patient)).OfType<ResourceWrite>().Concat(affected.Concat(decided.Aside).Where(a => a.Changed).Select(Write)).ToList();
        var written = writes.ToDictionary(w => w.Key);
        var versions = drafts.Select(d => (d.Key, Version: d.Current?.Version ?? 0)).Concat(affected.Select(a => (a.Current.Key, a.Current.Version)))
            .DistinctBy(v => v.Key).ToDictionary(v => v.Key, v => written.ContainsKey(v.Key) ? v.Version + 1 : v.Version);
        var earlier = await surroundings.EarlierAsync(attempt.Mappings.Routes.Types(attempt.Mapping.Name), patient, versions.Keys, cancellationToken);
        using var record = ResourceTrees.Bundle("collection", Fullest(drafts).Select(d => d.Resource).Concat(affected.Select(a => a.Resource)).Concat(earlier.Select(a => a.Resource)));
        var scope = new RoutingScope(attempt.Mappings, attempt.Work.Message.Id, attempt.Mapping.Name, record, versions, attempt.Now, context.Policy)
        {
            OnlyEarlier = decided.OnlyEarlier,
            Replaced = decided.Aside.Select(a => a.Current.Key).ToHashSet(),
        };
        var plan = await router.PlanAsync(scope, written.Keys.ToHashSet(), cancellationToken);
        plan.Issues.AddRange(decided.Issues);
        attempt.Timings.End("resolve");
        if (attempt.Interpretation.Envelope?.Action == "cancel" && affected.Count == 0)
        {
            plan.Issues.Add(new Issue(IssueCodes.CancelNothing, new IssueLocation { Source = "$.recordId" }));
        }

        return new ChangeSet
        {
            Lease = attempt.Work.Lease,
            ProducedBy = attempt.Work.Message.Id,
            MessageChanges = [Change(attempt, MessageState.Routed, plan.Issues, writes.Count) with { Patients = Patients(patient, drafts, writes) }],
            Resources = writes,
            Identities = Identities(drafts),
            Deliveries = plan.Deliveries,
            DeliveryChanges = plan.DeliveryChanges,
            FeedItems = plan.FeedItems,
            Audit = [Audit(attempt, "routed")],
        };
    }

    /// <summary>
    /// Two identifiers of one record can lead to the same resource: references to either point there, the identifiers of both are kept, and it is
    /// written once, from the draft that tells most about who it is.
    /// </summary>
    internal static IEnumerable<Draft> Fullest(IReadOnlyList<Draft> drafts) => drafts.GroupBy(d => d.Key).Select(g => g.MaxBy(d => d.Strong.Count)!);

    private ChangeSet Quarantine(Attempt attempt, IReadOnlyList<Issue> issues, IReadOnlyList<Draft> kept)
    {
        var writes = Fullest(kept).Select(d => Write(d, PatientOf(kept))).OfType<ResourceWrite>().ToList();
        return new ChangeSet
        {
            Lease = attempt.Work.Lease,
            ProducedBy = writes.Count > 0 ? attempt.Work.Message.Id : null,
            MessageChanges = [Change(attempt, MessageState.Quarantined, issues, writes.Count) with { Patients = Patients(PatientOf(kept), kept, writes) }],
            Resources = writes,
            Identities = Identities(kept),
            Audit = [Audit(attempt, "quarantined")],
        };
    }

    internal static void Finish(IReadOnlyList<Draft> drafts)
    {
        var local = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var draft in drafts)
        {
            local.TryAdd($"urn:uuid:{draft.Minted:D}", draft.Key.ToString());
        }

        foreach (var draft in drafts)
        {
            draft.Resource = ResourceTrees.Finish(draft.Mapped, draft.Key, local.GetValueOrDefault).Root;
            if (draft.Links.Count > 0)
            {
                using var finished = draft.Resource.Tree;
                draft.Resource = PatientLinks.Keep(draft.Resource, draft.Links).Root;
            }
        }
    }

    private ResourceWrite? Write(Draft draft, Guid? patient)
    {
        var json = Json(draft.Resource);
        var hash = hasher.Content(json.Span);
        if (draft.Current is { } current && current.ContentHash == hash)
        {
            return null;
        }

        return new ResourceWrite
        {
            Key = draft.Key,
            ExpectedVersion = draft.Current?.Version ?? 0,
            Patient = OutsideCompartments.Contains(draft.Type) && !draft.Resource["patient"].Exists ? null : patient,
            Json = json,
            ContentHash = hash,
            OwnBody = draft.Type == "Binary",
            SearchKeys = SearchKeys(draft.Resource, draft.Strong),
        };
    }

    private ResourceWrite Write(Affected affected)
    {
        var json = Json(affected.Resource);
        return new ResourceWrite
        {
            Key = affected.Current.Key, ExpectedVersion = affected.Current.Version, Patient = affected.Current.Patient, Json = json,
            ContentHash = hasher.Content(json.Span), Readable = affected.Readable, SearchKeys = SearchKeys(affected.Resource, []),
        };
    }

    /// <summary>Strong identifiers are found through the identity table; the others (the NSS) need a row of their own, and so do names and what falls due.</summary>
    private IReadOnlyList<KeyedHash> SearchKeys(Node resource, IReadOnlyList<Identifier> strong) =>
    [
        .. resource.All("identifier")
            .Where(i => i["system"].HasValue && i["value"].HasValue)
            .Select(i => new Identifier(i["system"].Text!, i["value"].Text!))
            .Where(i => !strong.Contains(i))
            .Select(i => hasher.Identifier(i.System, i.Value)),
        .. NameKeys.Of(resource, hasher),
        .. ReminderDays.Keys(resource, hasher, context.Clock.GetUtcNow()),
        .. ReplacedDocuments.Keys(resource, hasher),
    ];

    private IReadOnlyList<IdentityWrite> Identities(IReadOnlyList<Draft> drafts) =>
        [.. drafts.SelectMany(d => d.NewIdentifiers.Select(i => new IdentityWrite(new KeyedHash(context.Ids.Hash(d.Type, i.System, i.Value)), d.Key))).DistinctBy(i => i.Identifier)];

    private static IReadOnlyList<Guid> Patients(Guid? patient, IReadOnlyList<Draft> drafts, IReadOnlyList<ResourceWrite> writes) =>
    [
        .. drafts.Where(d => d.Type == "Patient").Select(d => (Guid?)d.Key.Id).Append(patient).Concat(writes.Select(w => w.Patient)).OfType<Guid>().Distinct(),
    ];

    private static Guid? PatientOf(IReadOnlyList<Draft> drafts) => drafts.FirstOrDefault(d => d.Type == "Patient")?.Key.Id;

    private static ReadOnlyMemory<byte> Json(Node resource)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        FhirJson.Write(resource, buffer);
        return buffer.WrittenMemory;
    }

    private static MessageChange Change(Attempt attempt, MessageState to, IReadOnlyList<Issue> issues, int stored)
    {
        var report = Reports.Of(attempt.Interpretation, [.. attempt.Interpretation.Issues, .. issues], attempt.Mappings.Catalogue.Version) with
        {
            Stored = stored,
            Timings = attempt.Interpretation.Timings.Concat(attempt.Timings.ByStage).ToDictionary(),
        };
        return new MessageChange(attempt.Work.Message.Id, MessageState.Received, to, attempt.Now, report.ToJson()) { Codes = report.Codes };
    }

    private static AuditEntry Audit(Attempt attempt, string outcome) =>
        new(attempt.Now, "engine", attempt.Work.Message.Organisation, "route", $"message/{attempt.Work.Message.Id:D}", outcome);

    private KeyedHash ContentHash(Node resource) => hasher.Content(Json(resource).Span);

    /// <summary>What else changes or is needed, what there is to say, and who may be told.</summary>
    private sealed record Decided(IReadOnlyList<Affected> Affected, IReadOnlyList<Issue> Issues, bool OnlyEarlier)
    {
        /// <summary>What changes too, and no message is about.</summary>
        public IReadOnlyList<Affected> Aside { get; init; } = [];
    }

    private sealed record Attempt(
        InboundWork Work, RecordMapping Mapping, Interpretation Interpretation, MappingSet Mappings, DateTimeOffset Now, StageTimings Timings)
    {
        public bool Cancels => Interpretation.Envelope?.Action == "cancel";

        public long Version => Interpretation.Envelope?.RecordVersion ?? 0;
    }
}

/// <summary>What every part of the engine is handed: keys, time, policy.</summary>
public sealed record EngineContext(IdentityKey Ids, TimeProvider Clock, DeliveryPolicy Policy);
