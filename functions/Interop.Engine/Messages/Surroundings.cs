using Interop.Engine.Identity;
using Interop.Engine.Ports;
using Interop.Engine.Privacy;
using Interop.Engine.Reconcile;
using Interop.Engine.Routing;
using Interop.Fhir.Issues;
using Interop.Fhir.Tree;
using Interop.Mapping;

namespace Interop.Engine.Messages;

/// <summary>What a record meets in the store: who it refers to, what stands already, what changes with it.</summary>
public sealed class Surroundings
{
    private readonly KnownReferences references;
    private readonly SharedResources shared;
    private readonly Withdrawals withdrawals;
    private readonly KeptStatements statements;
    private readonly IntakeReconciler intakes;
    private readonly ReplacedDocuments documents;
    private readonly Neighbours neighbours;

    /// <summary>Reads the store through these ports; writes nothing.</summary>
    public Surroundings(IResources resources, IOutbox outbox, IdentityKey ids, KeyedHasher hasher)
    {
        references = new KnownReferences(resources, ids);
        shared = new SharedResources(resources);
        withdrawals = new Withdrawals(resources);
        statements = new KeptStatements(resources);
        intakes = new IntakeReconciler(resources, hasher);
        documents = new ReplacedDocuments(resources, hasher);
        neighbours = new Neighbours(resources);
        Reconciler = new Reconciler(resources);
        AfterWithdrawal = new AfterWithdrawal(outbox, Reconciler, neighbours);
    }

    /// <summary>Plans and cancellations.</summary>
    public Reconciler Reconciler { get; }

    /// <summary>What still goes when consent is gone.</summary>
    public AfterWithdrawal AfterWithdrawal { get; }

    /// <summary>Completes the drafts from what is stored; true when one of them refers to a resource of another record.</summary>
    public async Task<bool> CompleteAsync(IReadOnlyList<Draft> drafts, Func<Node, KeyedHash> contentHash, CancellationToken cancellationToken)
    {
        await shared.CompleteAsync(drafts, contentHash, cancellationToken);
        await withdrawals.KeepAsync(drafts, contentHash, cancellationToken);
        var linked = await references.LinkAsync(drafts, cancellationToken);

        // Last: what is kept stands behind what the record says, so that a record that says nothing new gives the stored bytes.
        await statements.KeepAsync(drafts, contentHash, cancellationToken);
        return linked;
    }

    /// <summary>What changes with the record.</summary>
    public async Task<IReadOnlyList<Affected>> ReconcileAsync(IReadOnlyList<Draft> drafts, long version, ICollection<Issue> issues, CancellationToken cancellationToken) =>
        [.. await Reconciler.ReconcileListsAsync(drafts, version, cancellationToken), .. await intakes.ReconcileAsync(drafts, issues, cancellationToken)];

    /// <summary>What gives its place to a document of the record; no message is about it.</summary>
    public Task<IReadOnlyList<Affected>> ReplacedAsync(IReadOnlyList<Draft> drafts, string organisation, CancellationToken cancellationToken) =>
        documents.ReconcileAsync(drafts, organisation, cancellationToken);

    /// <summary>The patient's earlier resources of these types, to count them: not foci, and not pinned.</summary>
    public async Task<IReadOnlyList<Affected>> EarlierAsync(IReadOnlySet<string> types, Guid? patient, IEnumerable<ResourceKey> known, CancellationToken cancellationToken)
    {
        var found = new List<Affected>();
        foreach (var type in types.Where(_ => patient is not null))
        {
            found.AddRange(await neighbours.OfPatientAsync(type, patient!.Value, known, cancellationToken));
        }

        return found;
    }

    /// <summary>
    /// Where the resources of a cancelled record lead: to the person it is about, in whose lane the retraction has to wait, and to those who were told.
    /// Another record may have brought them first, so that this one did not produce them: a person behind a role that it did produce, too.
    /// </summary>
    public Task<IReadOnlyList<Affected>> AroundCancelledAsync(IReadOnlyList<Draft> drafts, IReadOnlyList<Affected> undone, CancellationToken cancellationToken) =>
        neighbours.LoadAsync(undone.Select(a => a.Resource), drafts.Select(d => d.Key).Concat(undone.Select(a => a.Current.Key)), cancellationToken);

    /// <summary>What routes and messages need beyond the record: where its references lead, and the consents that its routes ask for.</summary>
    public async Task<IReadOnlyList<Affected>> AroundAsync(
        IReadOnlyList<Draft> drafts, IReadOnlyList<Affected> affected, bool linked, IReadOnlySet<string> purposes, CancellationToken cancellationToken)
    {
        var known = drafts.Select(d => d.Key).Concat(affected.Select(a => a.Current.Key)).ToHashSet();
        var lines = affected.Where(a => a.Current.Key.Type == "MedicationStatement" && !a.Changed).Select(a => a.Resource).ToList();
        var around = lines.Count == 0 ? [] : (await neighbours.OrdersAsync(lines, known, cancellationToken)).ToList();
        known.UnionWith(around.Select(a => a.Current.Key));
        if (linked)
        {
            around.AddRange(await neighbours.LoadAsync(drafts.Where(d => d.Type != "Provenance").Select(d => d.Resource), known, cancellationToken));
        }

        if (purposes.Count > 0 && drafts.FirstOrDefault(d => d.Type == "Patient") is { } patient)
        {
            around.AddRange(await neighbours.OfPatientAsync("Consent", patient.Key.Id, known.Concat(around.Select(a => a.Current.Key)), cancellationToken));
        }

        return around;
    }
}
