using Interop.Engine.Ports;
using Interop.Engine.Reconcile;
using Interop.Engine.Routing;
using Interop.Fhir.Json;
using Interop.Fhir.Tree;

namespace Interop.Engine.Privacy;

/// <summary>
/// Who may read what (SYSTEMS R2, R3): those who wrote it, those it was sent to, those it is owed to while consent stands, and those whom an open access
/// grant names. Once consent is gone, what was sent is what the deliveries carried, and not what was stored meanwhile (MODELLING E7). A Binary follows its
/// DocumentReference (MODELLING E5), and a document that transforms another (the CDA of a report) follows that one.
/// </summary>
public sealed class ReadingRights(IResources resources, IJournal journal, IOutbox outbox, LiveMappings mappings, AccessGrants grants)
{
    private static readonly HashSet<string> Over = ["stopped", "completed", "entered-in-error", "unknown"];

    /// <summary>The eyes of an organisation, for one request.</summary>
    public Reader Of(string organisation) => new(this, organisation);

    /// <summary>Reads as one organisation; remembers for one request what consent says.</summary>
    public sealed class Reader(ReadingRights rights, string organisation)
    {
        private readonly Dictionary<Guid, bool> standing = [];

        /// <summary>Whether the current version may be read.</summary>
        public Task<bool> MaySeeAsync(ResourceKey key, CancellationToken cancellationToken) => rights.MaySeeAsync(organisation, key, standing, cancellationToken);
    }

    private async Task<bool> MaySeeAsync(string organisation, ResourceKey key, Dictionary<Guid, bool> standing, CancellationToken cancellationToken)
    {
        if (key.Type == "Binary" && await LeadsToAsync(key, b => b["securityContext"], cancellationToken) is { Type: not "Binary" } context)
        {
            return await MaySeeAsync(organisation, context, standing, cancellationToken);
        }

        return await resources.FindVisibilityAsync(key, organisation, cancellationToken) switch
        {
            Visibility.Open => true,
            Visibility.Sent => await StandsAsync(key, standing, cancellationToken) || await WasToldAsync(organisation, key, cancellationToken),
            Visibility.Owed => await StandsAsync(key, standing, cancellationToken),
            _ => key.Type == "DocumentReference" && await LeadsToAsync(key, Transformed, cancellationToken) is { } other && other != key
                && await resources.FindVisibilityAsync(other, organisation, cancellationToken) == Visibility.Sent,
        } || await grants.AllowAsync(organisation, key, cancellationToken);
    }

    private async Task<bool> StandsAsync(ResourceKey key, Dictionary<Guid, bool> standing, CancellationToken cancellationToken)
    {
        var rows = await resources.FindCurrentAsync([key], cancellationToken);
        if (!rows.TryGetValue(key, out var row))
        {
            return false;
        }

        if (!standing.TryGetValue(row.MessageId, out var stands))
        {
            standing[row.MessageId] = stands = await StandsAsync(row, cancellationToken);
        }

        // The consent went with the rest; who could read is told that it is gone.
        return stands || row.Erased;
    }

    private static Node Transformed(Node document) =>
        document.All("relatesTo").Where(r => r["code"].Is("transforms"u8)).Select(r => r["target"]).FirstOrDefault();

    private async Task<ResourceKey?> LeadsToAsync(ResourceKey key, Func<Node, Node> reference, CancellationToken cancellationToken)
    {
        using var tree = await ReadAsync(key, cancellationToken);
        return tree is null ? null : ResourceTrees.ParseReference(reference(tree.Root)["reference"].Text);
    }

    /// <summary>Whether the consent that the record was routed under stands now.</summary>
    private async Task<bool> StandsAsync(ResourceRow row, CancellationToken cancellationToken)
    {
        if (await journal.FindMessageAsync(row.MessageId, cancellationToken) is not { Key: { } record } message)
        {
            return false;
        }

        var parts = message.Record.Split('/');
        if (mappings.Current.Catalogue.FindRecord(parts[0], parts[1])?.Rules.Consent is { } own)
        {
            var produced = await resources.FindProducedAsync(record.Organisation, record.Record, record.RecordId, cancellationToken);
            return await PermitsAsync([.. produced.Where(r => r.Key.Type == "Consent").Select(r => new ResourceVersion(r.Key, 0))], own, cancellationToken);
        }

        var purposes = mappings.Current.Routes.Consents(message.Record);
        var ofPatient = purposes.Count == 0 || row.Patient is null ? [] : await resources.SearchAsync("Consent", null, row.Patient, null, 60, cancellationToken);
        foreach (var purpose in purposes)
        {
            if (!await PermitsAsync([.. ofPatient.Select(c => c.Version)], purpose, cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Whether a delivery that arrived carried exactly this version. Of a plan that was told after the withdrawal only the ends went out; a document that
    /// replaces one went out whole.
    /// </summary>
    private async Task<bool> WasToldAsync(string organisation, ResourceKey key, CancellationToken cancellationToken)
    {
        var rows = await resources.FindCurrentAsync([key], cancellationToken);
        if (!rows.TryGetValue(key, out var row) || await journal.FindMessageAsync(row.MessageId, cancellationToken) is not { Key: { } record })
        {
            return false;
        }

        var version = new ResourceVersion(key, row.Version);
        foreach (var message in await journal.FindVersionsAsync(record.Organisation, record.Record, record.RecordId, cancellationToken))
        {
            var purpose = message.Record.Split('/') is [var kind, var name] ? mappings.Current.Catalogue.FindRecord(kind, name)?.Rules.Consent : null;
            foreach (var delivery in await outbox.FindDeliveriesAsync(message.Id, cancellationToken))
            {
                if (delivery.Recipient == organisation && delivery.State == DeliveryState.Delivered && delivery.Pinned.Contains(version)
                    && (delivery.Focus.Key.Type != "List" || purpose is null || await IsOverAsync(key, cancellationToken)
                        || await PermitsAsync([.. delivery.Pinned.Where(p => p.Key.Type == "Consent")], purpose, cancellationToken)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private async Task<bool> IsOverAsync(ResourceKey key, CancellationToken cancellationToken)
    {
        using var tree = await ReadAsync(key, cancellationToken);
        return tree is not null && Over.Contains(tree.Root["status"].Text ?? "");
    }

    private async Task<NodeTree?> ReadAsync(ResourceKey key, CancellationToken cancellationToken) =>
        await resources.ReadAsync([new ResourceVersion(key, 0)], cancellationToken) is [var stored, ..] ? FhirJson.Read(stored.Json, []) : null;

    private async Task<bool> PermitsAsync(IReadOnlyList<ResourceVersion> consents, string purpose, CancellationToken cancellationToken)
    {
        var trees = (await resources.ReadAsync(consents, cancellationToken)).Select(s => FhirJson.Read(s.Json, [])!).ToList();
        try
        {
            return ConsentGate.Permits(trees.Select(t => t.Root), purpose);
        }
        finally
        {
            trees.ForEach(t => t.Dispose());
        }
    }
}
