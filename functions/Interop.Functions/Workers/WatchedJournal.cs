using Interop.Engine.Ports;

namespace Interop.Functions.Workers;

/// <summary>The journal, which also wakes requests that wait for a message of this process to move on.</summary>
public sealed class WatchedJournal(IJournal inner, MessageWatch watch) : IJournal
{
    /// <inheritdoc/>
    public async Task<CommitOutcome> CommitAsync(ChangeSet changes, CancellationToken cancellationToken)
    {
        var outcome = await inner.CommitAsync(changes, cancellationToken);
        if (changes.MessageChanges.Count > 0 || changes.DeliveryChanges.Count > 0)
        {
            watch.Signal();
        }

        return outcome;
    }

    /// <inheritdoc/>
    public Task<MessageRow?> FindMessageAsync(Guid id, CancellationToken cancellationToken) => inner.FindMessageAsync(id, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<MessageRow>> FindVersionsAsync(string organisation, string record, KeyedHash recordId, CancellationToken cancellationToken) =>
        inner.FindVersionsAsync(organisation, record, recordId, cancellationToken);

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>> ReadBodyAsync(Guid messageId, CancellationToken cancellationToken) => inner.ReadBodyAsync(messageId, cancellationToken);

    /// <inheritdoc/>
    public Task<long?> FindHighestRoutedAsync(string organisation, string record, KeyedHash recordId, CancellationToken cancellationToken) =>
        inner.FindHighestRoutedAsync(organisation, record, recordId, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<BookLine>> ReadBooksAsync(CancellationToken cancellationToken) => inner.ReadBooksAsync(cancellationToken);
}
