using System.Globalization;
using Interop.Engine.Identity;
using Interop.Engine.Ports;
using Interop.Fhir.Json;
using Interop.Fhir.Tree;

namespace Interop.Engine.Reconcile;

/// <summary>A resource that the record did not bring but that changes because of it, or that a message about it needs.</summary>
/// <param name="Changed">False when it is only needed as it is.</param>
/// <param name="Readable">False when nobody may read it any more.</param>
public sealed record Affected(ResourceRow Current, Node Resource, bool Changed, bool Readable = true);

/// <summary>
/// Compares what a record says with what is current. A complete plan that leaves a line out takes it off the List and says so; a partial plan
/// is merged into the List that stands; a cancellation marks what the record had produced. Nothing clinical is decided here.
/// </summary>
public sealed class Reconciler(IResources resources)
{
    /// <summary>Code system of the reasons that this engine states itself.</summary>
    public const string ReasonSystem = "https://interop.example/fhir/CodeSystem/statement-reason";

    private static readonly HashSet<string> OpenStatuses = ["active", "intended", "on-hold"];

    /// <summary>Finishes the Lists among the drafts and returns the other resources that are affected.</summary>
    public async Task<IReadOnlyList<Affected>> ReconcileListsAsync(IReadOnlyList<Draft> drafts, long recordVersion, CancellationToken cancellationToken)
    {
        var affected = new List<Affected>();
        foreach (var list in drafts.Where(d => d.Type == "List"))
        {
            var partial = list.Resource["mode"].Is("changes"u8);
            var stored = list.Current is null ? default : await StoredAsync(list.Key, cancellationToken);
            var before = References(stored).ToList();
            var now = References(list.Resource).ToHashSet();
            var missing = before.Where(r => !now.Contains(r)).ToList();
            if (partial)
            {
                list.Resource = Merge(list.Resource, stored).Root;
            }

            foreach (var (row, resource) in await CurrentAsync(missing, cancellationToken))
            {
                if (partial)
                {
                    affected.Add(new Affected(row, resource, Changed: false));
                }
                else if (OpenStatuses.Contains(resource["status"].Text ?? ""))
                {
                    affected.Add(new Affected(row, Absent(resource, recordVersion).Root, Changed: true));
                }
            }
        }

        return affected;
    }

    /// <summary>
    /// Everything that the record had produced, marked as entered in error where the type can say so; its files are closed. Who sent the
    /// earlier versions stays true and is left out: the Provenance of the cancellation itself says who withdrew them.
    /// </summary>
    public async Task<IReadOnlyList<Affected>> CancelAsync(string organisation, string record, KeyedHash recordId, CancellationToken cancellationToken)
    {
        var produced = await resources.FindProducedAsync(organisation, record, recordId, cancellationToken);
        var rows = produced.ToDictionary(r => r.Key);
        var stored = await resources.ReadAsync([.. rows.Keys.Select(k => new ResourceVersion(k, 0))], cancellationToken);
        return [.. stored.Where(s => s.Version.Key.Type != "Provenance").Select(s => Cancelled(rows[s.Version.Key], Parse(s)))];
    }

    private static Affected Cancelled(ResourceRow row, Node resource) => row.Key.Type switch
    {
        // Without its data: bytes that differ from the file, so that a corrected record that brings the file again makes it readable again.
        "Binary" => new Affected(row, ResourceTrees.With(resource, new Dictionary<string, Action<NodeTreeBuilder>?> { ["data"] = null }).Root, Changed: true, Readable: false),
        var type when EnteredInError.Applies(type) => new Affected(row, EnteredInError.Mark(resource).Root, Changed: true),
        _ => new Affected(row, resource, Changed: false),
    };

    private async Task<Node> StoredAsync(ResourceKey list, CancellationToken cancellationToken)
    {
        var stored = await resources.ReadAsync([new ResourceVersion(list, 0)], cancellationToken);
        return stored.Count == 0 ? default : Parse(stored[0]);
    }

    private async Task<IReadOnlyList<(ResourceRow Row, Node Resource)>> CurrentAsync(IReadOnlyList<string> references, CancellationToken cancellationToken)
    {
        var keys = references.Select(ResourceTrees.ParseReference).OfType<ResourceKey>().ToList();
        if (keys.Count == 0)
        {
            return [];
        }

        var rows = await resources.FindCurrentAsync(keys, cancellationToken);
        var stored = await resources.ReadAsync([.. rows.Keys.Select(k => new ResourceVersion(k, 0))], cancellationToken);
        return [.. stored.Where(s => rows.ContainsKey(s.Version.Key)).Select(s => (rows[s.Version.Key], Parse(s)))];
    }

    private static IEnumerable<string> References(Node list) => list.All("entry").Select(e => e["item"]["reference"].Text).OfType<string>();

    private static NodeTree Merge(Node incoming, Node stored)
    {
        var before = References(stored).ToList();
        var changed = References(incoming).Where(r => !before.Contains(r));
        return ResourceTrees.With(incoming, new Dictionary<string, Action<NodeTreeBuilder>?>
        {
            // Changes to what was never said whole are still not the whole.
            ["mode"] = b => b.Add("mode", NodeKind.String, stored["mode"].Is("snapshot"u8) ? "snapshot" : "changes"),
            ["entry"] = b =>
            {
                // Lines keep their place; what the partial record adds comes last.
                foreach (var reference in before.Concat(changed))
                {
                    b.Begin("entry", NodeKind.Object, listItem: true);
                    b.Begin("item", NodeKind.Object);
                    b.Add("reference", NodeKind.String, reference);
                    b.End();
                    b.End();
                }
            },
        });
    }

    private static NodeTree Absent(Node statement, long recordVersion) => ResourceTrees.With(statement, new Dictionary<string, Action<NodeTreeBuilder>?>
    {
        ["status"] = b => b.Add("status", NodeKind.String, "unknown"),
        ["statusReason"] = b =>
        {
            b.Begin("statusReason", NodeKind.Object, listItem: true);
            b.Begin("coding", NodeKind.Object, listItem: true);
            b.Add("system", NodeKind.String, ReasonSystem);
            b.Add("code", NodeKind.String, "absent-from-complete-plan");
            b.End();
            b.Add("text", NodeKind.String, string.Create(CultureInfo.InvariantCulture, $"absent since version {recordVersion}, reason not stated"));
            b.End();
        },
    });

    private static Node Parse(StoredResource stored) =>
        FhirJson.Read(stored.Json, [])?.Root ?? throw new InvalidOperationException($"The stored {stored.Version.Key.Type} cannot be read back.");
}
