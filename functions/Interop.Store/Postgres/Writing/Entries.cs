using Interop.Engine.Ports;
using Interop.Store.Crypto;
using Interop.Store.Writing;

namespace Interop.Store.Postgres.Writing;

/// <summary>A message as the transaction sees it.</summary>
internal sealed record MessageEntry
{
    public required Guid Id { get; init; }
    public required long Sequence { get; init; }
    public required MessageState State { get; init; }
    public required KeyedHash Lane { get; init; }
    public int Open { get; init; }
    public int Parked { get; init; }
    public DateTimeOffset? RoutedAt { get; init; }
    public DateTimeOffset? SettledAt { get; init; }

    /// <summary>The key, if it holds one.</summary>
    public MessageKey? Holds { get; init; }

    /// <summary>Null keeps the report that is stored.</summary>
    public string? Report { get; init; }

    /// <summary>What is inserted; null when the row exists.</summary>
    public NewMessage? New { get; init; }
    public long Body { get; init; }
    public bool Changed { get; init; }
}

/// <summary>The key of the body of a message that turned out to be about a patient.</summary>
internal sealed record RecordEntry(BodyKey Key, bool Changed = false);

/// <summary>The key of a patient.</summary>
/// <param name="CreatedAt">When it is inserted; null when the row exists.</param>
internal sealed record PatientKeyEntry(PatientKeyRow Row, DateTimeOffset? CreatedAt);

/// <summary>Whether a key is held.</summary>
internal sealed record KeyEntry(bool Held);

/// <summary>The current version of a resource.</summary>
internal sealed record VersionEntry(int Version);

/// <summary>What a resource is found by, as stored and as it will be.</summary>
internal sealed record SearchEntry(ResourceKey Key, IReadOnlySet<KeyedHash> Stored, IReadOnlySet<KeyedHash> Wanted);

/// <summary>An identifier beyond the minting one.</summary>
internal sealed record IdentityEntry(KeyedHash Identifier, ResourceKey? New);

/// <summary>A version to insert.</summary>
internal sealed record VersionInsert(ResourceWrite Write, BodyPlace Place, long? Message, DateTimeOffset At);

/// <summary>A delivery as the transaction sees it.</summary>
internal sealed record DeliveryEntry
{
    public required Guid Id { get; init; }
    public required long Number { get; init; }
    public required long Message { get; init; }
    public required Guid MessageId { get; init; }
    public required DeliveryState State { get; init; }
    public required KeyedHash Lane { get; init; }
    public required bool HasEndpoint { get; init; }
    public string? Reason { get; init; }
    public int Attempts { get; init; }
    public DateTimeOffset? AttemptStartedAt { get; init; }
    public DateTimeOffset? NextAttemptAt { get; init; }
    public DateTimeOffset? DeliveredAt { get; init; }
    public bool HasPayload { get; init; }

    /// <summary>These four: null keeps what is stored.</summary>
    public long? Payload { get; init; }
    public string? PayloadHash { get; init; }
    public string? Report { get; init; }

    public DateTimeOffset? Deadline { get; init; }
    public bool HoldsLane { get; init; }
    public Guid? Patient { get; init; }

    public NewDelivery? New { get; init; }
    public long Sequence { get; init; }
    public bool Changed { get; init; }
}

/// <summary>An attempt that is over.</summary>
internal sealed record AttemptInsert(long Delivery, int Number, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, string? Outcome, int? Status, string? Receipt);

/// <summary>A code to find a message by.</summary>
internal sealed record CodeInsert(string Code, long Message);

/// <summary>An outbound lane: its last place.</summary>
internal sealed record OutboundEntry(KeyedHash Lane, string EndpointId, long LastSequence, bool Changed = false);

/// <summary>A feed of an endpoint.</summary>
internal sealed record FeedEntry(long Number, string Name, string EndpointId, long LastCursor, long Mark, DateTimeOffset? MarkedAt, bool Changed = false);

/// <summary>An entry of a feed to insert.</summary>
internal sealed record FeedInsert(long Feed, long Cursor, int Version, FeedItemWrite Item, long Body);

/// <summary>A row of the audit trail to insert.</summary>
internal sealed record AuditInsert(long Sequence, AuditEntry Entry, byte[] Hash);
