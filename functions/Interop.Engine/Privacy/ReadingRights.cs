using Interop.Engine.Ports;
using Interop.Engine.Reconcile;
using Interop.Engine.Routing;
using Interop.Fhir.Json;
using Interop.Fhir.Tree;

namespace Interop.Engine.Privacy;

/// <summary>
/// Who may read what (SYSTEMS R2, R3): those who wrote it, those it was sent to, those it is owed to while consent stands, and those whom an open access
/// grant names. A Binary follows its DocumentReference (MODELLING E5), and a document that transforms another (the CDA of a report) follows that one.
/// </summary>
public sealed class ReadingRights(IResources resources, IJournal journal, LiveMappings mappings, AccessGrants grants)
{
    /// <summary>Whether the organisation may read the current version.</summary>
    public async Task<bool> MaySeeAsync(string organisation, ResourceKey key, CancellationToken cancellationToken)
    {
        if (key.Type == "Binary" && await LeadsToAsync(key, b => b["securityContext"], cancellationToken) is { Type: not "Binary" } context)
        {
            return await MaySeeAsync(organisation, context, cancellationToken);
        }

        var visibility = await resources.FindVisibilityAsync(key, organisation, cancellationToken);
        return visibility is Visibility.Open or Visibility.Sent
            || (visibility == Visibility.Owed && await StandsAsync(key, cancellationToken))
            || (key.Type == "DocumentReference" && await LeadsToAsync(key, Transformed, cancellationToken) is { } other && other != key
                && await resources.FindVisibilityAsync(other, organisation, cancellationToken) == Visibility.Sent)
            || await grants.AllowAsync(organisation, key, cancellationToken);
    }

    private static Node Transformed(Node document) =>
        document.All("relatesTo").Where(r => r["code"].Is("transforms"u8)).Select(r => r["target"]).FirstOrDefault();

    private async Task<ResourceKey?> LeadsToAsync(ResourceKey key, Func<Node, Node> reference, CancellationToken cancellationToken)
    {
        if (await resources.ReadAsync([new ResourceVersion(key, 0)], cancellationToken) is not [var stored, ..])
        {
            return null;
        }

        using var tree = FhirJson.Read(stored.Json, []);
        return tree is null ? null : ResourceTrees.ParseReference(reference(tree.Root)["reference"].Text);
    }

    /// <summary>Whether the consent that the record was routed under stands now; what has not arrived is still the future (MODELLING E7).</summary>
    private async Task<bool> StandsAsync(ResourceKey key, CancellationToken cancellationToken)
    {
        var rows = await resources.FindCurrentAsync([key], cancellationToken);
        if (!rows.TryGetValue(key, out var row) || await journal.FindMessageAsync(row.MessageId, cancellationToken) is not { Key: { } record } message)
        {
            return false;
        }

        var parts = message.Record.Split('/');
        if (mappings.Current.Catalogue.FindRecord(parts[0], parts[1])?.Rules.Consent is { } own)
        {
            var produced = await resources.FindProducedAsync(record.Organisation, record.Record, record.RecordId, cancellationToken);
            return await PermitsAsync([.. produced.Select(r => r.Key).Where(k => k.Type == "Consent")], own, cancellationToken);
        }

        var purposes = mappings.Current.Routes.Consents(message.Record);
        var ofPatient = purposes.Count == 0 || row.Patient is null ? [] : await resources.SearchAsync("Consent", null, row.Patient, null, 60, cancellationToken);
        foreach (var purpose in purposes)
        {
            if (!await PermitsAsync([.. ofPatient.Select(c => c.Version.Key)], purpose, cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    private async Task<bool> PermitsAsync(IReadOnlyList<ResourceKey> consents, string purpose, CancellationToken cancellationToken)
    {
        var trees = (await resources.ReadAsync([.. consents.Select(k => new ResourceVersion(k, 0))], cancellationToken)).Select(s => FhirJson.Read(s.Json, [])!).ToList();
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
