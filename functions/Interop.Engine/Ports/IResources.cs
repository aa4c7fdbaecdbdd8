namespace Interop.Engine.Ports;

/// <summary>Resources, their versions, and who they are.</summary>
public interface IResources
{
    /// <summary>The resources that identifiers beyond the minting one belong to; unknown identifiers are left out.</summary>
    Task<IReadOnlyDictionary<KeyedHash, ResourceKey>> FindIdentitiesAsync(IReadOnlyCollection<KeyedHash> identifiers, CancellationToken cancellationToken);

    /// <summary>Current versions, without bodies; unknown keys are left out.</summary>
    Task<IReadOnlyDictionary<ResourceKey, ResourceRow>> FindCurrentAsync(IReadOnlyCollection<ResourceKey> keys, CancellationToken cancellationToken);

    /// <summary>
    /// Bodies of these versions, in the order asked for; version 0 asks for the current one. What is not there is left out, and so is
    /// every version of a resource whose current version is not readable.
    /// </summary>
    Task<IReadOnlyList<StoredResource>> ReadAsync(IReadOnlyCollection<ResourceVersion> versions, CancellationToken cancellationToken);

    /// <summary>
    /// Current, readable resources of a type, oldest id first, after a given id: those with the search key, of the patient, or both.
    /// </summary>
    Task<IReadOnlyList<StoredResource>> SearchAsync(
        string type, KeyedHash? searchKey, Guid? patient, Guid? after, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// How an organisation takes part in the current version of this resource: it sent a message that wrote the resource, or is the recipient of a
    /// delivery, not cancelled, of the message that wrote this version or of a later one of the same record, and others were told nothing newer by the
    /// same route; or, for a Patient, of any such delivery about that patient. Of a report its recipients see that document, not the exchange and the files
    /// behind it. What is billed, and on whose insurance (ChargeItem, Coverage), is no recipient's business, and a delivery about it gives no part in
    /// anything else. Organisations, practitioners and the like outside every patient's compartment are visible to all.
    /// </summary>
    Task<Visibility> FindVisibilityAsync(ResourceKey key, string organisation, CancellationToken cancellationToken);

    /// <summary>Every resource that messages with this record id, of any version, wrote: its current version.</summary>
    Task<IReadOnlyList<ResourceRow>> FindProducedAsync(string organisation, string record, KeyedHash recordId, CancellationToken cancellationToken);
}

/// <summary>A version of a resource with its JSON.</summary>
public sealed record StoredResource(ResourceVersion Version, ReadOnlyMemory<byte> Json, DateTimeOffset LastUpdated);

/// <summary>How an organisation takes part in a resource.</summary>
public enum Visibility
{
    /// <summary>Not at all, as far as messages and deliveries tell.</summary>
    Hidden,

    /// <summary>It is owed to it and has not arrived: only as long as consent stands.</summary>
    Owed,

    /// <summary>It was delivered to it.</summary>
    Sent,

    /// <summary>It wrote it, or everybody may see it.</summary>
    Open,
}
