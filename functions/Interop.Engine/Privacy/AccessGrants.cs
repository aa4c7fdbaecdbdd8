using System.Globalization;
using Interop.Engine.Messages;
using Interop.Engine.Ports;
using Interop.Engine.Reconcile;
using Interop.Engine.Routing;
using Interop.Fhir.Json;
using Interop.Fhir.Tree;

namespace Interop.Engine.Privacy;

/// <summary>
/// Access that a pharmacist opened to one patient's shared record (SYSTEMS R3, MODELLING E8): a CareTeam, active, within its period, with a consent that
/// stands. It opens what the granting organisation wrote with the same kind of software, and nothing of anybody else's; who else has access, on what
/// consent, and what is billed stay closed.
/// </summary>
public sealed class AccessGrants(IResources resources, IJournal journal, EngineContext context)
{
    private const int MostGrants = 60;
    private static readonly string[] Purposes = ["app-access", "care-sharing"];
    private static readonly HashSet<string> Closed = ["CareTeam", "ChargeItem", "CommunicationRequest", "Consent", "Coverage", "Provenance"];

    /// <summary>Whether a grant opens this resource to the organisation now.</summary>
    public async Task<bool> AllowAsync(string organisation, ResourceKey key, CancellationToken cancellationToken)
    {
        if (Closed.Contains(key.Type) || (await resources.FindCurrentAsync([key], cancellationToken)).GetValueOrDefault(key) is not { Patient: { } patient } row)
        {
            return false;
        }

        var teams = await resources.SearchAsync("CareTeam", null, patient, null, MostGrants, cancellationToken);
        if (teams.Count == 0 || await journal.FindMessageAsync(row.MessageId, cancellationToken) is not { } writer)
        {
            return false;
        }

        var rows = await resources.FindCurrentAsync([.. teams.Select(t => t.Version.Key)], cancellationToken);
        foreach (var team in teams)
        {
            if (await IsOpenAsync(team, organisation, cancellationToken)
                && await journal.FindMessageAsync(rows[team.Version.Key].MessageId, cancellationToken) is { Key: not null } grant
                && grant.Organisation == writer.Organisation && grant.Kind == writer.Kind && await StandsAsync(grant, patient, cancellationToken))
            {
                return true;
            }
        }

        return false;
    }

    private async Task<bool> IsOpenAsync(StoredResource team, string organisation, CancellationToken cancellationToken)
    {
        using var tree = FhirJson.Read(team.Json, []);
        if (tree is null || !tree.Root["status"].Is("active"u8))
        {
            return false;
        }

        foreach (var participant in tree.Root.All("participant").Where(p => IsNow(p["period"])))
        {
            foreach (var reference in new[] { participant["onBehalfOf"], participant["member"] })
            {
                if (ResourceTrees.ParseReference(reference["reference"].Text) is { } who && await IsAsync(who, organisation, cancellationToken))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private async Task<bool> IsAsync(ResourceKey who, string organisation, CancellationToken cancellationToken)
    {
        if (who.Type is not ("Organization" or "Practitioner" or "PractitionerRole") || await resources.ReadAsync([new ResourceVersion(who, 0)], cancellationToken) is not [var stored, ..])
        {
            return false;
        }

        using var tree = FhirJson.Read(stored.Json, []);
        return tree is not null && (tree.Root.All("identifier").Select(Recipients.Spell).Contains(organisation)
            || (who.Type == "PractitionerRole" && ResourceTrees.ParseReference(tree.Root["practitioner"]["reference"].Text) is { Type: "Practitioner" } person
                && await IsAsync(person, organisation, cancellationToken)));
    }

    /// <summary>Days count whole, as everywhere in the records.</summary>
    private bool IsNow(Node period)
    {
        var now = context.Clock.GetUtcNow();
        return (Bound(period["start"].Text, false) is not { } start || start <= now) && (Bound(period["end"].Text, true) is not { } end || now <= end);
    }

    /// <summary>A bound that cannot be read opens nothing.</summary>
    private static DateTimeOffset? Bound(string? text, bool isEnd)
    {
        if (text is null)
        {
            return null;
        }

        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
        {
            return isEnd ? DateTimeOffset.MinValue : DateTimeOffset.MaxValue;
        }

        return isEnd && text.Length == "2026-11-16".Length ? at.AddDays(1) : at;
    }

    /// <summary>The consent of the grant itself, and every other one of the patient at the same organisation that speaks of the same thing.</summary>
    private async Task<bool> StandsAsync(MessageRow grant, Guid patient, CancellationToken cancellationToken)
    {
        var produced = await resources.FindProducedAsync(grant.Organisation, grant.Record, grant.Key!.RecordId, cancellationToken);
        var own = produced.Select(r => r.Key).Where(k => k.Type == "Consent").ToHashSet();
        var all = await resources.SearchAsync("Consent", null, patient, null, MostGrants, cancellationToken);
        var rows = await resources.FindCurrentAsync([.. all.Select(c => c.Version.Key)], cancellationToken);
        var trees = new List<NodeTree>();
        try
        {
            foreach (var consent in all)
            {
                // The consents of other grants are about others.
                var message = own.Contains(consent.Version.Key) ? grant : await journal.FindMessageAsync(rows[consent.Version.Key].MessageId, cancellationToken);
                if (message == grant || (message?.Organisation == grant.Organisation && message.Record != grant.Record))
                {
                    trees.Add(FhirJson.Read(consent.Json, [])!);
                }
            }

            var consents = trees.Select(t => t.Root).ToList();
            return Purposes.Any(p => ConsentGate.Permits(consents, p)) && !Purposes.Any(p => ConsentGate.Denies(consents, p));
        }
        finally
        {
            trees.ForEach(t => t.Dispose());
        }
    }
}
