using System.Buffers;
using System.Globalization;
using Interop.Engine.Identity;
using Interop.Engine.Messages;
using Interop.Engine.Ports;
using Interop.Engine.Reconcile;
using Interop.Fhir.Json;
using Interop.Fhir.Tree;
using Interop.Mapping;

namespace Interop.Engine.Privacy;

/// <summary>What came of a confirmation.</summary>
public enum ConfirmationOutcome
{
    /// <summary>It is kept.</summary>
    Confirmed,

    /// <summary>This version was confirmed here before; the first confirmation stands.</summary>
    Repeated,

    /// <summary>Nothing of such a message was owed to this organisation.</summary>
    Unknown,

    /// <summary>A newer version exists, or the record was withdrawn: there is nothing left to confirm.</summary>
    Outdated,
}

/// <summary>
/// A professional of a receiver has checked what came (MODELLING E6): a Provenance with agent <c>verifier</c> on exactly that version, which counts
/// for this receiver alone. A new version is unverified again, by itself: nobody has confirmed it.
/// </summary>
public sealed class Confirmations(IJournal journal, IResources resources, IOutbox outbox, KeyedHasher hasher, EngineContext context)
{
    private const string System = "urn:interop:engine:confirmation";

    /// <summary>The key of the Provenance by which an organisation confirmed a version.</summary>
    public static ResourceKey KeyOf(IdentityKey ids, ResourceVersion version, string organisation) =>
        new("Provenance", ids.Mint("Provenance", System, string.Create(CultureInfo.InvariantCulture, $"{version.Key}/{version.Version}/{organisation}")));

    /// <summary>Confirms what the message brought to the caller's organisation.</summary>
    public async Task<ConfirmationOutcome> ConfirmAsync(Credential credential, Guid messageId, Professional person, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var owed = (await outbox.FindDeliveriesAsync(messageId, cancellationToken))
            .Where(d => d.Recipient == credential.Organisation && d.State != DeliveryState.Cancelled && d.PayloadHash is not null)
            .DistinctBy(d => d.Focus).ToList();
        var outcome = owed.Count == 0 ? ConfirmationOutcome.Unknown : await ConfirmAsync(credential, owed, person, at, cancellationToken);
        if (outcome != ConfirmationOutcome.Confirmed)
        {
            await journal.CommitAsync(new ChangeSet { Audit = [Audit(credential, $"message/{messageId:D}", outcome)] }, cancellationToken);
        }

        return outcome;
    }

    private async Task<ConfirmationOutcome> ConfirmAsync(
        Credential credential, IReadOnlyList<DeliveryRow> owed, Professional person, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var rows = await resources.FindCurrentAsync([.. owed.Select(d => d.Focus.Key)], cancellationToken);
        var current = owed.Where(d => rows.TryGetValue(d.Focus.Key, out var row) && row.Version == d.Focus.Version).ToList();
        if (current.Count == 0)
        {
            return ConfirmationOutcome.Outdated;
        }

        var keys = current.ToDictionary(d => KeyOf(context.Ids, d.Focus, credential.Organisation));
        var known = await resources.FindCurrentAsync(keys.Keys, cancellationToken);
        var statement = new Statement(credential.Organisation, "verifier", person, at, "confirmed");
        var writes = keys.Where(k => !known.ContainsKey(k.Key)).Select(k => Write(k.Key, k.Value, statement)).ToList();
        if (writes.Count == 0)
        {
            return ConfirmationOutcome.Repeated;
        }

        var set = new ChangeSet { Resources = writes, Audit = [.. keys.Values.Select(d => Audit(credential, d.Focus.Key.ToString(), ConfirmationOutcome.Confirmed))] };
        return await journal.CommitAsync(set, cancellationToken) == CommitOutcome.Committed ? ConfirmationOutcome.Confirmed : ConfirmationOutcome.Repeated;
    }

    private ResourceWrite Write(ResourceKey key, DeliveryRow delivery, Statement statement)
    {
        using var provenance = StatementProvenance.Of(key, delivery.Focus, statement, context.Clock.GetUtcNow());
        var json = new ArrayBufferWriter<byte>(1024);
        FhirJson.Write(provenance.Root, json);
        return new ResourceWrite { Key = key, ExpectedVersion = 0, Patient = delivery.Patient, Json = json.WrittenMemory, ContentHash = hasher.Content(json.WrittenSpan) };
    }

    private AuditEntry Audit(Credential credential, string target, ConfirmationOutcome outcome) => new(
        context.Clock.GetUtcNow(), credential.Id.ToString("D", CultureInfo.InvariantCulture), credential.Organisation, "confirm", target, outcome.ToString().ToLowerInvariant());
}
