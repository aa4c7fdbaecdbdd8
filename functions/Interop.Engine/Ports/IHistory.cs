namespace Interop.Engine.Ports;

/// <summary>Looks back over what was received: the parts of a batch, the messages of a back-test, sums over a partner. Reads only.</summary>
public interface IHistory
{
    /// <summary>Messages that the query fits, in order of arrival, at most <paramref name="limit"/>; the next page starts after the last sequence.</summary>
    Task<IReadOnlyList<MessageRow>> ReadMessagesAsync(HistoryQuery query, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// The versions of these resources that stood once the message had been routed: the one that it wrote itself, otherwise the highest that was
    /// there by then. Resources that did not exist yet are left out, and so is everything for a message that was never routed.
    /// </summary>
    Task<IReadOnlyList<ResourceVersion>> FindVersionsAtAsync(Guid messageId, IReadOnlyCollection<ResourceKey> keys, CancellationToken cancellationToken);
}

/// <summary>Which messages to read; what is null restricts nothing.</summary>
public sealed record HistoryQuery
{
    public string? Organisation { get; init; }

    /// <summary>Kind and record, <c>medissimo/pillbox-plan</c>.</summary>
    public string? Record { get; init; }

    /// <summary>The batch whose parts are wanted.</summary>
    public Guid? Batch { get; init; }

    public MessageState? State { get; init; }

    /// <summary>Received at this time or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only after this sequence.</summary>
    public long After { get; init; }
}
