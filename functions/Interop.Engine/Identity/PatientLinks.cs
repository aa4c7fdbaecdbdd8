using System.Buffers;
using Interop.Engine.Ports;
using Interop.Engine.Reconcile;
using Interop.Fhir.Json;
using Interop.Fhir.Tree;

namespace Interop.Engine.Identity;

/// <summary>What became of a wish to link two patients.</summary>
public enum LinkOutcome
{
    /// <summary>Both name the other now.</summary>
    Linked,

    /// <summary>They were linked before.</summary>
    Already,

    /// <summary>One of them is not known.</summary>
    Unknown,

    /// <summary>It is one patient, not two.</summary>
    Same,

    /// <summary>Records kept changing them; nothing was written.</summary>
    Busy,
}

/// <summary>
/// Says that two patients are one person, because a person found out (MODELLING I2). Both stay as they are, each with a <c>Patient.link</c> of
/// type <c>seealso</c> to the other; no reference is rewritten and no data moves. A record that names both is no conflict any more.
/// </summary>
public sealed class PatientLinks(IJournal journal, IResources resources, KeyedHasher hasher, TimeProvider clock)
{
    private const int MaxConflicts = 10;

    /// <summary>The patients that this one is linked to.</summary>
    public static IEnumerable<string> Of(Node patient) => patient.All("link").Select(l => l["other"]["reference"].Text).OfType<string>();

    /// <summary>The stored patient's links added to a newer version of it, which no sender knows of.</summary>
    public static NodeTree Keep(Node newer, IReadOnlyList<string> links) => ResourceTrees.With(newer, new Dictionary<string, Action<NodeTreeBuilder>?>
    {
        ["link"] = b => Write(b, Of(newer).Union(links)),
    });

    /// <summary>Links them.</summary>
    /// <param name="actor">Who says so, for the audit trail.</param>
    public async Task<LinkOutcome> LinkAsync(Guid one, Guid other, string actor, CancellationToken cancellationToken)
    {
        if (one == other)
        {
            return LinkOutcome.Same;
        }

        for (var attempt = 0; attempt < MaxConflicts; attempt++)
        {
            ResourceKey[] keys = [new("Patient", one), new("Patient", other)];
            var rows = await resources.FindCurrentAsync(keys, cancellationToken);
            var stored = await resources.ReadAsync([.. rows.Values.Select(r => new ResourceVersion(r.Key, r.Version))], cancellationToken);
            if (stored.Count < 2)
            {
                return LinkOutcome.Unknown;
            }

            var writes = stored.Select(s => Linked(s, rows[s.Version.Key], keys.Single(k => k != s.Version.Key))).OfType<ResourceWrite>().ToList();
            if (writes.Count == 0)
            {
                return LinkOutcome.Already;
            }

            var now = clock.GetUtcNow();
            var set = new ChangeSet { Resources = writes, Audit = [.. keys.Select(k => new AuditEntry(now, actor, "", "identity-link", k.ToString(), "linked"))] };
            if (await journal.CommitAsync(set, cancellationToken) == CommitOutcome.Committed)
            {
                return LinkOutcome.Linked;
            }
        }

        return LinkOutcome.Busy;
    }

    private ResourceWrite? Linked(StoredResource stored, ResourceRow row, ResourceKey other)
    {
        using var tree = FhirJson.Read(stored.Json, []) ?? throw new InvalidOperationException("The stored Patient cannot be read back.");
        if (Of(tree.Root).Contains(other.ToString()))
        {
            return null;
        }

        using var linked = Keep(tree.Root, [other.ToString()]);
        var json = new ArrayBufferWriter<byte>(1024);
        FhirJson.Write(linked.Root, json);
        return new ResourceWrite
        {
            Key = row.Key, ExpectedVersion = row.Version, Patient = row.Patient, Json = json.WrittenMemory, ContentHash = hasher.Content(json.WrittenSpan),
            SearchKeys =
            [
                .. tree.Root.All("identifier").Where(i => i["system"].HasValue && i["value"].HasValue)
                    .Select(i => hasher.Identifier(i["system"].Text!, i["value"].Text!)).Distinct(),
                .. NameKeys.Of(tree.Root, hasher),
            ],
        };
    }

    private static void Write(NodeTreeBuilder builder, IEnumerable<string> links)
    {
        foreach (var reference in links)
        {
            builder.Begin("link", NodeKind.Object, listItem: true);
            builder.Begin("other", NodeKind.Object);
            builder.Add("reference", NodeKind.String, reference);
            builder.End();
            builder.Add("type", NodeKind.String, "seealso");
            builder.End();
        }
    }
}
