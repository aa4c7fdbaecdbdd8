using System.Text;
using Interop.Engine.Delivery;
using Interop.Engine.Ports;
using Interop.Engine.Tests.Support;

namespace Interop.Engine.Tests.Delivery;

public sealed class DeliveryLoopTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task The_attempt_and_the_payload_are_on_disk_before_anything_is_sent()
    {
        var engine = await PushedAsync();
        DeliveryRow? seen = null;
        await engine.DeliverAsync(new ScriptedTransport(call =>
        {
            seen = engine.Store.Deliveries.Single(d => d.Id == call.Delivery.Id);
            Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(call.Payload))), seen.PayloadHash);
            return Task.FromResult(new SendOutcome(SendResult.Delivered));
        }));
        Assert.Equal((DeliveryState.Sending, 1), (seen!.State, seen.Attempts));
        Assert.Equal(DeliveryState.Delivered, engine.Store.Deliveries[0].State);
        Assert.Equal(MessageState.Settled, engine.Store.Messages[0].State);
        Assert.Empty(engine.Store.Leased);
    }

    [Fact]
    public async Task A_retry_waits_for_its_time_and_sends_the_same_bytes_under_the_same_key()
    {
        var engine = await PushedAsync();
        var transport = new ScriptedTransport(SendResult.Transient, SendResult.Transient);
        Assert.Equal(1, await engine.DeliverAsync(transport));
        Assert.Equal(0, await engine.DeliverAsync(transport));
        for (var turn = 0; turn < 2; turn++)
        {
            Assert.Equal(DeliveryState.Retrying, engine.Store.Deliveries[0].State);
            engine.Clock.Now = engine.Store.Deliveries[0].NextAttemptAt!.Value;
            Assert.Equal(1, await engine.DeliverAsync(transport));
        }

        Assert.Equal(3, transport.Calls.Count);
        Assert.Single(transport.Calls.Select(c => (c.Delivery.Id, c.Payload)).Distinct());
        Assert.Equal(["transient", "transient", "delivered"], engine.Store.AttemptsOf(engine.Store.Deliveries[0].Id).Select(a => a?.Outcome));
    }

    [Fact]
    public async Task An_attempt_that_a_crash_left_open_is_sent_again_with_the_frozen_bytes()
    {
        var engine = await PushedAsync();
        var row = engine.Store.Deliveries[0];
        var frozen = Encoding.UTF8.GetBytes("frozen before the crash");
        var start = new DeliveryChange { Id = row.Id, From = DeliveryState.Pending, To = DeliveryState.Sending, At = ManualClock.Start, AttemptStarted = 1, Payload = frozen, PayloadHash = "h" };
        await engine.Store.CommitAsync(new ChangeSet { DeliveryChanges = [start] }, CancellationToken.None);

        var transport = new ScriptedTransport();
        await engine.DeliverAsync(transport);
        Assert.Equal((row.Id, "frozen before the crash"), (transport.Calls[0].Delivery.Id, transport.Calls[0].Payload));
        Assert.Equal(["unknown", "delivered"], engine.Store.AttemptsOf(row.Id).Select(a => a?.Outcome));
    }

    [Fact]
    public async Task While_an_endpoint_rests_nothing_is_rendered_and_no_attempt_is_counted()
    {
        var engine = await PushedAsync();
        var transport = new ScriptedTransport { Rest = TimeSpan.FromSeconds(20) };
        Assert.Equal(1, await engine.DeliverAsync(transport));
        Assert.Equal(0, await engine.DeliverAsync(transport));
        var row = engine.Store.Deliveries[0];
        Assert.Equal((DeliveryState.Retrying, 0, null), (row.State, row.Attempts, row.PayloadHash));
        Assert.InRange(row.NextAttemptAt!.Value, engine.Clock.Now.AddSeconds(20), engine.Clock.Now.AddSeconds(30));

        transport.Rest = null;
        engine.Clock.Now = row.NextAttemptAt!.Value;
        await engine.DeliverAsync(transport);
        Assert.Single(transport.Calls);
        Assert.Equal(DeliveryState.Delivered, engine.Store.Deliveries[0].State);
    }

    [Fact]
    public async Task A_rest_beyond_the_deadline_parks_the_delivery()
    {
        var engine = await PushedAsync();
        await engine.DeliverAsync(new ScriptedTransport { Rest = TimeSpan.FromDays(30) });
        Assert.Equal((DeliveryState.Parked, "deadline-passed"), (engine.Store.Deliveries[0].State, engine.Store.Deliveries[0].Reason));
    }

    [Fact]
    public async Task Nothing_is_sent_when_the_start_of_the_attempt_cannot_be_written()
    {
        var engine = await PushedAsync();
        var transport = new ScriptedTransport();
        var sent = new List<int>();
        engine.Store.BeforeCommit = _ =>
        {
            sent.Add(transport.Calls.Count);
            return sent.Count == 1 ? CommitOutcome.Conflict : null;
        };
        await engine.DeliverAsync(transport);
        Assert.Equal([0, 0, 1], sent);
        Assert.Contains("v1", Assert.Single(transport.Calls).Payload, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("skip", 1)]
    [InlineData("block", 0)]
    public async Task A_refused_delivery_is_passed_or_blocks_its_lane_as_the_route_says(string poison, int passed)
    {
        var engine = new TrialEngine(TrialMappings.Routes + $"\n  poison: {poison}\n");
        await engine.PushAsync(TrialMappings.Plan(lines: "L-1"));
        var transport = new ScriptedTransport(SendResult.Permanent);
        await engine.DeliverAsync(transport);
        await engine.PushAsync(TrialMappings.Plan(version: 2, lines: "L-1"));
        Assert.Equal(passed, await engine.DeliverAsync(transport));
        Assert.Equal((DeliveryState.Parked, poison == "block"), (engine.Store.Deliveries[0].State, engine.Store.Deliveries[0].HoldsLane));
    }

    [Fact]
    public async Task After_three_days_without_a_destination_everything_arrives_in_order()
    {
        var engine = new TrialEngine();
        var transport = new ScriptedTransport(call => Task.FromResult(new SendOutcome(call.Endpoint == "e-" + TrialEngine.Home ? SendResult.Transient : SendResult.Delivered)));
        for (var hour = 0; hour < 71; hour++)
        {
            // Every record is its own: nothing of it is replaced while it waits.
            var patient = $"p-{hour % 5}";
            await engine.PushAsync(TrialMappings.Plan(recordId: $"R-{hour}", patient: patient, lines: $"L-{hour}"));
            await engine.PushAsync(TrialMappings.Plan(recordId: $"O-{hour}", patient: "p-other", home: TrialEngine.OtherHome, lines: $"M-{hour}"));
            await engine.DeliverAsync(transport);
            engine.Clock.Now += TimeSpan.FromHours(1);
        }

        Assert.Equal(71, transport.Calls.Count(c => c.Endpoint == "e-" + TrialEngine.OtherHome));
        Assert.DoesNotContain(engine.Store.Deliveries, d => d.State == DeliveryState.Parked);
        var back = new ScriptedTransport();
        while (engine.Store.Deliveries.Any(d => d.State is DeliveryState.Pending or DeliveryState.Retrying))
        {
            engine.Clock.Now += TimeSpan.FromSeconds(10);
            await engine.DeliverAsync(back);
        }

        Assert.Equal(71, back.Calls.Select(c => c.Delivery.Id).Distinct().Count());
        Assert.All(back.Calls.GroupBy(c => c.Delivery.Lane), lane => Assert.Equal(lane.Select(c => c.Delivery.Sequence).Order(), lane.Select(c => c.Delivery.Sequence)));
        Assert.All(engine.Store.Messages, m => Assert.Equal(MessageState.Settled, m.State));
    }

    [Fact]
    public async Task A_slow_endpoint_holds_up_nobody_else_and_work_that_comes_meanwhile_is_sent()
    {
        var engine = await PushedAsync();
        var slow = new TaskCompletionSource<SendOutcome>();
        var (first, second) = (new TaskCompletionSource(), new TaskCompletionSource());
        var others = 0;
        var drain = engine.DeliverAsync(new ScriptedTransport(call =>
        {
            if (call.Endpoint == "e-" + TrialEngine.Home)
            {
                return slow.Task;
            }

            (++others == 1 ? first : second).SetResult();
            return Task.FromResult(new SendOutcome(SendResult.Delivered));
        }));
        await engine.PushAsync(TrialMappings.Plan(recordId: "R-2", patient: "p-2", home: TrialEngine.OtherHome, lines: "L-2"));
        await first.Task.WaitAsync(Patience);
        await engine.PushAsync(TrialMappings.Plan(recordId: "R-3", patient: "p-3", home: TrialEngine.OtherHome, lines: "L-3"));
        await second.Task.WaitAsync(Patience);
        Assert.False(drain.IsCompleted);
        slow.SetResult(new SendOutcome(SendResult.Delivered));
        Assert.Equal(3, await drain.WaitAsync(Patience));
    }

    [Fact]
    public async Task One_lane_sends_one_thing_at_a_time_and_in_order()
    {
        var engine = await PushedAsync();
        var (started, slow) = (new TaskCompletionSource(), new TaskCompletionSource<SendOutcome>());
        var transport = new ScriptedTransport(call =>
        {
            started.TrySetResult();
            return call.Delivery.Sequence == 1 ? slow.Task : Task.FromResult(new SendOutcome(SendResult.Delivered));
        });
        var drain = engine.DeliverAsync(transport);
        await started.Task.WaitAsync(Patience);
        await engine.PushAsync(TrialMappings.Plan(version: 2, lines: "L-1"));
        Assert.Equal(0, await engine.DeliverAsync(transport));
        Assert.Single(transport.Calls);
        slow.SetResult(new SendOutcome(SendResult.Delivered));
        await drain.WaitAsync(Patience);
        Assert.Equal([1, 2], transport.Calls.Select(c => c.Delivery.Sequence));
    }

    [Fact]
    public async Task One_endpoint_never_takes_more_workers_than_allowed()
    {
        var engine = new TrialEngine();
        for (var i = 0; i < 5; i++)
        {
            await engine.PushAsync(TrialMappings.Plan(recordId: $"R-{i}", patient: $"p-{i}", lines: $"L-{i}"));
        }

        var (running, most) = (0, 0);
        var two = new TaskCompletionSource();
        var open = new TaskCompletionSource();
        var transport = new ScriptedTransport(async _ =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            if (running == 2)
            {
                two.TrySetResult();
            }

            await open.Task;
            Interlocked.Decrement(ref running);
            return new SendOutcome(SendResult.Delivered);
        });
        var drain = engine.Loop(transport, perEndpoint: 2).DrainAsync(int.MaxValue, DateTimeOffset.MaxValue, CancellationToken.None);
        await two.Task.WaitAsync(Patience);
        open.SetResult();
        Assert.Equal((5, 2), (await drain.WaitAsync(Patience), most));
    }

    [Fact]
    public async Task A_refusal_parks_with_its_reason_and_the_next_in_the_lane_goes_on()
    {
        var engine = await PushedAsync();
        await engine.DeliverAsync(new ScriptedTransport(SendResult.Permanent));
        Assert.Equal((DeliveryState.Parked, "refused-by-receiver"), (engine.Store.Deliveries[0].State, engine.Store.Deliveries[0].Reason));
        Assert.Equal(MessageState.Routed, engine.Store.Messages[0].State);
        await engine.PushAsync(TrialMappings.Plan(version: 2, lines: "L-1"));
        await engine.DeliverAsync(new ScriptedTransport());
        Assert.Equal(DeliveryState.Delivered, engine.Store.Deliveries[1].State);
    }

    [Fact]
    public async Task An_older_version_that_has_not_left_gives_way_to_the_newer_one()
    {
        var engine = await PushedAsync();
        await engine.PushAsync(TrialMappings.Plan(version: 2, lines: "L-1"));
        var transport = new ScriptedTransport();
        await engine.DeliverAsync(transport);
        Assert.Contains("v2", Assert.Single(transport.Calls).Payload, StringComparison.Ordinal);
        Assert.Equal("superseded-by-newer-version", engine.Store.Deliveries[0].Reason);
    }

    [Fact]
    public async Task An_endpoint_that_is_gone_parks_what_it_was_owed()
    {
        var engine = await PushedAsync();
        engine.Store.Endpoints.Clear();
        var transport = new ScriptedTransport();
        await engine.DeliverAsync(transport);
        Assert.Empty(transport.Calls);
        Assert.Equal((DeliveryState.Parked, "no-endpoint"), (engine.Store.Deliveries[0].State, engine.Store.Deliveries[0].Reason));
    }

    [Fact]
    public async Task A_delivery_that_makes_the_program_fail_is_parked_and_its_lane_goes_on()
    {
        var engine = await PushedAsync();
        var good = engine.Store.Deliveries[0];
        var bad = engine.Store.Owe(new NewDelivery
        {
            Id = engine.NewIds.NewId(), MessageId = good.MessageId, EndpointId = good.EndpointId, Message = "home/gone", Route = good.Route, Recipient = good.Recipient,
            Lane = engine.Hasher.OutboundLane("another", "lane"), Focus = good.Focus, Pinned = good.Pinned, State = DeliveryState.Pending, CreatedAt = good.CreatedAt, Deadline = good.Deadline,
        });
        var transport = new ScriptedTransport();
        await engine.DeliverAsync(transport);
        Assert.Equal(good.Id, Assert.Single(transport.Calls).Delivery.Id);
        Assert.Equal((DeliveryState.Parked, "processing-failed"), (engine.Store.Deliveries.Single(d => d.Id == bad.Id).State, engine.Store.Deliveries.Single(d => d.Id == bad.Id).Reason));
        Assert.Empty(engine.Store.Leased);
    }

    [Fact]
    public async Task The_next_payload_names_the_delivery_that_it_replaces()
    {
        var engine = await PushedAsync();
        var transport = new ScriptedTransport();
        await engine.DeliverAsync(transport);
        await engine.PushAsync(TrialMappings.Plan(version: 2, lines: "L-1"));
        await engine.DeliverAsync(transport);
        Assert.DoesNotContain("replaces", transport.Calls[0].Payload, StringComparison.Ordinal);
        Assert.Contains($"\"replaces\":\"{transport.Calls[0].Delivery.Id:D}\"", transport.Calls[1].Payload, StringComparison.Ordinal);
    }

    private static async Task<TrialEngine> PushedAsync()
    {
        var engine = new TrialEngine();
        Assert.Equal(MessageState.Routed, (await engine.PushAsync(TrialMappings.Plan(lines: "L-1"))).State);
        return engine;
    }
}
