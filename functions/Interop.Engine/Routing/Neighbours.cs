using Interop.Engine.Ports;
using Interop.Engine.Reconcile;
using Interop.Fhir.Json;
using Interop.Fhir.Tree;

namespace Interop.Engine.Routing;

/// <summary>
/// Resources of earlier records that a record refers to and does not bring: the plan of an intake, and from there the pharmacy that has to hear
/// of it. Routes and messages see them as they stand; they are not changed.
/// </summary>
public sealed class Neighbours(IResources resources)
{
    private const int MaxDepth = 4;
    private const int MaxResources = 60;

    /// <summary>Lists of lines and of targets lead to everything that the patient ever had; they are not followed.</summary>
    private static readonly HashSet<string> NotFollowed = ["entry", "target", "relatesTo", "inResponseTo", "partOf", "basedOn"];

    /// <summary>What these resources lead to beyond the known ones, a few steps far.</summary>
    public async Task<IReadOnlyList<Affected>> LoadAsync(IEnumerable<Node> roots, IEnumerable<ResourceKey> known, CancellationToken cancellationToken)
    {
        var seen = known.ToHashSet();
        var found = new List<Affected>();
        var frontier = roots.SelectMany(References).Where(seen.Add).ToList();
        for (var depth = 0; depth < MaxDepth && frontier.Count > 0 && found.Count < MaxResources; depth++)
        {
            var read = await ReadAsync([.. frontier.Take(MaxResources - found.Count)], cancellationToken);
            found.AddRange(read);
            frontier = [.. read.SelectMany(r => References(r.Resource)).Where(seen.Add)];
        }

        return found;
    }

    /// <summary>The orders that these statements are based on, with who gave them: lines that a partial plan leaves as they are keep their prescriber.</summary>
    public async Task<IReadOnlyList<Affected>> OrdersAsync(IEnumerable<Node> statements, IEnumerable<ResourceKey> known, CancellationToken cancellationToken)
    {
        var seen = known.ToHashSet();
        var orders = await ReadAsync([.. statements.SelectMany(s => s.All("basedOn")).Select(b => ResourceTrees.ParseReference(b["reference"].Text)).OfType<ResourceKey>().Where(seen.Add)], cancellationToken);
        return [.. orders, .. await LoadAsync(orders.Select(o => o.Resource), seen, cancellationToken)];
    }

    /// <summary>The patient's resources of a type beyond the known ones: the consents that stand, the acts of the year.</summary>
    public async Task<IReadOnlyList<Affected>> OfPatientAsync(string type, Guid patient, IEnumerable<ResourceKey> known, CancellationToken cancellationToken)
    {
        var stored = await resources.SearchAsync(type, null, patient, null, MaxResources, cancellationToken);
        return await ReadAsync([.. stored.Select(s => s.Version.Key).Except(known)], cancellationToken);
    }

    /// <summary>These resources as they stand.</summary>
    public async Task<IReadOnlyList<Affected>> ReadAsync(IReadOnlyList<ResourceKey> keys, CancellationToken cancellationToken)
    {
        if (keys.Count == 0)
        {
            return [];
        }

        var rows = await resources.FindCurrentAsync(keys, cancellationToken);
        var stored = await resources.ReadAsync([.. rows.Keys.Select(k => new ResourceVersion(k, 0))], cancellationToken);
        return [.. stored.Where(s => rows.ContainsKey(s.Version.Key)).Select(s => new Affected(rows[s.Version.Key], FhirJson.Read(s.Json, [])!.Root, Changed: false))];
    }

    private static IEnumerable<ResourceKey> References(Node element)
    {
        foreach (var child in element.Children)
        {
            if (child.Name is { } name && NotFollowed.Contains(name))
            {
                continue;
            }

            if (child.Name == "reference" && ResourceTrees.ParseReference(child.Text) is { } key)
            {
                yield return key;
            }

            foreach (var below in References(child))
            {
                yield return below;
            }
        }
    }
}
