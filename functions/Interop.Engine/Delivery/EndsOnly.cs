using Interop.Engine.Ports;
using Interop.Engine.Privacy;
using Interop.Engine.Reconcile;
using Interop.Engine.Routing;
using Interop.Fhir.Json;
using Interop.Fhir.Tree;

namespace Interop.Engine.Delivery;

/// <summary>
/// What a receiver of a plan may still be told once consent is gone (MODELLING E7): the plan as it was told last while consent stood, with those of its
/// lines that have ended since. What was stored meanwhile and never reached this receiver, a new line or dose, stays behind, whoever it reached elsewhere.
/// </summary>
public sealed class EndsOnly(IResources resources, IOutbox outbox, SkippedVersions skipped)
{
    /// <summary>The resources to write the message from; null when nothing that this receiver knows has ended since it was told. The caller disposes of them.</summary>
    public async Task<IReadOnlyList<(ResourceKey Key, Node Resource)>?> SelectAsync(DeliveryRow delivery, string purpose, CancellationToken cancellationToken)
    {
        if (delivery.Focus.Key.Type != "List" || await FindBaselineAsync(delivery, purpose, cancellationToken) is not var (baseline, last))
        {
            return null;
        }

        var told = await ReadAsync(baseline.Pinned, cancellationToken);
        var now = await ReadAsync(delivery.Pinned, cancellationToken);
        foreach (var (key, resource) in await skipped.ReadAsync(baseline.Focus, delivery, cancellationToken))
        {
            now.TryAdd(key, resource);
        }

        var selected = Select(delivery, told, now, last.Id == baseline.Id ? [] : last.Pinned);
        var kept = selected?.Select(s => s.Resource.Tree).ToHashSet() ?? [];
        told.Values.Concat(now.Values).Where(r => !kept.Contains(r.Tree)).ToList().ForEach(r => r.Tree.Dispose());
        return selected;
    }

    private static IReadOnlyList<(ResourceKey Key, Node Resource)>? Select(
        DeliveryRow delivery, Dictionary<ResourceKey, Node> told, Dictionary<ResourceKey, Node> now, IReadOnlyList<ResourceVersion> toldSince)
    {
        if (!told.TryGetValue(delivery.Focus.Key, out var list) || !now.TryGetValue(delivery.Focus.Key, out var newest))
        {
            return null;
        }

        var lines = list.All("entry").Select(e => ResourceTrees.ParseReference(e["item"]["reference"].Text)).OfType<ResourceKey>().Where(told.ContainsKey).ToList();
        var ended = lines.Where(k => now.TryGetValue(k, out var line) && IsOver(line) && !IsOver(told[k])).ToHashSet();
        if (!ended.Any(k => toldSince.All(p => p.Key != k) || delivery.Pinned.Any(p => p.Key == k && !toldSince.Contains(p))))
        {
            return null;
        }

        var absent = ended.Where(k => now[k]["status"].Is("unknown"u8)).Select(k => k.ToString()).ToHashSet();
        var reduced = AfterWithdrawal.Reduced(list, absent, AfterWithdrawal.PlanVersion(newest)).Root;
        var people = now.Where(r => AfterWithdrawal.Kept.Contains(r.Key.Type)).ToDictionary();
        return
        [
            (delivery.Focus.Key, reduced),
            .. ended.Select(k => (k, now[k])),
            .. people.Select(p => (p.Key, p.Value)),
            .. told.Where(r => r.Key != delivery.Focus.Key && !ended.Contains(r.Key) && !people.ContainsKey(r.Key)).Select(r => (r.Key, r.Value)),
        ];
    }

    /// <summary>Ended, or absent from a whole plan.</summary>
    private static bool IsOver(Node statement) => AfterWithdrawal.IsEnd(statement) || statement["status"].Is("unknown"u8);

    /// <summary>What this receiver was told last while consent stood, and what it was told last at all; what is certain goes before what may have arrived.</summary>
    private async Task<(DeliveryRow Baseline, DeliveryRow Last)?> FindBaselineAsync(DeliveryRow delivery, string purpose, CancellationToken cancellationToken)
    {
        var rows = (await outbox.FindByFocusAsync(delivery.Focus.Key, cancellationToken))
            .Where(d => d.Id != delivery.Id && d.EndpointId == delivery.EndpointId && d.Message == delivery.Message).ToList();
        var delivered = rows.Where(d => d.State == DeliveryState.Delivered).ToList();
        var told = delivered.Count > 0 ? delivered : [.. rows.Where(d => d.State != DeliveryState.Cancelled && Router.MayHaveArrived(d))];
        for (var i = told.Count - 1; i >= 0; i--)
        {
            var consents = await ReadAsync([.. told[i].Pinned.Where(p => p.Key.Type == "Consent")], cancellationToken);
            var stood = ConsentGate.Permits(consents.Values, purpose);
            consents.Values.ToList().ForEach(c => c.Tree.Dispose());
            if (stood)
            {
                return (told[i], told[^1]);
            }
        }

        return null;
    }

    private async Task<Dictionary<ResourceKey, Node>> ReadAsync(IReadOnlyList<ResourceVersion> versions, CancellationToken cancellationToken) =>
        (await resources.ReadAsync(versions, cancellationToken)).ToDictionary(s => s.Version.Key, s => FhirJson.Read(s.Json, [])!.Root);
}
