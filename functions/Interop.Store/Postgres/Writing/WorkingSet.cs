using Interop.Engine.Ports;
using Interop.Store.Crypto;
using Interop.Store.Writing;

namespace Interop.Store.Postgres.Writing;

/// <summary>
/// The rows that the change sets of one transaction look at and change, read under the lock of the audit head and written back together at
/// the end. In between everything is decided here, without a word with the database.
/// </summary>
internal sealed class WorkingSet
{
    private readonly List<ILayer> _layers = [];

    public WorkingSet()
    {
        Messages = Layer(new LayeredRows<Guid, MessageEntry>());
        Keys = Layer(new LayeredRows<MessageKey, KeyEntry>());
        Versions = Layer(new LayeredRows<ResourceKey, VersionEntry>());
        Search = Layer(new LayeredRows<ResourceKey, SearchEntry>());
        Identities = Layer(new LayeredRows<KeyedHash, IdentityEntry>());
        Deliveries = Layer(new LayeredRows<Guid, DeliveryEntry>());
        Outbound = Layer(new LayeredRows<KeyedHash, OutboundEntry>());
        Feeds = Layer(new LayeredRows<(string, string), FeedEntry>());
        FeedItems = Layer(new LayeredRows<(long, string), VersionEntry>());
        Endpoints = Layer(new LayeredRows<string, Endpoint>());
        Credentials = Layer(new LayeredRows<Guid, Credential>());
        Codes = Layer(new LayeredList<CodeInsert>());
        Bodies = Layer(new LayeredList<SealedBody>());
        NewVersions = Layer(new LayeredList<VersionInsert>());
        Attempts = Layer(new LayeredList<AttemptInsert>());
        NewFeedItems = Layer(new LayeredList<FeedInsert>());
        Audit = Layer(new LayeredList<AuditInsert>());
        LastMessage = Layer(new LayeredCounter());
        LastDelivery = Layer(new LayeredCounter());
        LastFeed = Layer(new LayeredCounter());
    }

    public LayeredRows<Guid, MessageEntry> Messages { get; }
    public LayeredRows<MessageKey, KeyEntry> Keys { get; }
    public LayeredRows<ResourceKey, VersionEntry> Versions { get; }
    public LayeredRows<ResourceKey, SearchEntry> Search { get; }
    public LayeredRows<KeyedHash, IdentityEntry> Identities { get; }
    public LayeredRows<Guid, DeliveryEntry> Deliveries { get; }
    public LayeredRows<KeyedHash, OutboundEntry> Outbound { get; }
    public LayeredRows<(string Name, string Endpoint), FeedEntry> Feeds { get; }
    public LayeredRows<(long Feed, string Item), VersionEntry> FeedItems { get; }
    public LayeredRows<string, Endpoint> Endpoints { get; }
    public LayeredRows<Guid, Credential> Credentials { get; }
    public LayeredList<CodeInsert> Codes { get; }
    public LayeredList<SealedBody> Bodies { get; }
    public LayeredList<VersionInsert> NewVersions { get; }
    public LayeredList<AttemptInsert> Attempts { get; }
    public LayeredList<FeedInsert> NewFeedItems { get; }
    public LayeredList<AuditInsert> Audit { get; }
    public LayeredCounter LastMessage { get; }
    public LayeredCounter LastDelivery { get; }
    public LayeredCounter LastFeed { get; }

    /// <summary>Leases as stored; a lane that nobody has is not in it.</summary>
    public Dictionary<string, long> Leases { get; } = new(StringComparer.Ordinal);

    public (long Sequence, byte[] Hash) StoredHead { get; set; }

    /// <summary>The month of the trail that is open, and the one that rows are added to now.</summary>
    public (int Stored, int Now) Month { get; set; }

    /// <summary>Lanes whose heads are read anew at the end. One too many does no harm.</summary>
    public HashSet<KeyedHash> InboundTouched { get; } = [];
    public HashSet<KeyedHash> OutboundTouched { get; } = [];

    public (long Sequence, byte[] Hash) AuditHead => Audit.All is [.., var last] ? (last.Sequence, last.Hash) : StoredHead;

    public MessageEntry Message(Guid id, string otherwise) => Messages.Find(id) ?? throw new InvalidOperationException(otherwise);

    public void Accept() => _layers.ForEach(l => l.Accept());

    public void Discard() => _layers.ForEach(l => l.Discard());

    private T Layer<T>(T layer)
        where T : ILayer
    {
        _layers.Add(layer);
        return layer;
    }
}
