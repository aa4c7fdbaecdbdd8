using System.Globalization;
using Interop.Engine.Identity;
using Interop.Engine.Ports;
using Interop.Engine.Routing;
using Interop.Fhir.Tree;

namespace Interop.Engine.Reconcile;

/// <summary>What of a record may still go although consent holds it back.</summary>
/// <param name="Drafts">Stored and, where they are foci, sent.</param>
/// <param name="Affected">Changed, or needed as they stand.</param>
public sealed record StillOwed(IReadOnlyList<Draft> Drafts, IReadOnlyList<Affected> Affected);

/// <summary>
/// Withdrawal acts for the future only (MODELLING E7). To those who already have a plan, its stopped and absent lines are still told; to those
/// who already have a document, its replacement still goes. New lines and changed doses stay behind, and nobody is told for the first time.
/// </summary>
public sealed class AfterWithdrawal(IOutbox outbox, Reconciler reconciler, Neighbours neighbours)
{
    private const string PlanVersionUrl = "https://interop.example/fhir/StructureDefinition/plan-version";

    /// <summary>People, and who says so: needed to tell a stop.</summary>
    internal static readonly HashSet<string> Kept = ["Consent", "Patient", "RelatedPerson", "Practitioner", "PractitionerRole", "Organization", "Provenance"];

    /// <summary>Null when nothing of the record was told to anybody, or it brings no end of anything.</summary>
    public async Task<StillOwed?> SelectAsync(IReadOnlyList<Draft> drafts, long recordVersion, CancellationToken cancellationToken)
    {
        foreach (var focus in drafts.Where(d => d.Current is not null && d.Type is "List" or "DocumentReference"))
        {
            if ((await outbox.FindByFocusAsync(focus.Key, cancellationToken)).Any(Router.MayHaveArrived))
            {
                return focus.Type == "DocumentReference" ? new StillOwed(drafts, []) : await StopsAsync(drafts, focus, recordVersion, cancellationToken);
            }
        }

        return null;
    }

    private async Task<StillOwed?> StopsAsync(IReadOnlyList<Draft> drafts, Draft list, long recordVersion, CancellationToken cancellationToken)
    {
        if (await neighbours.ReadAsync([list.Key], cancellationToken) is not [var stored, ..])
        {
            return null;
        }

        var known = stored.Resource.All("entry").Select(e => ResourceTrees.ParseReference(e["item"]["reference"].Text)).OfType<ResourceKey>().ToList();
        var before = (await neighbours.ReadAsync(known, cancellationToken)).ToDictionary(a => a.Current.Key);
        var stops = drafts.Where(d => before.TryGetValue(d.Key, out var old) && IsEnd(d.Resource) && !IsEnd(old.Resource)).ToList();
        var absent = (await reconciler.ReconcileListsAsync([list], recordVersion, cancellationToken)).Where(a => a.Changed).ToList();
        if (stops.Count == 0 && absent.Count == 0)
        {
            return null;
        }

        list.Resource = Reduced(stored.Resource, absent.Select(a => a.Current.Key.ToString()).ToHashSet(), recordVersion).Root;
        List<Draft> kept = [.. drafts.Where(d => Kept.Contains(d.Type)), .. stops, list];
        var done = kept.Select(d => d.Key).Concat(absent.Select(a => a.Current.Key)).ToHashSet();
        var others = await neighbours.ReadAsync([.. drafts.Select(d => d.Key).Concat(known).Where(done.Add)], cancellationToken);
        return new StillOwed(kept, [.. absent, .. others, .. await neighbours.LoadAsync(others.Select(o => o.Resource), done, cancellationToken)]);
    }

    internal static bool IsEnd(Node statement) => statement["status"].Text is "stopped" or "entered-in-error" or "completed";

    /// <summary>The version that the record gave a plan.</summary>
    internal static long PlanVersion(Node list) => long.TryParse(
        list.All("extension").FirstOrDefault(e => e["url"].Is(PlanVersionUrl))["valuePositiveInt"].Text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;

    /// <summary>The List that stands without its absent lines. It is no longer passed off as the complete treatment.</summary>
    internal static NodeTree Reduced(Node stored, HashSet<string> absent, long recordVersion) => ResourceTrees.With(stored, new Dictionary<string, Action<NodeTreeBuilder>?>
    {
        ["mode"] = b => b.Add("mode", NodeKind.String, "changes"),
        ["entry"] = b =>
        {
            foreach (var entry in stored.All("entry").Where(e => !absent.Contains(e["item"]["reference"].Text ?? "")))
            {
                b.Copy(entry, "entry", true);
            }
        },
        ["extension"] = b =>
        {
            foreach (var extension in stored.All("extension").Where(e => !e["url"].Is(PlanVersionUrl)))
            {
                b.Copy(extension, "extension", true);
            }

            b.Begin("extension", NodeKind.Object, listItem: true);
            b.Add("url", NodeKind.String, PlanVersionUrl);
            b.Add("valuePositiveInt", NodeKind.Number, recordVersion.ToString(CultureInfo.InvariantCulture));
            b.End();
        },
    });
}
