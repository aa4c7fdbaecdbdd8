using System.Security.Cryptography;
using System.Text;
using Interop.Engine.Ports;
using Interop.Store;

namespace Interop.Functions.Bench.Deliveries;

/// <summary>Messages that are routed already, each with one small resource and one delivery about it, each of a patient of its own.</summary>
internal sealed class DeliveryWork(IStore store)
{
    private const string Organisation = "SIRET|73282932000074";
    private const int Together = 100;

    /// <summary>So many, committed in sets of a hundred.</summary>
    public async Task AddAsync(string endpoint, int count, CancellationToken cancellationToken)
    {
        for (var done = 0; done < count; done += Together)
        {
            await AddAsync([.. Enumerable.Repeat(endpoint, Math.Min(Together, count - done))], cancellationToken);
        }
    }

    /// <summary>One for each of these endpoints, in one commit; their ids.</summary>
    public async Task<IReadOnlyList<Guid>> AddAsync(IReadOnlyList<string> endpoints, CancellationToken cancellationToken)
    {
        var now = TimeProvider.System.GetUtcNow();
        var works = endpoints.Select(e => Of(e, now)).ToList();
        await store.CommitAsync(new ChangeSet
        {
            Messages = [.. works.Select(w => w.Message)],
            ProducedBy = works[0].Message.Id,
            Resources = [.. works.Select(w => w.Resource)],
            Deliveries = [.. works.Select(w => w.Delivery)],
        }, cancellationToken);
        return [.. works.Select(w => w.Delivery.Id)];
    }

    private static (NewMessage Message, ResourceWrite Resource, NewDelivery Delivery) Of(string endpoint, DateTimeOffset now)
    {
        var (id, patient) = (Guid.CreateVersion7(), Guid.NewGuid());
        var key = new ResourceKey("MedicationStatement", Guid.NewGuid());
        var hash = new KeyedHash(SHA256.HashData(id.ToByteArray()));
        var version = new ResourceVersion(key, 1);
        return (
            new NewMessage
            {
                Id = id, Organisation = Organisation, Kind = "trial-sender", Record = "trial-sender/medication", Key = new MessageKey(Organisation, "trial-sender/medication", hash, 1),
                Lane = hash, ContentHash = hash, ContentType = "application/json", Body = "{}"u8.ToArray(), State = MessageState.Routed, ReceivedAt = now, CredentialId = patient,
            },
            new ResourceWrite { Key = key, ExpectedVersion = 0, Patient = patient, ContentHash = hash, Json = Json(key.Id, patient), OwnBody = true },
            new NewDelivery
            {
                Id = Guid.CreateVersion7(), MessageId = id, EndpointId = endpoint, Message = "trial-receiver/statement", Route = "statement-to-receiver", Recipient = Organisation,
                Lane = new KeyedHash(SHA256.HashData(key.Id.ToByteArray())), Patient = patient, Focus = version, Pinned = [version], State = DeliveryState.Pending,
                CreatedAt = now, Deadline = now.AddHours(72),
            });
    }

    private static byte[] Json(Guid id, Guid patient) => Encoding.UTF8.GetBytes($$$"""
        {"resourceType":"MedicationStatement","id":"{{{id:D}}}","meta":{"versionId":"1"},"identifier":[{"system":"urn:interop:trial:medication","value":"MED-{{{id:N}}}"}],
        "status":"active","medicationCodeableConcept":{"coding":[{"system":"urn:interop:trial:medicine","code":"3400933516390"}],"text":"PARACETAMOL 500 mg"},
        "subject":{"identifier":{"system":"urn:interop:trial:patient","value":"{{{patient:N}}}"},"display":"RESIDENT"},"effectivePeriod":{"start":"2026-11-01"},
        "dosage":[{"text":"1 le matin","timing":{"repeat":{"timeOfDay":["08:00:00"]}},"doseAndRate":[{"doseQuantity":{"value":1,"unit":"comprimé"}}]}]}
        """);
}
