using Interop.Engine.Ports;
using Interop.Store.Crypto;

namespace Interop.Store.Writing;

/// <summary>Compresses and encrypts the bodies of a change set, on the thread of its caller: the one writer has enough to do.</summary>
internal sealed class ChangePreparer(BodyCipher cipher, TimeProvider time)
{
    public PreparedChanges Prepare(ChangeSet set)
    {
        var places = new BodyPlace[set.Resources.Count];
        return new PreparedChanges
        {
            Set = set,
            Now = time.GetUtcNow(),
            Records = [.. set.Messages.Select(m => cipher.Seal(new(BodyPurpose.Record, m.Id), m.Body.Span))],
            ResourceBodies = SealResources(set, places),
            ResourcePlaces = places,
            Payloads = [.. set.DeliveryChanges.Select(d => d.Payload is { } payload ? cipher.Seal(new(BodyPurpose.Payload, d.Id), payload.Span) : null)],
            FeedItems = [.. set.FeedItems.Select(f => cipher.Seal(new(BodyPurpose.FeedItem, f.MessageId), f.Payload.Span, PatientOf(set, f)))],
        };
    }

    /// <summary>Resources of one patient share a body; those of nobody share another.</summary>
    private List<SealedBody> SealResources(ChangeSet set, BodyPlace[] places)
    {
        var bodies = new List<SealedBody>();
        var owner = new BodyOwner(BodyPurpose.Resources, set.ProducedBy ?? Guid.Empty);
        foreach (var group in Enumerable.Range(0, places.Length).GroupBy(i => (Patient: PatientOf(set.Resources[i]), Alone: set.Resources[i].OwnBody ? i : -1)))
        {
            bodies.Add(SealGroup(owner, group.Key.Patient, [.. group], set.Resources, places));
        }

        return bodies;
    }

    private SealedBody SealGroup(BodyOwner owner, Guid? patient, List<int> group, IReadOnlyList<ResourceWrite> resources, BodyPlace[] places)
    {
        if (group is [var only])
        {
            var alone = cipher.Seal(owner, resources[only].Json.Span, patient);
            places[only] = new BodyPlace(alone.Id, 0, resources[only].Json.Length);
            return alone;
        }

        var shared = new byte[group.Sum(i => resources[i].Json.Length)];
        var offset = 0;
        foreach (var i in group)
        {
            resources[i].Json.Span.CopyTo(shared.AsSpan(offset));
            places[i] = new BodyPlace(0, offset, resources[i].Json.Length);
            offset += resources[i].Json.Length;
        }

        var body = cipher.Seal(owner, shared, patient);
        group.ForEach(i => places[i] = places[i] with { Body = body.Id });
        return body;
    }

    /// <summary>A Patient is its own, whichever compartment a record about several put it in.</summary>
    private static Guid? PatientOf(ResourceWrite resource) => resource.Key.Type == "Patient" ? resource.Key.Id : resource.Patient;

    private static Guid? PatientOf(ChangeSet set, FeedItemWrite item) =>
        set.MessageChanges.FirstOrDefault(c => c.Id == item.MessageId)?.Patients is [var patient] ? patient
        : set.Resources.FirstOrDefault(r => r.Key == item.Focus.Key)?.Patient;
}
