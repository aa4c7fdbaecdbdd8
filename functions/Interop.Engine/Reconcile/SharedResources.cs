using Interop.Engine.Identity;
using Interop.Engine.Ports;
using Interop.Fhir.Json;
using Interop.Fhir.Tree;

namespace Interop.Engine.Reconcile;

/// <summary>
/// People and houses that many records name: a record that says less than is known takes nothing away. What it says anew is taken over; the
/// elements that it leaves out stay, and identifiers and extensions are added to those that stand.
/// </summary>
public sealed class SharedResources(IResources resources)
{
    private static readonly HashSet<string> Types = ["Practitioner", "PractitionerRole", "Organization"];

    /// <summary>Completes the drafts from what is stored.</summary>
    public async Task CompleteAsync(IReadOnlyList<Draft> drafts, Func<Node, KeyedHash> contentHash, CancellationToken cancellationToken)
    {
        foreach (var draft in drafts.Where(d => d.Current is not null && Types.Contains(d.Type)))
        {
            // The usual case is that nothing is new: then nothing needs to be read.
            if (draft.Current!.ContentHash == contentHash(draft.Resource))
            {
                continue;
            }

            var stored = await resources.ReadAsync([new ResourceVersion(draft.Key, 0)], cancellationToken);
            using var tree = stored.Count == 0 ? null : FhirJson.Read(stored[0].Json, []);
            if (tree is not null)
            {
                var merged = Merge(tree.Root, draft.Resource).Root;
                draft.Resource.Tree.Dispose();
                draft.Resource = merged;
            }
        }
    }

    private static NodeTree Merge(Node stored, Node incoming)
    {
        var builder = new NodeTreeBuilder();
        builder.Begin(null, NodeKind.Object);
        var written = new HashSet<string>(StringComparer.Ordinal);

        // In the order of what is stored, so that a record which says nothing new gives the stored bytes.
        foreach (var name in Names(stored).Concat(Names(incoming)).Where(written.Add))
        {
            var (before, now) = (stored.All(name).ToList(), incoming.All(name).ToList());
            foreach (var element in now.Count == 0 ? before : name is "identifier" or "extension" ? Union(before, now) : now)
            {
                builder.Copy(element, name, element.IsListItem);
            }
        }

        builder.End();
        return builder.Build();
    }

    /// <summary>Those that stand, each in its newest form, then those that are new.</summary>
    private static IEnumerable<Node> Union(List<Node> before, List<Node> now)
    {
        var incoming = now.GroupBy(Key).ToDictionary(g => g.Key, g => g.ToList());
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var element in before.Concat(now).Where(e => done.Add(Key(e))))
        {
            foreach (var item in incoming.GetValueOrDefault(Key(element)) ?? [.. before.Where(b => Key(b) == Key(element))])
            {
                yield return item;
            }
        }
    }

    private static List<string> Names(Node resource)
    {
        var names = new List<string>();
        foreach (var child in resource.Children)
        {
            names.Add(child.Name!);
        }

        return names;
    }

    private static string Key(Node element) => element["url"].Text ?? $"{element["system"].Text}|{element["value"].Text}";
}
