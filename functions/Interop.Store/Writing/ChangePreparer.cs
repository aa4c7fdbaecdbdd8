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
            FeedItems = [.. set.FeedItems.Select(f => cipher.Seal(new(BodyPurpose.FeedItem, f.MessageId), f.Payload.Span))],
        };
    }

    private List<SealedBody> SealResources(ChangeSet set, BodyPlace[] places)
    {
        var bodies = new List<SealedBody>();
        var owner = new BodyOwner(BodyPurpose.Resources, set.ProducedBy ?? Guid.Empty);
        var shared = new byte[set.Resources.Sum(r => r.OwnBody ? 0 : r.Json.Length)];
        var offset = 0;
        for (var i = 0; i < places.Length; i++)
        {
            var resource = set.Resources[i];
            if (resource.OwnBody)
            {
                bodies.Add(cipher.Seal(owner, resource.Json.Span));
                places[i] = new BodyPlace(bodies[^1].Id, 0, resource.Json.Length);
            }
            else
            {
                resource.Json.Span.CopyTo(shared.AsSpan(offset));
                places[i] = new BodyPlace(0, offset, resource.Json.Length);
                offset += resource.Json.Length;
            }
        }

        if (offset > 0)
        {
            bodies.Add(cipher.Seal(owner, shared));
            for (var i = 0; i < places.Length; i++)
            {
                places[i] = places[i].Body == 0 ? places[i] with { Body = bodies[^1].Id } : places[i];
            }
        }

        return bodies;
    }
}
