using System.Text;
using Interop.Engine.Ports;
using Interop.Store.Tests.Support;

namespace Interop.Store.Tests;

public abstract class OutboxComplianceTests : StoreComplianceTests
{
    [SkippableFact]
    public async Task A_delivery_comes_back_as_it_was()
    {
        var delivery = Sample.Delivery(Guid.Empty) with { Reason = "why" };
        var message = await RouteAsync(id => delivery with { MessageId = id });
        await ReopenAsync();

        var row = Assert.Single(await Outbox.FindDeliveriesAsync(message.Id, None));
        Assert.Equal((delivery.Id, message.Id, delivery.EndpointId, delivery.Message, delivery.Route), (row.Id, row.MessageId, row.EndpointId, row.Message, row.Route));
        Assert.Equal((delivery.Recipient, delivery.Lane, delivery.Patient, delivery.Focus), (row.Recipient, row.Lane, row.Patient, row.Focus));
        Assert.Equal(delivery.Pinned, row.Pinned);
        Assert.Equal((DeliveryState.Pending, "why", 0, 1), (row.State, row.Reason, row.Attempts, row.Sequence));
        Assert.Equal((delivery.CreatedAt, delivery.Deadline, (DateTimeOffset?)null), (row.CreatedAt, row.Deadline, row.NextAttemptAt));
        Assert.Null(row.PayloadHash);
    }

    [SkippableFact]
    public async Task Deliveries_are_numbered_within_their_lane()
    {
        var message = await RouteAsync(
            id => Sample.Delivery(id, "p", "a"), id => Sample.Delivery(id, "p", "b", DeliveryState.Parked), id => Sample.Delivery(id, "p", "a"),
            id => Sample.Delivery(id, null, "a", DeliveryState.Parked), id => Sample.Delivery(id, "p", "b"));
        Assert.Equal([1, 1, 2, 0, 2], (await Outbox.FindDeliveriesAsync(message.Id, None)).Select(d => d.Sequence));
    }

    [SkippableFact]
    public async Task Parallel_writers_number_a_lane_without_gaps()
    {
        var message = await ReceiveAsync();
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => StoreAsync(new ChangeSet { Deliveries = [Sample.Delivery(message.Id)] })));
        Assert.Equal(Enumerable.Range(1, 100), (await Outbox.FindDeliveriesAsync(message.Id, None)).Select(d => d.Sequence));
    }

    [SkippableFact]
    public async Task A_delivery_moves_only_from_the_state_it_is_in()
    {
        var delivery = Assert.Single(await Outbox.FindDeliveriesAsync((await RouteAsync(id => Sample.Delivery(id))).Id, None));
        await ConflictsAsync(new ChangeSet { DeliveryChanges = [Sample.Move(delivery.Id, DeliveryState.Sending, DeliveryState.Delivered)] });
        await ConflictsAsync(new ChangeSet { DeliveryChanges = [Sample.Move(Guid.NewGuid(), DeliveryState.Pending, DeliveryState.Sending)] });
        await StoreAsync(new ChangeSet { DeliveryChanges = [Sample.Move(delivery.Id, DeliveryState.Pending, DeliveryState.Sending)] });
        await ConflictsAsync(new ChangeSet { DeliveryChanges = [Sample.Move(delivery.Id, DeliveryState.Pending, DeliveryState.Sending)] });
    }

    [SkippableFact]
    public async Task A_frozen_payload_is_never_replaced()
    {
        var delivery = Assert.Single(await Outbox.FindDeliveriesAsync((await RouteAsync(id => Sample.Delivery(id))).Id, None));
        var change = Sample.Move(delivery.Id, DeliveryState.Pending, DeliveryState.Sending) with { Payload = Sample.Bytes("one"), PayloadHash = "01", Report = "{\"r\":1}" };
        await StoreAsync(new ChangeSet { DeliveryChanges = [change] });
        await ConflictsAsync(new ChangeSet { DeliveryChanges = [change with { From = DeliveryState.Sending, Payload = Sample.Bytes("two") }] });
        await StoreAsync(new ChangeSet { DeliveryChanges = [Sample.Move(delivery.Id, DeliveryState.Sending, DeliveryState.Retrying)] });

        var work = Assert.Single(await Lanes.LeaseOutboundAsync(10, 10, Sample.Noon, None));
        Assert.Equal("one", Encoding.UTF8.GetString(work.Payload!.Value.Span));
        Assert.Equal(("01", "{\"r\":1}"), (work.Delivery.PayloadHash, work.Delivery.Report));
    }

    [SkippableFact]
    public async Task Attempts_are_kept_running_ended_and_interrupted()
    {
        var delivery = Assert.Single(await Outbox.FindDeliveriesAsync((await RouteAsync(id => Sample.Delivery(id))).Id, None)).Id;
        await ChangeAsync(Sample.Move(delivery, DeliveryState.Pending, DeliveryState.Sending) with { AttemptStarted = 1 });
        Assert.Equal([new AttemptRow(1, Sample.Noon.AddSeconds(2), null, null, null, null)], await Outbox.FindAttemptsAsync(delivery, None));

        await ChangeAsync(Sample.Move(delivery, DeliveryState.Sending, DeliveryState.Retrying) with
        {
            At = Sample.Noon.AddSeconds(5), AttemptEnded = new AttemptEnd("transient", 503, null), NextAttemptAt = Sample.Noon.AddMinutes(1),
        });
        Assert.Equal(Sample.Noon.AddMinutes(1), (await DeliveryAsync(delivery)).NextAttemptAt);
        await ChangeAsync(Sample.Move(delivery, DeliveryState.Retrying, DeliveryState.Sending) with { AttemptStarted = 2 });
        await ChangeAsync(Sample.Move(delivery, DeliveryState.Sending, DeliveryState.Sending) with { AttemptEnded = new AttemptEnd("unknown", null, null), AttemptStarted = 3 });
        await ChangeAsync(Sample.Move(delivery, DeliveryState.Sending, DeliveryState.Delivered) with { AttemptEnded = new AttemptEnd("delivered", 201, "R-1") });

        Assert.Equal(
            [(1, "transient", 503, null), (2, "unknown", null, null), (3, "delivered", 201, "R-1")],
            (await Outbox.FindAttemptsAsync(delivery, None)).Select(a => (a.Number, a.Outcome!, a.Status, a.Receipt)));
        Assert.Equal((3, DeliveryState.Delivered), ((await DeliveryAsync(delivery)).Attempts, (await DeliveryAsync(delivery)).State));
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => ChangeAsync(Sample.Move(delivery, DeliveryState.Delivered, DeliveryState.Delivered) with { AttemptEnded = new AttemptEnd("delivered", 201, null) }));
    }

    [SkippableFact]
    public async Task The_last_payload_delivered_about_a_focus_is_found()
    {
        var focus = Sample.Key("List");
        await DeliverAsync(focus, 1, "p", "first", Sample.Noon.AddMinutes(1));
        await DeliverAsync(focus, 2, "p", "second", Sample.Noon.AddMinutes(2));
        await DeliverAsync(focus, 3, "q", "elsewhere", Sample.Noon.AddMinutes(3));
        await RouteAsync(id => Sample.Delivery(id, "p") with { Focus = new ResourceVersion(focus, 4) });

        var last = (await Outbox.FindLastDeliveredAsync("p", "pharmacy-software/plan", focus, None))!;
        Assert.Equal(("second", 2, 2), (Encoding.UTF8.GetString(last.Payload.Span), last.Focus.Version, last.Sequence));
        Assert.Null(await Outbox.FindLastDeliveredAsync("p", "pharmacy-software/notice", focus, None));
        Assert.Null(await Outbox.FindLastDeliveredAsync("p", "pharmacy-software/plan", focus with { Type = "Patient" }, None));
        Assert.Equal([1, 2, 3, 4], (await Outbox.FindByFocusAsync(focus, None)).Select(d => d.Focus.Version));
    }

    [SkippableFact]
    public async Task Feed_entries_are_a_change_log_per_endpoint()
    {
        var message = (await ReceiveAsync()).Id;
        await StoreAsync(new ChangeSet { FeedItems = [Sample.FeedItem(message, "act-1", "{\"n\":1}"), Sample.FeedItem(message, "act-2")] });
        await StoreAsync(new ChangeSet { FeedItems = [Sample.FeedItem(message, "act-1", "{\"n\":2}"), Sample.FeedItem(message, "act-1", endpoint: "other")] });
        await ReopenAsync();

        var items = await Outbox.ReadFeedAsync("stellair", "billing", 0, 10, None);
        Assert.Equal([(1, "act-1", 1), (2, "act-2", 1), (3, "act-1", 2)], items.Select(i => (i.Cursor, i.ItemId, i.Version)));
        Assert.Equal("{\"n\":2}", Encoding.UTF8.GetString(items[2].Payload.Span));
        Assert.Equal(("ready", Sample.Noon), (items[0].State, items[0].At));
        Assert.Equal([2], (await Outbox.ReadFeedAsync("stellair", "billing", 1, 1, None)).Select(i => i.Cursor));
        Assert.Equal([1], (await Outbox.ReadFeedAsync("stellair", "other", 0, 10, None)).Select(i => i.Cursor));
        Assert.Empty(await Outbox.ReadFeedAsync("hospital-billing", "billing", 0, 10, None));

        var last = await Outbox.FindFeedEntryAsync("stellair", "billing", "act-1", None);
        Assert.Equal((2, message, items[2].State), (last!.Version, last.MessageId, last.State));
        Assert.Null(await Outbox.FindFeedEntryAsync("stellair", "other", "act-2", None));
        Assert.Equal(
            ["billing act-1 1", "billing act-1 2", "billing act-2 1", "other act-1 1"],
            (await Outbox.FindFeedEntriesAsync(message, None)).Select(e => $"{e.EndpointId} {e.ItemId} {e.Version}").Order(StringComparer.Ordinal));
        Assert.Empty(await Outbox.FindFeedEntriesAsync(Guid.NewGuid(), None));
    }

    [SkippableFact]
    public async Task A_feed_mark_moves_forward_and_not_past_the_end()
    {
        var message = (await ReceiveAsync()).Id;
        await StoreAsync(new ChangeSet { FeedItems = [.. Enumerable.Range(0, 5).Select(i => Sample.FeedItem(message, $"i{i}"))] });
        Assert.Equal(0, await Outbox.ReadFeedMarkAsync("stellair", "billing", None));

        foreach (var (cursor, expected) in new[] { (3L, 3L), (2L, 3L), (99L, 5L) })
        {
            await StoreAsync(new ChangeSet { FeedMarks = [new FeedMark("stellair", "billing", cursor, Sample.Noon)] });
            Assert.Equal(expected, await Outbox.ReadFeedMarkAsync("stellair", "billing", None));
        }
    }

    [SkippableFact]
    public async Task A_reader_that_follows_a_feed_misses_nothing_of_eight_writers()
    {
        const int writers = 8, each = 100;
        var message = (await ReceiveAsync()).Id;
        var writing = Task.WhenAll(Enumerable.Range(0, writers).Select(async w =>
        {
            for (var i = 0; i < each; i++)
            {
                await StoreAsync(new ChangeSet { FeedItems = [Sample.FeedItem(message, $"{w}/{i}")] });
            }
        }));

        var seen = new List<FeedItemRow>();
        while (seen.Count < writers * each)
        {
            var ended = writing.IsCompleted;
            var page = await Outbox.ReadFeedAsync("stellair", "billing", seen.Count == 0 ? 0 : seen[^1].Cursor, 50, None);
            seen.AddRange(page);
            Assert.False(ended && page.Count == 0, "the reader has passed entries that were committed after it");

            // The next group commit is the pace of the reader.
            await CommitAsync(new ChangeSet { Audit = [Sample.Audit("read")] });
        }

        await writing;
        Assert.Equal(Enumerable.Range(1, writers * each).Select(i => (long)i), seen.Select(i => i.Cursor));
        Assert.Equal(writers * each, seen.DistinctBy(i => i.ItemId).Count());
    }

    private Task ChangeAsync(DeliveryChange change) => StoreAsync(new ChangeSet { DeliveryChanges = [change] });

    private async Task<DeliveryRow> DeliveryAsync(Guid id) =>
        (await Journal.ListMessagesAsync(null, null, 1, None)) is [var message] ? (await Outbox.FindDeliveriesAsync(message.Id, None)).Single(d => d.Id == id) : throw new InvalidOperationException();

    private async Task DeliverAsync(ResourceKey focus, int version, string endpoint, string payload, DateTimeOffset at)
    {
        var message = await RouteAsync(id => Sample.Delivery(id, endpoint) with { Focus = new ResourceVersion(focus, version) });
        var delivery = Assert.Single(await Outbox.FindDeliveriesAsync(message.Id, None)).Id;
        await ChangeAsync(Sample.Move(delivery, DeliveryState.Pending, DeliveryState.Sending) with { Payload = Sample.Bytes(payload) });
        await ChangeAsync(Sample.Move(delivery, DeliveryState.Sending, DeliveryState.Delivered) with { At = at });
    }
}

public sealed class SqliteOutboxTests : OutboxComplianceTests
{
    protected override IStoreUnderTest Create() => new SqliteUnderTest();
}

public sealed class PostgresOutboxTests : OutboxComplianceTests
{
    protected override IStoreUnderTest Create() => new PostgresUnderTest();
}
