using System.Text;
using Interop.Engine.Ports;
using Interop.Store.Crypto;
using Interop.Store.Tests.Support;

namespace Interop.Store.Tests;

public sealed class SqliteEncryptionTests : SqliteTests
{
    private const string Planted = "ZYXWVU-Planted-Name-279037512345678";

    [Fact]
    public async Task No_body_can_be_read_in_the_files()
    {
        await using var store = await OpenAsync();
        await PlantAsync(store);
        Assert.NotEmpty(Directory.GetFiles(Folder, "interop.db-wal"));
        Assert.DoesNotContain(FilesWith(Planted), _ => true);
        Assert.DoesNotContain(FilesWith("ZYXWVU-Pl"), _ => true);

        // The search itself would find it.
        await File.WriteAllTextAsync(Path.Combine(Folder, "copy"), "x" + Planted);
        Assert.Single(FilesWith(Planted));
    }

    [Fact]
    public async Task No_body_can_be_read_in_the_database_after_closing()
    {
        await using (var store = await OpenAsync())
        {
            await PlantAsync(store);
        }

        Assert.Empty(FilesWith(Planted));
    }

    [Fact]
    public async Task A_body_in_the_place_of_another_does_not_open()
    {
        var (first, second) = (Sample.Message("a", body: "first body"), Sample.Message("b", body: "other body"));
        await using var store = await OpenAsync();
        await StoreAsync(store, new ChangeSet { Messages = [first, second] });
        Tamper("update message set body = (select max(id) from body)");
        await Assert.ThrowsAsync<StoreException>(() => store.ReadBodyAsync(first.Id, None));
        Assert.Equal("other body", Encoding.UTF8.GetString((await store.ReadBodyAsync(second.Id, None)).Span));
    }

    [Theory]
    [InlineData("update body set content = (select content from body order by id desc limit 1), wrapped_key = (select wrapped_key from body order by id desc limit 1)")]
    [InlineData("update body set content = substr(content, 1, length(content) - 1) || x'00'")]
    [InlineData("update body set content = x'00'")]
    [InlineData("update body set wrapped_key = zeroblob(60)")]
    [InlineData("update body set wrapped_by = 281474976710663")]
    [InlineData("delete from body")]
    public async Task A_changed_body_is_noticed(string tampering)
    {
        var first = Sample.Message("a", body: "first body");
        await using var store = await OpenAsync();
        await StoreAsync(store, new ChangeSet { Messages = [first] });
        await StoreAsync(store, new ChangeSet { Messages = [Sample.Message("b", body: "other body")] });
        Tamper(tampering);
        await Assert.ThrowsAsync<StoreException>(() => store.ReadBodyAsync(first.Id, None));
    }

    [Fact]
    public async Task A_body_that_does_not_open_stops_its_own_lane_only()
    {
        await using var store = await OpenAsync();
        var (bad, good) = (Sample.Message("bad"), Sample.Message("good"));
        await StoreAsync(store, new ChangeSet { Messages = [bad, good] });
        Tamper("update body set wrapped_key = zeroblob(60) where id = (select body from message order by sequence limit 1)");

        Assert.Equal(good.Id, Assert.Single(await store.LeaseInboundAsync(10, None)).Message.Id);
        Assert.Empty(await store.LeaseInboundAsync(10, None));
    }

    [Fact]
    public void Ids_of_bodies_grow_and_differ()
    {
        using var random = System.Security.Cryptography.RandomNumberGenerator.Create();
        var ids = new BodyIds(new ManualTime(), random);
        var taken = Enumerable.Range(0, 1000).Select(_ => ids.Next()).ToList();
        Assert.Equal(taken.Distinct().Order(), taken);
        Assert.All(taken, id => Assert.True(id > 0));
    }

    private static async Task PlantAsync(SqliteStore store)
    {
        var text = $"{{\"name\":\"{Planted}\"}}";
        var message = Sample.Message(body: text);
        var delivery = Sample.Delivery(message.Id);
        await StoreAsync(store, new ChangeSet { Messages = [message] });
        await StoreAsync(store, new ChangeSet
        {
            MessageChanges = [Sample.Routed(message.Id)],
            ProducedBy = message.Id,
            Resources = [Sample.Resource(Sample.Key(), 0, text), Sample.Resource(Sample.Key(), 0, text) with { OwnBody = true }],
            Deliveries = [delivery],
            FeedItems = [Sample.FeedItem(message.Id, "i", text)],
        });
        await StoreAsync(store, new ChangeSet
        {
            DeliveryChanges = [Sample.Move(delivery.Id, DeliveryState.Pending, DeliveryState.Sending) with { Payload = Sample.Bytes(text) }],
        });
    }

    private IEnumerable<string> FilesWith(string text) =>
        Directory.GetFiles(Folder, "*", SearchOption.AllDirectories).Where(f => !f.EndsWith(".lock", StringComparison.Ordinal))
            .Where(f => ReadShared(f).AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var copy = new MemoryStream();
        file.CopyTo(copy);
        return copy.ToArray();
    }
}
