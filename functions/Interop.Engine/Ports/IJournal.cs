namespace Interop.Engine.Ports;

/// <summary>Messages and the one way to change anything.</summary>
public interface IJournal
{
    /// <summary>
    /// Applies the set in one transaction. Returns after the transaction is on disk. Sequences (messages, lanes, feeds, audit) are
    /// taken inside it, so their order is the order of commits. A routed message without open deliveries (pending, sending, retrying,
    /// parked) becomes settled in the same transaction, and a settled one that is owed something again becomes routed.
    /// Message changes are applied before new messages, so that a key released in the set can be taken in it.
    /// </summary>
    Task<CommitOutcome> CommitAsync(ChangeSet changes, CancellationToken cancellationToken);

    /// <summary>The message, or null.</summary>
    Task<MessageRow?> FindMessageAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>The messages that hold a key of this record, all versions, highest version first.</summary>
    Task<IReadOnlyList<MessageRow>> FindVersionsAsync(string organisation, string record, KeyedHash recordId, CancellationToken cancellationToken);

    /// <summary>The highest version of this record that was ever routed, whether or not it still holds its key; null for none.</summary>
    Task<long?> FindHighestRoutedAsync(string organisation, string record, KeyedHash recordId, CancellationToken cancellationToken);

    /// <summary>The record as it was received.</summary>
    Task<ReadOnlyMemory<byte>> ReadBodyAsync(Guid messageId, CancellationToken cancellationToken);

    /// <summary>What came in and where it is, per partner, record and day.</summary>
    Task<IReadOnlyList<BookLine>> ReadBooksAsync(CancellationToken cancellationToken);
}
