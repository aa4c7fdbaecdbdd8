using System.Collections.Concurrent;
using System.Text;
using Interop.Engine.Ports;
using Interop.Store.Tests.Support;

namespace Interop.Store.Tests;

public abstract class LaneComplianceTests : StoreComplianceTests
{
    [SkippableFact]
    public async Task The_oldest_message_of_each_free_lane_is_leased_oldest_first()
    {
        var a1 = await ReceiveAsync("a1", lane: "a", body: "{\"a\":1}");
        await ReceiveAsync("a2", lane: "a");
        var b1 = await ReceiveAsync("b1", lane: "b");
        var c1 = await ReceiveAsync("c1", lane: "c");

        var first = await Lanes.LeaseInboundAsync(2, None);
        Assert.Equal([a1.Id, b1.Id], first.Select(w => w.Message.Id));
        Assert.Equal("{\"a\":1}", Encoding.UTF8.GetString(first[0].Body.Span));
        Assert.Equal([c1.Id], (await Lanes.LeaseInboundAsync(10, None)).Select(w => w.Message.Id));
        Assert.Empty(await Lanes.LeaseInboundAsync(10, None));
    }

    [SkippableFact]
    public async Task An_organisation_that_pushed_thousands_lets_another_through_with_the_next_claim()
    {
        const int many = 2000, atOnce = 64;
        await StoreAsync(new ChangeSet { Messages = [.. Enumerable.Range(0, many).Select(i => Sample.Message($"{i}"))] });
        var first = await Lanes.LeaseInboundAsync(atOnce, None);
        Assert.Equal(atOnce, first.Count);
        Assert.Equal(first.OrderBy(w => w.Message.Sequence), first);

        var others = Enumerable.Range(0, 3).Select(i => Sample.Message($"other-{i}") with { Organisation = "SIRET|other", Key = null }).ToList();
        await StoreAsync(new ChangeSet { Messages = others });
        var second = await Lanes.LeaseInboundAsync(atOnce, None);
        Assert.Equal(others.Select(m => m.Id), second.Select(w => w.Message).Where(m => m.Organisation == "SIRET|other").Select(m => m.Id));
        Assert.Equal(atOnce, second.Count);
        Assert.Equal(new Dictionary<string, long> { [Sample.Organisation] = many, ["SIRET|other"] = 3 }, await Lanes.CountWaitingAsync(None));
    }

    [SkippableFact]
    public async Task A_released_lane_goes_on_with_its_next_message()
    {
        var first = await ReceiveAsync("a1", lane: "a");
        var second = await ReceiveAsync("a2", lane: "a");
        var work = Assert.Single(await Lanes.LeaseInboundAsync(10, None));
        await Lanes.ReleaseAsync(work.Lease, None);
        work = Assert.Single(await Lanes.LeaseInboundAsync(10, None));
        Assert.Equal(first.Id, work.Message.Id);

        await StoreAsync(new ChangeSet { Lease = work.Lease, MessageChanges = [Sample.Routed(first.Id)] });
        Assert.Empty(await Lanes.LeaseInboundAsync(10, None));
        await Lanes.ReleaseAsync(work.Lease, None);
        Assert.Equal(second.Id, Assert.Single(await Lanes.LeaseInboundAsync(10, None)).Message.Id);
    }

    [SkippableFact]
    public async Task A_quarantined_message_that_is_received_again_takes_its_old_place()
    {
        var first = Sample.Message("a1", lane: "a") with { State = MessageState.Quarantined };
        await StoreAsync(new ChangeSet { Messages = [first] });
        await ReceiveAsync("a2", lane: "a");
        await StoreAsync(new ChangeSet { MessageChanges = [new MessageChange(first.Id, MessageState.Quarantined, MessageState.Received, Sample.Noon)] });
        Assert.Equal(first.Id, Assert.Single(await Lanes.LeaseInboundAsync(10, None)).Message.Id);
    }

    [SkippableFact]
    public async Task A_lost_lease_commits_nothing()
    {
        var message = await ReceiveAsync();
        var old = Assert.Single(await Lanes.LeaseInboundAsync(10, None)).Lease;
        Time.Advance(TimeSpan.FromHours(1));
        var current = Assert.Single(await Lanes.LeaseInboundAsync(10, None)).Lease;

        Assert.True(current.Epoch > old.Epoch);
        await ConflictsAsync(new ChangeSet { Lease = old, MessageChanges = [Sample.Routed(message.Id)] });
        await Lanes.ReleaseAsync(old, None);
        Assert.Empty(await Lanes.LeaseInboundAsync(10, None));
        await StoreAsync(new ChangeSet { Lease = current, MessageChanges = [Sample.Routed(message.Id)] });
        await Lanes.ReleaseAsync(current, None);
        await ConflictsAsync(new ChangeSet { Lease = current, Audit = [Sample.Audit("late")] });
    }

    [SkippableFact]
    public async Task Inbound_and_outbound_lanes_of_one_hash_are_two_lanes()
    {
        var message = await ReceiveAsync("a", lane: "same");
        await StoreAsync(new ChangeSet { Deliveries = [Sample.Delivery(message.Id) with { Lane = Sample.Hash("same") }] });
        Assert.Single(await Lanes.LeaseInboundAsync(10, None));
        Assert.Single(await Lanes.LeaseOutboundAsync(10, 10, Sample.Noon, None));
    }

    [SkippableFact]
    public async Task Parallel_workers_never_share_a_lane_and_keep_its_order()
    {
        const int lanes = 5, each = 20;
        await StoreAsync(new ChangeSet { Messages = [.. Enumerable.Range(0, lanes * each).Select(i => Sample.Message($"{i}", lane: $"{i % lanes}"))] });
        var (busy, done) = (new ConcurrentDictionary<string, int>(), new ConcurrentDictionary<string, ConcurrentQueue<long>>());
        var total = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            for (var mark = 0L; Volatile.Read(ref total) < lanes * each; mark = await Lanes.WaitAsync(mark, TimeSpan.FromMilliseconds(50), None))
            {
                foreach (var work in await Lanes.LeaseInboundAsync(2, None))
                {
                    Assert.True(busy.TryAdd(work.Lease.Lane, 0));
                    await Task.Yield();
                    await StoreAsync(new ChangeSet { Lease = work.Lease, MessageChanges = [Sample.Routed(work.Message.Id)] });
                    done.GetOrAdd(work.Lease.Lane, _ => []).Enqueue(work.Message.Sequence);
                    Interlocked.Increment(ref total);
                    Assert.True(busy.TryRemove(work.Lease.Lane, out var _));
                    await Lanes.ReleaseAsync(work.Lease, None);
                }
            }
        }));

        Assert.Equal(lanes, done.Count);
        Assert.All(done.Values, d => Assert.Equal(d.Order(), d));
        Assert.All(done.Values, d => Assert.Equal(each, d.Count));
    }

    [SkippableFact]
    public async Task The_head_of_an_outbound_lane_is_its_lowest_open_delivery()
    {
        var message = await RouteAsync(id => Sample.Delivery(id), id => Sample.Delivery(id), id => Sample.Delivery(id));
        var ids = (await Outbox.FindDeliveriesAsync(message.Id, None)).Select(d => d.Id).ToList();
        var first = Assert.Single(await Lanes.LeaseOutboundAsync(10, 10, Sample.Noon, None));
        Assert.Null(first.Payload);
        await Lanes.ReleaseAsync(first.Lease, None);
        await HeadIsAsync(ids[0]);
        await MoveAsync(ids[0], DeliveryState.Pending, DeliveryState.Sending);
        await HeadIsAsync(ids[0]);
        await MoveAsync(ids[0], DeliveryState.Sending, DeliveryState.Parked);
        await HeadIsAsync(ids[1]);
        await MoveAsync(ids[1], DeliveryState.Pending, DeliveryState.Cancelled);
        await HeadIsAsync(ids[2]);
        await MoveAsync(ids[0], DeliveryState.Parked, DeliveryState.Pending);
        await HeadIsAsync(ids[0]);
        await MoveAsync(ids[0], DeliveryState.Pending, DeliveryState.Delivered);
        await MoveAsync(ids[2], DeliveryState.Pending, DeliveryState.Delivered);
        Assert.Empty(await Lanes.LeaseOutboundAsync(10, 10, Sample.Noon, None));
    }

    [SkippableFact]
    public async Task A_parked_delivery_that_holds_its_lane_lets_nothing_pass_until_it_goes_on_or_is_cancelled()
    {
        var message = await RouteAsync(id => Sample.Delivery(id), id => Sample.Delivery(id), id => Sample.Delivery(id, lane: "other"));
        var ids = (await Outbox.FindDeliveriesAsync(message.Id, None)).Select(d => d.Id).ToList();
        await StoreAsync(new ChangeSet { DeliveryChanges = [Sample.Move(ids[0], DeliveryState.Pending, DeliveryState.Parked) with { HoldsLane = true }] });
        Assert.True((await Outbox.FindDeliveriesAsync(message.Id, None))[0].HoldsLane);
        await HeadIsAsync(ids[2]);
        await StoreAsync(new ChangeSet { Deliveries = [Sample.Delivery(message.Id)] });
        await HeadIsAsync(ids[2]);

        await MoveAsync(ids[0], DeliveryState.Parked, DeliveryState.Pending);
        Assert.False((await Outbox.FindDeliveriesAsync(message.Id, None))[0].HoldsLane);
        await MoveAsync(ids[2], DeliveryState.Pending, DeliveryState.Delivered);
        await HeadIsAsync(ids[0]);

        await StoreAsync(new ChangeSet { DeliveryChanges = [Sample.Move(ids[0], DeliveryState.Pending, DeliveryState.Parked) with { HoldsLane = true }] });
        Assert.Empty(await Lanes.LeaseOutboundAsync(10, 10, Sample.Noon, None));
        await MoveAsync(ids[0], DeliveryState.Parked, DeliveryState.Cancelled);
        await HeadIsAsync(ids[1]);
    }

    [SkippableFact]
    public async Task A_lane_waits_until_its_head_is_due()
    {
        Assert.Null(await Lanes.NextDueAsync(None));
        var message = await RouteAsync(id => Sample.Delivery(id), id => Sample.Delivery(id));
        Assert.Equal(Sample.Noon, await Lanes.NextDueAsync(None));
        var delivery = (await Outbox.FindDeliveriesAsync(message.Id, None))[0].Id;
        await MoveAsync(delivery, DeliveryState.Pending, DeliveryState.Retrying, Sample.Noon.AddMinutes(5));

        Assert.Equal(Sample.Noon.AddMinutes(5), await Lanes.NextDueAsync(None));
        await StoreAsync(new ChangeSet { Deliveries = [Sample.Delivery(message.Id)] });
        Assert.Equal(Sample.Noon.AddMinutes(5), await Lanes.NextDueAsync(None));
        Assert.Empty(await Lanes.LeaseOutboundAsync(10, 10, Sample.Noon.AddMinutes(4), None));
        await ReopenAsync();
        Assert.Equal(delivery, Assert.Single(await Lanes.LeaseOutboundAsync(10, 10, Sample.Noon.AddMinutes(5), None)).Delivery.Id);
        Assert.Null(await Lanes.NextDueAsync(None));
    }

    [SkippableFact]
    public async Task An_unfinished_send_is_at_once_due_after_a_restart()
    {
        var delivery = Assert.Single(await Outbox.FindDeliveriesAsync((await RouteAsync(id => Sample.Delivery(id))).Id, None)).Id;
        await StoreAsync(new ChangeSet
        {
            DeliveryChanges = [Sample.Move(delivery, DeliveryState.Pending, DeliveryState.Sending) with { AttemptStarted = 1, Payload = Sample.Bytes("bytes") }],
        });
        await ReopenAsync();
        var work = Assert.Single(await Lanes.LeaseOutboundAsync(10, 10, Sample.Noon, None));
        Assert.Equal((DeliveryState.Sending, 1, "bytes"), (work.Delivery.State, work.Delivery.Attempts, Encoding.UTF8.GetString(work.Payload!.Value.Span)));
    }

    [SkippableFact]
    public async Task An_endpoint_takes_no_more_workers_than_allowed()
    {
        await RouteAsync([.. Enumerable.Range(0, 10).Select(i => (Func<Guid, NewDelivery>)(id => Sample.Delivery(id, "slow", $"{i}")))]);
        await RouteAsync(id => Sample.Delivery(id, "fast"));

        var first = await Lanes.LeaseOutboundAsync(100, 3, Sample.Noon, None);
        Assert.Equal(3, first.Count(w => w.Delivery.EndpointId == "slow"));
        Assert.Equal(1, first.Count(w => w.Delivery.EndpointId == "fast"));
        Assert.Empty(await Lanes.LeaseOutboundAsync(100, 3, Sample.Noon, None));
        Assert.Null(await Lanes.NextDueAsync(None));
        await Lanes.ReleaseAsync(first.First(w => w.Delivery.EndpointId == "slow").Lease, None);
        Assert.Equal("slow", Assert.Single(await Lanes.LeaseOutboundAsync(100, 3, Sample.Noon, None)).Delivery.EndpointId);
    }

    [SkippableTheory]
    [InlineData(20)]
    [InlineData(200)]
    public async Task Places_are_dealt_fairly_between_endpoints(int lanes)
    {
        foreach (var endpoint in (string[])["a", "b", "c", "d"])
        {
            await RouteAsync([.. Enumerable.Range(0, lanes).Select(i => (Func<Guid, NewDelivery>)(id => Sample.Delivery(id, endpoint, $"{i}")))]);
        }

        var rounds = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            rounds.AddRange((await Lanes.LeaseOutboundAsync(2, 10, Sample.Noon, None)).Select(w => w.Delivery.EndpointId!));
        }

        Assert.Equal([3, 3, 3, 3], rounds.GroupBy(e => e).Select(g => g.Count()));
    }

    [SkippableFact]
    public async Task A_dead_endpoint_does_not_hide_the_others()
    {
        var message = await ReceiveAsync();
        var dead = Enumerable.Range(0, 2000).Select(i => Sample.Delivery(message.Id, "dead", $"{i}")).ToList();
        await StoreAsync(new ChangeSet { Deliveries = dead });
        await StoreAsync(new ChangeSet
        {
            DeliveryChanges = [.. dead.Select(d => Sample.Move(d.Id, DeliveryState.Pending, DeliveryState.Retrying) with { NextAttemptAt = Sample.Noon.AddHours(1) })],
        });
        await StoreAsync(new ChangeSet { Deliveries = [Sample.Delivery(message.Id, "a"), Sample.Delivery(message.Id, "z")] });

        var work = await Lanes.LeaseOutboundAsync(4, 2, Sample.Noon, None);
        Assert.Equal(["a", "z"], work.Select(w => w.Delivery.EndpointId!).Order(StringComparer.Ordinal));
        Assert.Equal(Sample.Noon.AddHours(1), await Lanes.NextDueAsync(None));
        Assert.Equal(2, (await Lanes.LeaseOutboundAsync(4, 2, Sample.Noon.AddHours(2), None)).Count);

        // Now the dead one has all the workers it may have, and thousands of lanes that are due.
        await StoreAsync(new ChangeSet { Deliveries = [Sample.Delivery(message.Id, "b"), Sample.Delivery(message.Id, "y") with { CreatedAt = Sample.Noon.AddHours(3) }] });
        Assert.Equal(Sample.Noon, await Lanes.NextDueAsync(None));
        Assert.Equal("b", Assert.Single(await Lanes.LeaseOutboundAsync(4, 2, Sample.Noon.AddHours(2), None)).Delivery.EndpointId);
        Assert.Equal(Sample.Noon.AddHours(3), await Lanes.NextDueAsync(None));
    }

    [SkippableFact]
    public async Task Waiting_ends_with_new_work_and_knows_what_came_before()
    {
        var forever = TimeSpan.FromMinutes(5);
        var waiting = Lanes.WaitAsync(0, forever, None);
        Assert.False(waiting.IsCompleted);
        await ReceiveAsync("a");
        var mark = await waiting;
        Assert.True(mark > 0);

        // A second loop that looked before the message came is told too.
        Assert.Equal(mark, await Lanes.WaitAsync(0, forever, None).WaitAsync(TimeSpan.FromSeconds(20)));
        var again = Lanes.WaitAsync(mark, forever, None);
        await StoreAsync(new ChangeSet { Audit = [Sample.Audit("no work")] });
        Assert.False(again.IsCompleted);
        await RouteAsync(id => Sample.Delivery(id));
        Assert.True(await again > mark);
    }

    [SkippableFact]
    public async Task Giving_back_a_lane_with_more_in_it_wakes_the_others()
    {
        await ReceiveAsync("a1", lane: "a");
        var work = Assert.Single(await Lanes.LeaseInboundAsync(10, None));
        var mark = await Lanes.WaitAsync(0, TimeSpan.FromMinutes(5), None);
        var waiting = Lanes.WaitAsync(mark, TimeSpan.FromMinutes(5), None);
        await Lanes.ReleaseAsync(work.Lease, None);
        await waiting;
    }

    [SkippableFact]
    public async Task Waiting_can_be_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        var waiting = Lanes.WaitAsync(0, TimeSpan.FromMinutes(5), cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    private Task MoveAsync(Guid delivery, DeliveryState from, DeliveryState to, DateTimeOffset? next = null) =>
        StoreAsync(new ChangeSet { DeliveryChanges = [Sample.Move(delivery, from, to) with { NextAttemptAt = next }] });

    private async Task HeadIsAsync(Guid expected)
    {
        var work = Assert.Single(await Lanes.LeaseOutboundAsync(10, 10, Sample.Noon, None));
        Assert.Equal(expected, work.Delivery.Id);
        await Lanes.ReleaseAsync(work.Lease, None);
    }
}

public sealed class SqliteLaneTests : LaneComplianceTests
{
    protected override IStoreUnderTest Create() => new SqliteUnderTest();
}

public sealed class PostgresLaneTests : LaneComplianceTests
{
    protected override IStoreUnderTest Create() => new PostgresUnderTest();
}
