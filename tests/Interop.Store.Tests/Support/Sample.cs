using System.Security.Cryptography;
using System.Text;
using Interop.Engine.Ports;

namespace Interop.Store.Tests.Support;

/// <summary>Rows with everything filled in, to be changed where a test looks.</summary>
internal static class Sample
{
    public const string Organisation = "FINEG|350005179";
    public const string Record = "medissimo/pillbox-plan";
    public static readonly DateTimeOffset Noon = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);

    public static KeyedHash Hash(string text) => new(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static NewMessage Message(string recordId = "r1", long version = 1, string? lane = null, string body = "{}") => new()
    {
        Id = Guid.NewGuid(),
        Organisation = Organisation,
        Kind = "medissimo",
        Record = Record,
        Key = new MessageKey(Organisation, Record, Hash(recordId), version),
        Lane = Hash(lane ?? recordId),
        ContentHash = Hash(body),
        ContentType = "application/json",
        Body = Bytes(body),
        State = MessageState.Received,
        ReceivedAt = Noon,
        CredentialId = Guid.NewGuid(),
    };

    public static ResourceWrite Resource(ResourceKey key, int expected = 0, string json = "{}", Guid? patient = null, params string[] searchKeys) => new()
    {
        Key = key,
        ExpectedVersion = expected,
        Patient = patient,
        Json = Bytes(json),
        ContentHash = Hash(json),
        SearchKeys = [.. searchKeys.Select(Hash)],
    };

    public static ResourceKey Key(string type = "Patient") => new(type, Guid.NewGuid());

    public static NewDelivery Delivery(Guid message, string? endpoint = "pharmacy-1", string lane = "lane", DeliveryState state = DeliveryState.Pending) => new()
    {
        Id = Guid.NewGuid(),
        MessageId = message,
        EndpointId = endpoint,
        Message = "pharmacy-software/plan",
        Route = "plan-to-pharmacy",
        Recipient = "FINEG|350005179",
        Lane = Hash($"{endpoint}/{lane}"),
        Patient = Guid.NewGuid(),
        Focus = new ResourceVersion(Key("List"), 3),
        Pinned = [new ResourceVersion(Key(), 1), new ResourceVersion(Key("MedicationStatement"), 70_000)],
        State = state,
        CreatedAt = Noon,
        Deadline = Noon.AddHours(72),
    };

    public static MessageChange Routed(Guid message) => new(message, MessageState.Received, MessageState.Routed, Noon.AddSeconds(1));

    public static DeliveryChange Move(Guid delivery, DeliveryState from, DeliveryState to) =>
        new() { Id = delivery, From = from, To = to, At = Noon.AddSeconds(2) };

    public static AuditEntry Audit(string target) => new(Noon, "engine", Organisation, "receive", target, "ok");

    public static FeedItemWrite FeedItem(Guid message, string item, string payload = "{}", string endpoint = "billing") =>
        new("stellair", endpoint, item, "ready", Bytes(payload), new ResourceVersion(Key("ChargeItem"), 1), message, Noon);
}
