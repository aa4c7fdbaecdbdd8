using System.Text;
using Interop.Engine.Ports;
using Interop.Store.Tests.Support;

namespace Interop.Store.Tests;

public abstract class JournalComplianceTests : StoreComplianceTests
{
    [SkippableFact]
    public async Task A_received_message_comes_back_as_it_was()
    {
        var message = Sample.Message(body: "{\"a\":\"é\"}") with { Report = "{\"x\":1}" };
        await StoreAsync(new ChangeSet { Messages = [message] });
        await ReopenAsync();

        var row = await FindAsync(message.Id);
        Assert.Equal(message.Organisation, row.Organisation);
        Assert.Equal(message.Kind, row.Kind);
        Assert.Equal(message.Record, row.Record);
        Assert.Equal(message.Key, row.Key);
        Assert.Equal(message.ContentHash, row.ContentHash);
        Assert.Equal(message.ContentType, row.ContentType);
        Assert.Equal(MessageState.Received, row.State);
        Assert.Equal(message.ReceivedAt, row.ReceivedAt);
        Assert.Equal(message.CredentialId, row.CredentialId);
        Assert.Equal(message.Report, row.Report);
        Assert.Null(row.RoutedAt);
        Assert.Equal(message.Body.ToArray(), (await Journal.ReadBodyAsync(message.Id, None)).ToArray());
        Assert.Null(await Journal.FindMessageAsync(Guid.NewGuid(), None));
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(255)]
    [InlineData(100_000)]
    public async Task Bodies_of_any_length_and_content_come_back(int length)
    {
        var body = new byte[length];
        new Random(7).NextBytes(body);
        var text = Encoding.UTF8.GetBytes(new string('a', length));
        var (noise, letters) = (Sample.Message("noise") with { Body = body }, Sample.Message("letters") with { Body = text });
        await StoreAsync(new ChangeSet { Messages = [noise, letters] });

        Assert.Equal(body, (await Journal.ReadBodyAsync(noise.Id, None)).ToArray());
        Assert.Equal(text, (await Journal.ReadBodyAsync(letters.Id, None)).ToArray());
    }

    [SkippableFact]
    public async Task A_key_is_held_by_one_message_only()
    {
        var first = await ReceiveAsync("r1", 1);
        await ConflictsAsync(new ChangeSet { Messages = [Sample.Message("r1", 1)] });
        var copy = Sample.Message("r1", 1) with { HoldsKey = false, State = MessageState.Quarantined };
        await StoreAsync(new ChangeSet { Messages = [copy] });
        await StoreAsync(new ChangeSet { Messages = [Sample.Message("r1", 1) with { HoldsKey = false, State = MessageState.Quarantined }] });
        await ReceiveAsync("r1", 2);
        await ReceiveAsync("r2", 1);

        var versions = await Journal.FindVersionsAsync(Sample.Organisation, Sample.Record, Sample.Hash("r1"), None);
        Assert.Equal([2, 1], versions.Select(v => v.Key!.Version));
        Assert.Equal(first.Id, versions[1].Id);
    }

    [SkippableFact]
    public async Task A_record_version_may_be_a_time_in_milliseconds()
    {
        var message = Sample.Message(version: 1_773_489_600_123);
        await StoreAsync(new ChangeSet { Messages = [message, Sample.Message(version: 0)] });
        var versions = await Journal.FindVersionsAsync(Sample.Organisation, Sample.Record, Sample.Hash("r1"), None);
        Assert.Equal([1_773_489_600_123, 0], versions.Select(v => v.Key!.Version));
    }

    [SkippableFact]
    public async Task A_message_without_a_key_excludes_nobody()
    {
        await StoreAsync(new ChangeSet { Messages = [Sample.Message() with { Key = null }, Sample.Message() with { Key = null }] });
        Assert.Equal(2, (await Search.ListMessagesAsync(MessageState.Received, null, 10, None)).Count(m => m.Key is null));
    }

    [SkippableFact]
    public async Task A_released_key_can_be_taken_in_the_same_set()
    {
        var first = Sample.Message() with { State = MessageState.Quarantined };
        await StoreAsync(new ChangeSet { Messages = [first] });
        var second = Sample.Message();
        await StoreAsync(new ChangeSet
        {
            MessageChanges = [new MessageChange(first.Id, MessageState.Quarantined, MessageState.Superseded, Sample.Noon, ReleasesKey: true)],
            Messages = [second],
        });

        Assert.Equal(second.Id, Assert.Single(await Journal.FindVersionsAsync(Sample.Organisation, Sample.Record, Sample.Hash("r1"), None)).Id);
        Assert.Equal(MessageState.Superseded, (await FindAsync(first.Id)).State);
    }

    [SkippableFact]
    public async Task A_message_id_is_used_once()
    {
        var message = await ReceiveAsync();
        await ConflictsAsync(new ChangeSet { Messages = [Sample.Message("other") with { Id = message.Id }] });
    }

    [SkippableFact]
    public async Task A_message_moves_only_from_the_state_it_is_in()
    {
        var message = await ReceiveAsync();
        await ConflictsAsync(new ChangeSet { MessageChanges = [new MessageChange(message.Id, MessageState.Quarantined, MessageState.Received, Sample.Noon)] });
        await ConflictsAsync(new ChangeSet { MessageChanges = [Sample.Routed(Guid.NewGuid())] });
        await StoreAsync(new ChangeSet
        {
            MessageChanges = [new MessageChange(message.Id, MessageState.Received, MessageState.Quarantined, Sample.Noon, "{\"why\":1}")],
        });
        await ConflictsAsync(new ChangeSet { MessageChanges = [Sample.Routed(message.Id)] });

        var row = await FindAsync(message.Id);
        Assert.Equal((MessageState.Quarantined, "{\"why\":1}"), (row.State, row.Report));
    }

    [SkippableFact]
    public async Task A_conflict_leaves_nothing_of_its_set_behind()
    {
        var message = await ReceiveAsync();
        var (other, key) = (Sample.Message("other"), Sample.Key());
        await ConflictsAsync(new ChangeSet
        {
            Messages = [other],
            ProducedBy = other.Id,
            Resources = [Sample.Resource(key)],
            Identities = [new IdentityWrite(Sample.Hash("ins"), key)],
            Deliveries = [Sample.Delivery(other.Id)],
            DeliveryChanges = [Sample.Move(Guid.NewGuid(), DeliveryState.Pending, DeliveryState.Sending)],
            FeedItems = [Sample.FeedItem(other.Id, "i")],
            Audit = [Sample.Audit("x")],
        });

        Assert.Null(await Journal.FindMessageAsync(other.Id, None));
        Assert.Empty(await Resources.FindCurrentAsync([key], None));
        Assert.Empty(await Outbox.FindDeliveriesAsync(other.Id, None));
        Assert.Empty(await Outbox.ReadFeedAsync("stellair", "billing", 0, 10, None));
        Assert.Equal(1, Assert.Single(await Journal.ReadBooksAsync(None)).Received);
        Assert.Equal(message.Id, Assert.Single(await Lanes.LeaseInboundAsync(10, None)).Message.Id);
    }

    [SkippableFact]
    public async Task Conflicts_in_a_batch_hold_nobody_else_back()
    {
        var sets = Enumerable.Range(0, 300).Select(i => new ChangeSet
        {
            // Every third has the key of the one before it.
            Messages = [Sample.Message($"r{(i % 3 == 2 ? i - 1 : i)}")],
            Audit = [Sample.Audit($"message/{i}")],
        });
        var outcomes = await Task.WhenAll(sets.Select(CommitAsync));

        Assert.Equal(100, outcomes.Count(o => o == CommitOutcome.Conflict));
        Assert.Equal(200, (await Search.ListMessagesAsync(null, null, 1000, None)).Count);
        Assert.Equal(200, Assert.Single(await Journal.ReadBooksAsync(None)).Received);
        Assert.Null(await Audit.FindAuditBreakAsync(None));
    }

    [SkippableFact]
    public async Task A_set_that_breaks_the_contract_fails_alone()
    {
        var broken = CommitAsync(new ChangeSet { Deliveries = [Sample.Delivery(Guid.NewGuid())] });
        var good = CommitAsync(new ChangeSet { Messages = [Sample.Message()] });

        await Assert.ThrowsAsync<InvalidOperationException>(() => broken);
        Assert.Equal(CommitOutcome.Committed, await good);
    }

    [SkippableFact]
    public async Task A_set_that_fails_half_way_leaves_the_audit_chain_whole()
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(() => CommitAsync(new ChangeSet { Audit = [Sample.Audit("kept?"), Sample.Audit(null!)] }));
        await StoreAsync(new ChangeSet { Audit = [Sample.Audit("after")] });
        Assert.Null(await Audit.FindAuditBreakAsync(None));
    }

    [SkippableFact]
    public async Task Messages_are_listed_newest_first_by_state_and_organisation()
    {
        var first = await ReceiveAsync("a");
        var second = await ReceiveAsync("b");
        var elsewhere = Sample.Message("c") with { Organisation = "FINEG|000000001", State = MessageState.Quarantined };
        await StoreAsync(new ChangeSet { Messages = [elsewhere] });

        Assert.Equal([elsewhere.Id, second.Id, first.Id], (await Search.ListMessagesAsync(null, null, 10, None)).Select(m => m.Id));
        Assert.Equal([second.Id], (await Search.ListMessagesAsync(null, Sample.Organisation, 1, None)).Select(m => m.Id));
        Assert.Equal([elsewhere.Id], (await Search.ListMessagesAsync(MessageState.Quarantined, null, 10, None)).Select(m => m.Id));
        Assert.Empty(await Search.ListMessagesAsync(MessageState.Quarantined, Sample.Organisation, 10, None));
    }

    [SkippableFact]
    public async Task Sequences_follow_the_order_of_commits()
    {
        var ids = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add((await ReceiveAsync($"r{i}")).Id);
        }

        var rows = await Search.ListMessagesAsync(null, null, 10, None);
        Assert.Equal(ids, rows.OrderBy(r => r.Sequence).Select(r => r.Id));
    }

    [SkippableFact]
    public async Task The_audit_chain_is_whole_after_parallel_writers_and_reopening()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async writer =>
        {
            for (var i = 0; i < 20; i++)
            {
                await StoreAsync(new ChangeSet { Audit = [Sample.Audit($"{writer}/{i}"), Sample.Audit("é")] });
            }
        }));
        await ReopenAsync();
        await StoreAsync(new ChangeSet { Audit = [Sample.Audit("last")] });

        Assert.Null(await Audit.FindAuditBreakAsync(None));
    }
}

public sealed class SqliteJournalTests : JournalComplianceTests
{
    protected override IStoreUnderTest Create() => new SqliteUnderTest();
}

public sealed class PostgresJournalTests : JournalComplianceTests
{
    protected override IStoreUnderTest Create() => new PostgresUnderTest();
}
