using Interop.Engine.Ports;
using Interop.Store.Tests.Support;

namespace Interop.Store.Tests;

public abstract class HistoryComplianceTests : StoreComplianceTests
{
    [Fact]
    public async Task The_parts_of_a_batch_come_back_in_their_order_with_their_places()
    {
        var batch = Sample.Message("batch") with { State = MessageState.Settled };
        var parts = Enumerable.Range(1, 3).Select(n => Sample.Message($"part-{n}") with { Part = new BatchPart(batch.Id, n) }).ToList();
        await StoreAsync(new ChangeSet { Messages = [batch, .. parts] });
        var alone = await ReceiveAsync("alone");
        await ReopenAsync();

        var rows = await History.ReadMessagesAsync(new HistoryQuery { Batch = batch.Id }, 10, None);
        Assert.Equal(parts.Select(p => (p.Id, p.Part)), rows.Select(r => (r.Id, r.Part)));
        await StoreAsync(new ChangeSet { MessageChanges = [Sample.Routed(parts[1].Id)] });
        var waiting = await History.ReadMessagesAsync(new HistoryQuery { Batch = batch.Id, State = MessageState.Received }, 10, None);
        Assert.Equal([parts[0].Id, parts[2].Id], waiting.Select(m => m.Id));
        Assert.Null((await FindAsync(batch.Id)).Part);
        Assert.Null((await FindAsync(alone.Id)).Part);
        Assert.Equal(new BatchPart(batch.Id, 2), (await FindAsync(parts[1].Id)).Part);
        Assert.Equal(5, (await Journal.ReadBooksAsync(None)).Sum(b => b.Received));
        Assert.All(await Journal.ReadBooksAsync(None), b => Assert.True(b.Balanced));
    }

    [Fact]
    public async Task Messages_are_read_by_partner_record_and_time_page_by_page()
    {
        var early = Sample.Message("early") with { ReceivedAt = Sample.Noon.AddDays(-1) };
        var others = Sample.Message("o") with { Organisation = "FINEG|999", Key = null };
        var otherRecord = Sample.Message("x") with { Record = "medissimo/intake", Key = null };
        var (first, second) = (Sample.Message("a"), Sample.Message("b"));
        await StoreAsync(new ChangeSet { Messages = [early, others, first, otherRecord, second] });

        var query = new HistoryQuery { Organisation = Sample.Organisation, Record = Sample.Record, Since = Sample.Noon };
        Assert.Equal([first.Id, second.Id], (await History.ReadMessagesAsync(query, 10, None)).Select(m => m.Id));
        var page = await History.ReadMessagesAsync(query, 1, None);
        Assert.Equal([first.Id], page.Select(m => m.Id));
        Assert.Equal([second.Id], (await History.ReadMessagesAsync(query with { After = page[0].Sequence }, 1, None)).Select(m => m.Id));
        Assert.Equal(5, (await History.ReadMessagesAsync(new HistoryQuery(), 10, None)).Count);
        Assert.Equal([others.Id], (await History.ReadMessagesAsync(new HistoryQuery { Organisation = "FINEG|999" }, 10, None)).Select(m => m.Id));
    }

    [Fact]
    public async Task The_version_that_stood_when_a_message_was_routed_is_found_again()
    {
        var (plan, patient, later) = (Sample.Key("List"), Sample.Key(), Sample.Key("Device"));
        var first = await WriteAsync("r1", 1, Sample.Resource(plan, 0, "{\"v\":1}"), Sample.Resource(patient, 0, "{\"p\":1}"));
        var second = await WriteAsync("r1", 2, Sample.Resource(plan, 1, "{\"v\":2}"));
        await WriteAsync("r1", 3, Sample.Resource(plan, 2, "{\"v\":3}"), Sample.Resource(patient, 1, "{\"p\":2}"), Sample.Resource(later));

        Assert.Equal([1, 1], await VersionsAsync(first, plan, patient, later));
        Assert.Equal([2, 1], await VersionsAsync(second, plan, patient, later));
        var waiting = await ReceiveAsync("waiting");
        Assert.Empty(await VersionsAsync(waiting, plan, patient, later));
    }

    private async Task<IEnumerable<int>> VersionsAsync(NewMessage message, params ResourceKey[] keys) =>
        (await History.FindVersionsAtAsync(message.Id, keys, None)).Select(v => v.Version);

    /// <summary>A message that is routed a second before the store prepares what it wrote, and a minute before the next one.</summary>
    private async Task<NewMessage> WriteAsync(string recordId, long version, params ResourceWrite[] writes)
    {
        Time.Advance(TimeSpan.FromMinutes(1));
        var message = await ReceiveAsync(recordId, version);
        var routed = new MessageChange(message.Id, MessageState.Received, MessageState.Routed, Time.GetUtcNow().AddSeconds(-1));
        await StoreAsync(new ChangeSet { MessageChanges = [routed], ProducedBy = message.Id, Resources = writes });
        return message;
    }
}

public sealed class SqliteHistoryTests : HistoryComplianceTests
{
    protected override IStoreUnderTest Create() => new SqliteUnderTest();
}
