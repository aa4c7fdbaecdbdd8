using Interop.Engine.Identity;
using Interop.Engine.Ports;
using Interop.Fhir.Json;
using Interop.Fhir.Tree;

namespace Interop.Engine.Reconcile;

/// <summary>
/// A document may say that it replaces another one of the same sender and person (<c>relatesTo.code = replaces</c>): the other is superseded and never
/// sent as current, whichever of the two comes first (RECORDS case 23).
/// </summary>
public sealed class ReplacedDocuments(IResources resources, KeyedHasher hasher)
{
    private const string System = "urn:interop:engine:replaces";

    /// <summary>What a document that replaces another is found by: the other's identifier.</summary>
    public static IEnumerable<KeyedHash> Keys(Node resource, KeyedHasher hasher) => Targets(resource)
        .Select(t => t["identifier"]).Where(i => i["system"].HasValue && i["value"].HasValue)
        .Select(i => Key(hasher, new Identifier(i["system"].Text!, i["value"].Text!)));

    /// <summary>The documents that this one replaces, as far as they are known.</summary>
    public static IEnumerable<ResourceKey> Known(Node resource) => Targets(resource).Select(t => ResourceTrees.ParseReference(t["reference"].Text)).OfType<ResourceKey>();

    /// <summary>Whether a document's place was taken by another.</summary>
    public static bool IsSuperseded(Node resource) => resource["resourceType"].Is("DocumentReference"u8) && resource["status"].Is("superseded"u8);

    /// <summary>Marks the drafts whose replacement is there already; returns the stored documents that the drafts replace, marked.</summary>
    public async Task<IReadOnlyList<Affected>> ReconcileAsync(IReadOnlyList<Draft> drafts, string organisation, CancellationToken cancellationToken)
    {
        var affected = new List<Affected>();
        var patient = drafts.FirstOrDefault(d => d.Type == "Patient")?.Key.Id;
        foreach (var draft in drafts.Where(d => patient is not null && d.Type == "DocumentReference" && d.Resource["status"].Is("current"u8)))
        {
            affected.AddRange(await ReplacedAsync(draft, patient!.Value, organisation, cancellationToken));
            if (await HasReplacementAsync(draft, patient.Value, organisation, cancellationToken))
            {
                using var before = draft.Resource.Tree;
                draft.Resource = Superseded(draft.Resource);
            }
        }

        return affected;
    }

    private async Task<IReadOnlyList<Affected>> ReplacedAsync(Draft draft, Guid patient, string organisation, CancellationToken cancellationToken)
    {
        var keys = Known(draft.Resource).Where(k => k != draft.Key).ToList();
        if (keys.Count == 0)
        {
            return [];
        }

        // Of another person or sender: whoever names it is mistaken, and those who had it must not get what takes its place.
        var rows = (await resources.FindCurrentAsync(keys, cancellationToken)).Where(r => r.Value.Patient == patient).ToDictionary();
        var stored = await resources.ReadAsync([.. rows.Keys.Select(k => new ResourceVersion(k, 0))], cancellationToken);
        var affected = new List<Affected>();
        foreach (var document in stored)
        {
            using var tree = FhirJson.Read(document.Json, [])!;
            if (tree.Root["status"].Is("current"u8) && await IsOwnAsync(document, organisation, cancellationToken))
            {
                affected.Add(new Affected(rows[document.Version.Key], Superseded(tree.Root), Changed: true));
            }
        }

        return affected;
    }

    private async Task<bool> HasReplacementAsync(Draft draft, Guid patient, string organisation, CancellationToken cancellationToken)
    {
        foreach (var identifier in draft.Strong)
        {
            foreach (var found in await resources.SearchAsync("DocumentReference", Key(hasher, identifier), patient, null, 10, cancellationToken))
            {
                using var tree = FhirJson.Read(found.Json, [])!;
                if (found.Version.Key != draft.Key && tree.Root["status"].Is("current"u8) && await IsOwnAsync(found, organisation, cancellationToken))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private async Task<bool> IsOwnAsync(StoredResource document, string organisation, CancellationToken cancellationToken) =>
        await resources.FindVisibilityAsync(document.Version.Key, organisation, cancellationToken) == Visibility.Open;

    private static IEnumerable<Node> Targets(Node resource) => resource["resourceType"].Is("DocumentReference"u8)
        ? resource.All("relatesTo").Where(r => r["code"].Is("replaces"u8)).Select(r => r["target"])
        : [];

    private static Node Superseded(Node document) => ResourceTrees.With(document, new Dictionary<string, Action<NodeTreeBuilder>?>
    {
        ["status"] = b => b.Add("status", NodeKind.String, "superseded"),
    }).Root;

    private static KeyedHash Key(KeyedHasher hasher, Identifier replaced) => hasher.Identifier(System, $"{replaced.System}|{replaced.Value}");
}
