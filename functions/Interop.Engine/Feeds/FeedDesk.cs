using Interop.Engine.Ports;

namespace Interop.Engine.Feeds;

/// <summary>A page of a feed.</summary>
/// <param name="Next">Cursor to read on from, and to acknowledge; the same as asked when there is nothing new.</param>
public sealed record FeedPage(IReadOnlyList<FeedItemRow> Items, long Next, long Acknowledged);

/// <summary>
/// Pull feeds: a change log that a consumer reads from a cursor and acknowledges. Reading moves nothing; without a cursor it starts after the
/// acknowledged mark, so a consumer that crashed between the two sees the same entries again.
/// </summary>
public sealed class FeedDesk(IOutbox outbox, IRegistry registry, IJournal journal, TimeProvider clock)
{
    /// <summary>Entries of one page at most.</summary>
    public const int MaxLimit = 500;

    /// <summary>The endpoint that a credential pulls for; null when its kind or organisation has none for this feed.</summary>
    public async Task<Endpoint?> FindEndpointAsync(Credential credential, string feed, CancellationToken cancellationToken)
    {
        var endpoints = await registry.ListEndpointsAsync(cancellationToken);
        return credential.Kind != feed ? null : endpoints.FirstOrDefault(e =>
            e.Active && e.Kind == feed && e.Transport == "feed" && e.Organisation == credential.Organisation);
    }

    /// <summary>Reads on.</summary>
    public async Task<FeedPage> ReadAsync(Credential credential, Endpoint endpoint, string feed, long? after, int limit, CancellationToken cancellationToken)
    {
        var mark = await outbox.ReadFeedMarkAsync(feed, endpoint.Id, cancellationToken);
        var from = after ?? mark;
        var items = await outbox.ReadFeedAsync(feed, endpoint.Id, from, Math.Clamp(limit, 1, MaxLimit), cancellationToken);
        await journal.CommitAsync(new ChangeSet { Audit = [Audit(credential, "pull", feed, $"{items.Count} items")] }, cancellationToken);
        return new FeedPage(items, items.Count == 0 ? from : items[^1].Cursor, mark);
    }

    /// <summary>Says that everything up to the cursor is safe with the consumer.</summary>
    public Task AcknowledgeAsync(Credential credential, Endpoint endpoint, string feed, long cursor, CancellationToken cancellationToken) =>
        journal.CommitAsync(new ChangeSet
        {
            FeedMarks = [new FeedMark(feed, endpoint.Id, cursor, clock.GetUtcNow())],
            Audit = [Audit(credential, "ack", feed, "acknowledged")],
        }, cancellationToken);

    private AuditEntry Audit(Credential credential, string action, string feed, string outcome) =>
        new(clock.GetUtcNow(), credential.Id.ToString("D"), credential.Organisation, action, $"feed/{feed}", outcome);
}
