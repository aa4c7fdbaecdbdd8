namespace Interop.Store.Sqlite.Writing;

/// <summary>Entries of feeds and how far they were acknowledged.</summary>
internal static class FeedWrites
{
    private const string NextCursorSql = """
        insert into feed (name, endpoint_id, last_cursor, mark) values (?, ?, 1, 0)
        on conflict (name, endpoint_id) do update set last_cursor = last_cursor + 1 returning number, last_cursor
        """;

    private const string InsertSql = """
        insert into feed_item (feed, cursor, item_id, version, state, at, focus_type, focus_id, focus_version, message_id, body)
        values (?1, ?2, ?3, (select coalesce(max(version), 0) + 1 from feed_item where feed = ?1 and item_id = ?3), ?4, ?5, ?6, ?7, ?8, ?9, ?10)
        """;

    // A mark beyond the end would swallow entries that nobody has seen.
    private const string MarkSql = """
        update feed set mark = min(?3, last_cursor), marked_at = ?4 where name = ?1 and endpoint_id = ?2 and mark < min(?3, last_cursor)
        """;

    public static void Write(WriteContext context)
    {
        for (var i = 0; i < context.Set.FeedItems.Count; i++)
        {
            var item = context.Set.FeedItems[i];
            var body = context.Changes.FeedItems[i];
            context.Insert(body);
            var (feed, cursor) = NextCursor(context.Database, item.Feed, item.EndpointId);
            context.Database.Prepare(InsertSql)
                .Bind(feed).Bind(cursor).Bind(item.ItemId).Bind(item.State).Bind(item.At)
                .Bind(item.Focus.Key.Type).Bind(item.Focus.Key.Id).Bind(item.Focus.Version).Bind(item.MessageId).Bind(body.Id).Run();
        }

        foreach (var mark in context.Set.FeedMarks)
        {
            context.Database.Prepare(MarkSql).Bind(mark.Feed).Bind(mark.EndpointId).Bind(mark.Cursor).Bind(mark.At).Run();
        }
    }

    private static (long Feed, long Cursor) NextCursor(SqliteDatabase database, string feed, string endpoint)
    {
        using var row = database.Prepare(NextCursorSql).Bind(feed).Bind(endpoint);
        row.Step();
        return (row.Int64(0), row.Int64(1));
    }
}
