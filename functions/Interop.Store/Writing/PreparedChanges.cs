using Interop.Engine.Ports;
using Interop.Store.Crypto;

namespace Interop.Store.Writing;

/// <summary>Where a resource is in its decrypted body.</summary>
internal readonly record struct BodyPlace(long Body, int Offset, int Length);

/// <summary>A change set with its bodies encrypted, each list beside the one of the set that it belongs to.</summary>
internal sealed class PreparedChanges
{
    public required ChangeSet Set { get; init; }
    public required DateTimeOffset Now { get; init; }
    public required IReadOnlyList<SealedBody> Records { get; init; }
    public required IReadOnlyList<BodyPlace> ResourcePlaces { get; init; }
    public required IReadOnlyList<SealedBody> ResourceBodies { get; init; }
    public required IReadOnlyList<SealedBody?> Payloads { get; init; }
    public required IReadOnlyList<SealedBody> FeedItems { get; init; }

    /// <summary>Whose keys the bodies need, but for payloads: those belong to the patient of their delivery.</summary>
    public IEnumerable<Guid> Patients =>
        ResourceBodies.Concat(FeedItems).Select(b => b.Patient).OfType<Guid>().Concat(Set.MessageChanges.Where(c => c.Patients.Count == 1).Select(c => c.Patients[0]));

    /// <summary>Bytes of the bodies.</summary>
    public long Size => Records.Concat(ResourceBodies).Concat(Payloads.OfType<SealedBody>()).Concat(FeedItems).Sum(b => (long)b.Content.Length);

    /// <summary>Somebody may be waiting for this.</summary>
    public bool AddsWork =>
        Set.Messages.Any(m => m.State == MessageState.Received)
        || Set.MessageChanges.Any(m => m.To == MessageState.Received)
        || Set.Deliveries.Any(d => d.State is DeliveryState.Pending or DeliveryState.Sending or DeliveryState.Retrying)
        || Set.DeliveryChanges.Any(d => d.To is DeliveryState.Pending or DeliveryState.Retrying);
}
