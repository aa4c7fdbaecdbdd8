namespace Interop.Engine.Ports;

/// <summary>Type and logical id of a resource.</summary>
public readonly record struct ResourceKey(string Type, Guid Id)
{
    /// <summary><c>Type/id</c>, as a FHIR reference.</summary>
    public override string ToString() => $"{Type}/{Id:D}";
}

/// <summary>One version of a resource.</summary>
public readonly record struct ResourceVersion(ResourceKey Key, int Version);

/// <summary>A keyed hash (HMAC-SHA-256, 32 bytes) of something that must be found again but not read: an identifier, a record key, a lane.</summary>
public readonly record struct KeyedHash(ReadOnlyMemory<byte> Bytes) : IEquatable<KeyedHash>
{
    /// <summary>Same bytes.</summary>
    public bool Equals(KeyedHash other) => Bytes.Span.SequenceEqual(other.Bytes.Span);

    /// <inheritdoc/>
    public override int GetHashCode() => Bytes.Length >= 4 ? BitConverter.ToInt32(Bytes.Span) : 0;

    /// <summary>Lower-case hexadecimal.</summary>
    public override string ToString() => Convert.ToHexStringLower(Bytes.Span);
}

/// <summary>What identifies one version of one record of one sender.</summary>
/// <param name="Organisation">The sender's organisation as its credential fixes it, e.g. <c>FINEG|350005179</c>.</param>
/// <param name="Record">Kind and record, <c>medissimo/pillbox-plan</c>.</param>
/// <param name="RecordId">Keyed hash of the partner's record id.</param>
/// <param name="Version">The partner's record version; an absent one counts as 0.</param>
public sealed record MessageKey(string Organisation, string Record, KeyedHash RecordId, long Version);

/// <summary>A record as it is journaled; the body travels beside it in the change set.</summary>
public sealed record NewMessage
{
    public required Guid Id { get; init; }
    public required string Organisation { get; init; }
    public required string Kind { get; init; }
    public required string Record { get; init; }

    /// <summary>Null when the record is too broken to tell its key.</summary>
    public MessageKey? Key { get; init; }

    /// <summary>False for a copy that must not own the key: a conflict.</summary>
    public bool HoldsKey { get; init; } = true;

    /// <summary>Inbound lane: organisation and patient. Messages of one lane are processed one at a time, in order of arrival.</summary>
    public required KeyedHash Lane { get; init; }
    public required KeyedHash ContentHash { get; init; }
    public required string ContentType { get; init; }
    public required ReadOnlyMemory<byte> Body { get; init; }
    public required MessageState State { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }
    public required Guid CredentialId { get; init; }

    /// <summary>The batch that it came in; null for a record that was pushed alone, and for a batch itself.</summary>
    public BatchPart? Part { get; init; }

    /// <summary>Issues, ledger and timings as JSON: codes, places, counts; no value of the record.</summary>
    public string Report { get; init; } = "{}";

    /// <summary>The issue codes in the report, to find it by.</summary>
    public IReadOnlyList<string> Codes { get; init; } = [];
}

/// <summary>A place in a batch.</summary>
/// <param name="Batch">The message that is the batch: it keeps the bytes as they came.</param>
/// <param name="Number">1 for the first record of it.</param>
public readonly record struct BatchPart(Guid Batch, int Number);

/// <summary>A message as it stands.</summary>
public sealed record MessageRow
{
    public required Guid Id { get; init; }

    /// <summary>Order of arrival.</summary>
    public required long Sequence { get; init; }
    public required string Organisation { get; init; }
    public required string Kind { get; init; }
    public required string Record { get; init; }
    public MessageKey? Key { get; init; }
    public required KeyedHash ContentHash { get; init; }
    public required string ContentType { get; init; }
    public required MessageState State { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }
    public DateTimeOffset? RoutedAt { get; init; }
    public DateTimeOffset? SettledAt { get; init; }
    public required Guid CredentialId { get; init; }

    /// <summary>The batch that it came in, or null.</summary>
    public BatchPart? Part { get; init; }
    public required string Report { get; init; }
}

/// <summary>Moves a message on.</summary>
/// <param name="From">Precondition: the state it is in; otherwise the whole set is a conflict.</param>
/// <param name="ReleasesKey">The message gives up its key, so that a corrected copy can take it.</param>
public sealed record MessageChange(Guid Id, MessageState From, MessageState To, DateTimeOffset At, string? Report = null, bool ReleasesKey = false)
{
    /// <summary>The issue codes in the report, to find it by.</summary>
    public IReadOnlyList<string> Codes { get; init; } = [];
}

/// <summary>A new version of a resource.</summary>
public sealed record ResourceWrite
{
    public required ResourceKey Key { get; init; }

    /// <summary>Precondition: the version that is current, 0 for none. The new one is this plus 1.</summary>
    public required int ExpectedVersion { get; init; }

    /// <summary>The patient whose compartment it is in; null for organisations, practitioners.</summary>
    public Guid? Patient { get; init; }

    /// <summary>The resource as JSON, with id and meta.</summary>
    public required ReadOnlyMemory<byte> Json { get; init; }

    /// <summary>Keyed hash of the resource without meta: equal means nothing to store.</summary>
    public required KeyedHash ContentHash { get; init; }

    /// <summary>Kept apart from the other resources of its message (documents).</summary>
    public bool OwnBody { get; init; }

    /// <summary>False once the resource is deleted or must not be read any more.</summary>
    public bool Readable { get; init; } = true;

    /// <summary>Keyed hashes to find it by: identifiers, with the system alone or the value alone too.</summary>
    public IReadOnlyList<KeyedHash> SearchKeys { get; init; } = [];
}

/// <summary>The current version of a resource, without its body.</summary>
public sealed record ResourceRow(ResourceKey Key, int Version, Guid? Patient, KeyedHash ContentHash, DateTimeOffset LastUpdated, Guid MessageId);

/// <summary>An identifier beyond the one that minted the id. Precondition: nobody else has it.</summary>
public sealed record IdentityWrite(KeyedHash Identifier, ResourceKey Key);

/// <summary>Something owed to one endpoint.</summary>
public sealed record NewDelivery
{
    /// <summary>Also the idempotency key that the receiver sees.</summary>
    public required Guid Id { get; init; }
    public required Guid MessageId { get; init; }

    /// <summary>Null when no endpoint exists for the recipient: such a delivery starts parked.</summary>
    public string? EndpointId { get; init; }

    /// <summary>Kind and message, <c>care-home-software/plan</c>.</summary>
    public required string Message { get; init; }

    /// <summary>Name of the route in routes.yaml that made it.</summary>
    public required string Route { get; init; }

    /// <summary>Recipient, spelled like <see cref="Endpoint.Organisation"/>.</summary>
    public required string Recipient { get; init; }

    /// <summary>Outbound lane: endpoint and patient.</summary>
    public required KeyedHash Lane { get; init; }
    public Guid? Patient { get; init; }

    /// <summary>What the message is about: the List of a plan, the DocumentReference of a report.</summary>
    public required ResourceVersion Focus { get; init; }

    /// <summary>The versions that the payload is rendered from.</summary>
    public required IReadOnlyList<ResourceVersion> Pinned { get; init; }
    public required DeliveryState State { get; init; }
    public string? Reason { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset Deadline { get; init; }
}

/// <summary>A delivery as it stands.</summary>
public sealed record DeliveryRow
{
    public required Guid Id { get; init; }
    public required Guid MessageId { get; init; }
    public string? EndpointId { get; init; }
    public required string Message { get; init; }
    public required string Route { get; init; }
    public required string Recipient { get; init; }
    public required KeyedHash Lane { get; init; }

    /// <summary>Place in its lane, from 1, without gaps; 0 when it never had an endpoint.</summary>
    public required int Sequence { get; init; }
    public Guid? Patient { get; init; }
    public required ResourceVersion Focus { get; init; }
    public required IReadOnlyList<ResourceVersion> Pinned { get; init; }
    public required DeliveryState State { get; init; }
    public string? Reason { get; init; }
    public required int Attempts { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset Deadline { get; init; }
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>SHA-256 of the frozen payload; null before it is rendered.</summary>
    public string? PayloadHash { get; init; }

    /// <summary>Parked, and what comes after it in its lane waits.</summary>
    public bool HoldsLane { get; init; }

    /// <summary>Issues and ledger of the rendering, as JSON without values.</summary>
    public string Report { get; init; } = "{}";
}

/// <summary>Moves a delivery on.</summary>
public sealed record DeliveryChange
{
    public required Guid Id { get; init; }

    /// <summary>Precondition.</summary>
    public required DeliveryState From { get; init; }
    public required DeliveryState To { get; init; }
    public required DateTimeOffset At { get; init; }
    public string? Reason { get; init; }
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>A later deadline than the one it was created with, when a person lets it go on.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>A parked delivery that must not be overtaken: its lane stands until it goes on or is cancelled. Any later change lets go.</summary>
    public bool HoldsLane { get; init; }

    /// <summary>The rendered bytes, given once; they are never replaced.</summary>
    public ReadOnlyMemory<byte>? Payload { get; init; }

    /// <summary>Hexadecimal SHA-256 of the payload.</summary>
    public string? PayloadHash { get; init; }
    public string? Report { get; init; }

    /// <summary>Starts attempt number n (a row before sending).</summary>
    public int? AttemptStarted { get; init; }

    /// <summary>Ends the running attempt.</summary>
    public AttemptEnd? AttemptEnded { get; init; }
}

/// <summary>How an attempt ended.</summary>
/// <param name="Outcome"><c>delivered</c>, <c>transient</c>, <c>permanent</c>, <c>unknown</c> (found unfinished after a crash).</param>
/// <param name="Status">Protocol status, e.g. HTTP 503; null when there was no answer.</param>
/// <param name="Receipt">The receiver's own id of what it took, when it gave one.</param>
public sealed record AttemptEnd(string Outcome, int? Status, string? Receipt);

/// <summary>One attempt, for people.</summary>
public sealed record AttemptRow(int Number, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, string? Outcome, int? Status, string? Receipt);

/// <summary>An entry of a feed's change log. A later version of the same item is a further entry.</summary>
public sealed record FeedItemWrite(
    string Feed, string EndpointId, string ItemId, string State, ReadOnlyMemory<byte> Payload, ResourceVersion Focus, Guid MessageId, DateTimeOffset At);

/// <summary>An entry of a feed as read.</summary>
/// <param name="Cursor">Position in the feed of this endpoint; order of cursors = order of commits.</param>
/// <param name="Version">1 for the first entry of an item.</param>
public sealed record FeedItemRow(long Cursor, string ItemId, int Version, string State, ReadOnlyMemory<byte> Payload, DateTimeOffset At);

/// <summary>An entry of a feed without its content.</summary>
/// <param name="Focus">The resource, and its version, that the entry was written from.</param>
public sealed record FeedTrace(string Feed, string EndpointId, string ItemId, int Version, string State, DateTimeOffset At, ResourceVersion Focus, Guid MessageId);

/// <summary>Moves a consumer's mark forward; a mark never moves back.</summary>
public sealed record FeedMark(string Feed, string EndpointId, long Cursor, DateTimeOffset At);

/// <summary>An installation of a kind of software.</summary>
/// <param name="Organisation"><c>FINEG|350005179</c>, <c>SIRET|…</c>, <c>RPPS|…</c>.</param>
/// <param name="Transport"><c>http</c> (pushed to <paramref name="Address"/>) or <c>feed</c> (pulled).</param>
/// <param name="Subscriptions">What it takes: messages (<c>care-home-software/plan</c>), for a biller the RPPS numbers that subscribed.</param>
public sealed record Endpoint(
    string Id, string Kind, string Organisation, string Transport, string? Address, IReadOnlyList<string> Subscriptions, bool Active = true);

/// <summary>What a bearer token stands for; the token itself is kept only as SHA-256.</summary>
public sealed record Credential(
    Guid Id, string Name, string TokenHash, string Kind, string Organisation, IReadOnlyList<string> Roles, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt)
{
    /// <summary>Installations that it may speak for beside its own organisation: the third part of <c>urn:interop:kind:instance:what</c>.</summary>
    public IReadOnlyList<string> Instances { get; init; } = [];
}

/// <summary>One line of the audit trail: who did what to which object, with what result. Never a value of a record.</summary>
/// <param name="Actor">Credential id, or <c>engine</c>, or <c>operator:NAME</c> for the command line.</param>
/// <param name="Action"><c>receive</c>, <c>route</c>, <c>read</c>, <c>search</c>, <c>deliver</c>, <c>pull</c>, <c>ack</c>, <c>credential-add</c> ...</param>
/// <param name="Target"><c>message/ID</c>, <c>Patient/ID</c>, <c>feed/stellair</c> ...</param>
public sealed record AuditEntry(DateTimeOffset At, string Actor, string Organisation, string Action, string Target, string Outcome);

/// <summary>Books of one partner and day: what came in and where it is now.</summary>
public sealed record BookLine(
    string Organisation, string Record, DateOnly Day, long Received, long Settled, long Superseded, long Cancelled, long Quarantined, long Parked, long InProgress)
{
    /// <summary>Received is counted at the door, the rest from the messages themselves; they must agree.</summary>
    public bool Balanced => Received == Settled + Superseded + Cancelled + Quarantined + Parked + InProgress;
}
