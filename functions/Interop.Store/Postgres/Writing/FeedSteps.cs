using Interop.Store.Writing;

namespace Interop.Store.Postgres.Writing;

/// <summary>Entries of feeds and how far they were acknowledged.</summary>
internal static class FeedSteps
{
    public static void Write(WorkingSet rows, KeySteps keys, PreparedChanges changes)
    {
        for (var i = 0; i < changes.Set.FeedItems.Count; i++)
        {
            var item = changes.Set.FeedItems[i];
            var feed = rows.Feeds.Find((item.Feed, item.EndpointId)) ?? new FeedEntry(rows.LastFeed.Next(), item.Feed, item.EndpointId, 0, 0, null);
            feed = feed with { LastCursor = feed.LastCursor + 1, Changed = true };
            rows.Feeds.Set((item.Feed, item.EndpointId), feed);
            var version = (rows.FeedItems.Find((feed.Number, item.ItemId))?.Version ?? 0) + 1;
            rows.FeedItems.Set((feed.Number, item.ItemId), new VersionEntry(version));
            keys.Add(changes.FeedItems[i], changes.FeedItems[i].Patient);
            rows.NewFeedItems.Add(new FeedInsert(feed.Number, feed.LastCursor, version, item, changes.FeedItems[i].Id));
        }

        foreach (var mark in changes.Set.FeedMarks)
        {
            // A mark beyond the end would swallow entries that nobody has seen.
            if (rows.Feeds.Find((mark.Feed, mark.EndpointId)) is { } feed && Math.Min(mark.Cursor, feed.LastCursor) is var cursor && cursor > feed.Mark)
            {
                rows.Feeds.Set((mark.Feed, mark.EndpointId), feed with { Mark = cursor, MarkedAt = mark.At, Changed = true });
            }
        }
    }
}
