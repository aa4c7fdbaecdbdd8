using Interop.Engine.Messages;
using Interop.Engine.Ports;
using Interop.Engine.Tests.Support;

namespace Interop.Engine.Tests;

public sealed class PipelineTests
{
    [Fact]
    public async Task A_conflict_is_decided_anew_and_leaves_nothing_twice()
    {
        var engine = new TrialEngine();
        var refused = 0;
        engine.Store.BeforeCommit = changes => changes.Resources.Count > 0 && refused++ < 2 ? CommitOutcome.Conflict : null;
        var message = await engine.PushAsync(TrialMappings.Plan(lines: "L-1"));
        Assert.Equal((MessageState.Routed, 3), (message.State, refused));
        Assert.Single(engine.Store.Deliveries);
        Assert.Equal(1, engine.Store.CurrentVersion(engine.Key("List", "urn:list", "R-1")));
    }

    [Fact]
    public async Task A_message_that_another_worker_finished_meanwhile_is_left_alone()
    {
        var engine = new TrialEngine();
        var id = await engine.ReceiveAsync(TrialMappings.Plan(lines: "L-1"));
        var first = true;
        engine.Store.BeforeCommit = changes =>
        {
            if (changes.Resources.Count == 0 || !first)
            {
                return null;
            }

            first = false;
            var finished = new ChangeSet { MessageChanges = [new MessageChange(id, MessageState.Received, MessageState.Cancelled, ManualClock.Start)] };
            engine.Store.CommitAsync(finished, CancellationToken.None).GetAwaiter().GetResult();
            return CommitOutcome.Conflict;
        };
        await engine.DrainAsync();
        Assert.Equal(MessageState.Cancelled, engine.Store.Messages[0].State);
        Assert.Equal(0, engine.Store.CountOf("List"));
    }

    [Fact]
    public async Task An_older_version_that_comes_late_is_history_only()
    {
        var engine = new TrialEngine();
        await engine.PushAsync(TrialMappings.Plan(version: 2, lines: "L-1"));
        var late = await engine.PushAsync(TrialMappings.Plan(version: 1, lines: "L-9"));
        Assert.Equal(MessageState.Superseded, late.State);
        Assert.Equal(1, engine.Store.CountOf("MedicationStatement"));
        Assert.Single(engine.Store.Deliveries);
    }

    [Fact]
    public async Task A_fault_while_a_record_is_read_quarantines_it_and_its_lane_goes_on()
    {
        var broken = new TrialEngine(interpreterClock: new BrokenClock());
        var message = await broken.PushAsync(TrialMappings.Plan(lines: "L-1"));
        Assert.Equal(MessageState.Quarantined, message.State);
        Assert.Equal(["processing-failed"], MessageReport.Parse(message.Report).Issues.Select(i => i.Code));
        Assert.Empty(broken.Store.Leased);
    }

    [Fact]
    public async Task A_store_that_fails_leaves_the_message_to_be_taken_up_again()
    {
        var engine = new TrialEngine();
        await engine.ReceiveAsync(TrialMappings.Plan(lines: "L-1"));
        engine.Store.BeforeCommit = _ => throw new IOException("disk");
        await Assert.ThrowsAsync<IOException>(engine.DrainAsync);
        Assert.Equal(MessageState.Received, engine.Store.Messages[0].State);
        Assert.Empty(engine.Store.Leased);
        engine.Store.BeforeCommit = null;
        await engine.DrainAsync();
        Assert.Equal(MessageState.Routed, engine.Store.Messages[0].State);
    }

    [Fact]
    public async Task A_fault_of_this_program_while_storing_ends_in_quarantine_and_not_in_a_blocked_lane()
    {
        var engine = new TrialEngine();
        engine.Store.BeforeCommit = changes => changes.Resources.Count > 0 ? throw new InvalidOperationException("two of one key") : null;
        var message = await engine.PushAsync(TrialMappings.Plan(lines: "L-1"));
        Assert.Equal(MessageState.Quarantined, message.State);
        Assert.Contains("processing-failed", MessageReport.Parse(message.Report).Issues.Select(i => i.Code));
        Assert.Empty(engine.Store.Leased);
    }

    [Fact]
    public async Task A_conflict_without_end_ends_in_quarantine()
    {
        var engine = new TrialEngine();
        engine.Store.BeforeCommit = changes => changes.Resources.Count > 0 ? CommitOutcome.Conflict : null;
        Assert.Equal(MessageState.Quarantined, (await engine.PushAsync(TrialMappings.Plan(lines: "L-1"))).State);
        Assert.Equal(0, engine.Store.CountOf("List"));
    }

    [Fact]
    public async Task Messages_of_one_patient_are_processed_one_after_the_other_in_order_of_arrival()
    {
        var engine = new TrialEngine();
        for (var version = 1; version <= 20; version++)
        {
            await engine.ReceiveAsync(TrialMappings.Plan(version: version, lines: "L-1"));
        }

        Assert.Equal(20, await engine.DrainAsync());
        Assert.Equal(0, engine.Store.Conflicts);
        Assert.All(engine.Store.Messages, m => Assert.Equal(MessageState.Routed, m.State));
        Assert.Equal(Enumerable.Range(1, 20), engine.Store.Deliveries.Select(d => d.Focus.Version));
    }

    [Fact]
    public async Task The_limit_and_the_deadline_end_a_turn()
    {
        var engine = new TrialEngine();
        for (var i = 0; i < 5; i++)
        {
            await engine.ReceiveAsync(TrialMappings.Plan(recordId: $"R-{i}", patient: $"p-{i}", lines: $"L-{i}"));
        }

        Assert.Equal(2, await engine.Pipeline.DrainAsync(2, DateTimeOffset.MaxValue, engine.Clock, CancellationToken.None));
        Assert.Equal(0, await engine.Pipeline.DrainAsync(10, engine.Clock.Now, engine.Clock, CancellationToken.None));
        Assert.Equal(3, await engine.DrainAsync());
    }

    [Fact]
    public async Task An_identity_conflict_stores_and_sends_nothing()
    {
        var engine = new TrialEngine();
        await engine.PushAsync(TrialMappings.Plan(lines: "L-1"));
        var other = await engine.PushAsync(TrialMappings.Plan(recordId: "R-2", birthDate: "1980-02-02", lines: "L-2"));
        Assert.Equal(MessageState.Quarantined, other.State);
        Assert.Equal(["identity-local-id-reused"], MessageReport.Parse(other.Report).Issues.Select(i => i.Code));
        Assert.Equal((1, 1, 1), (engine.Store.CountOf("List"), engine.Store.CountOf("MedicationStatement"), engine.Store.CurrentVersion(engine.Key("Patient", "urn:p", "p-1"))));
        Assert.Single(engine.Store.Deliveries);
    }

    [Fact]
    public async Task Cancelling_what_was_never_received_is_said()
    {
        var engine = new TrialEngine();
        var message = await engine.PushAsync(TrialMappings.Plan(action: "cancel"));
        Assert.Contains("cancel-nothing", MessageReport.Parse(message.Report).Issues.Select(i => i.Code));
        Assert.Equal(0, engine.Store.CountOf("List"));
    }

    [Fact]
    public async Task From_received_to_routed_is_one_change_set()
    {
        var engine = new TrialEngine();
        await engine.PushAsync(TrialMappings.Plan(lines: "L-1"));
        var routed = Assert.Single(engine.Store.Commits, c => c.MessageChanges.Count > 0);
        Assert.Equal((3, 1, MessageState.Routed), (routed.Resources.Count, routed.Deliveries.Count, routed.MessageChanges[0].To));
        Assert.NotNull(routed.Lease);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_person_who_is_named_by_two_numbers_in_one_record_is_one_person(bool bothFirst)
    {
        var engine = new TrialEngine();
        (string?, string?)[] people = bothFirst ? [("1", "2"), (null, "2")] : [(null, "2"), ("1", "2")];
        for (var version = 1; version <= 2; version++)
        {
            await engine.PushAsync(TrialMappings.Plan(version: version, people: people, lines: "L-1"));
            Assert.Equal(MessageState.Routed, engine.Store.Messages[^1].State);
            Assert.Equal(1, engine.Store.CountOf("Practitioner"));
        }

        var key = engine.Key("Practitioner", bothFirst ? "urn:rpps" : "urn:adeli", bothFirst ? "1" : "2");
        Assert.Equal((1, 2), (engine.Store.CurrentVersion(key), engine.Store.Current(key).GetProperty("identifier").GetArrayLength()));
    }

    [Fact]
    public async Task Two_people_who_turn_out_to_be_one_are_told_once_and_block_nothing()
    {
        var engine = new TrialEngine();
        await engine.PushAsync(TrialMappings.Plan(version: 1, people: [("1", null), (null, "2")], lines: "L-1"));
        Assert.Equal(2, engine.Store.CountOf("Practitioner"));
        var second = await engine.PushAsync(TrialMappings.Plan(version: 2, people: [("1", "2"), (null, "2")], lines: "L-1"));
        Assert.Equal(MessageState.Routed, second.State);
        Assert.Equal(2, engine.Store.CountOf("Practitioner"));
    }
}
