using Interop.Engine.Ports;
using Interop.Store.Tests.Support;

namespace Interop.Store.Tests;

/// <summary>When a message is settled, and what the books say of it.</summary>
public abstract class SettlingComplianceTests : StoreComplianceTests
{
    [SkippableFact]
    public async Task A_message_routed_to_nobody_is_settled_at_once()
    {
        var message = await RouteAsync();

        var row = await FindAsync(message.Id);
        Assert.Equal(MessageState.Settled, row.State);
        Assert.Equal(Sample.Noon.AddSeconds(1), row.RoutedAt);
        Assert.Equal(Sample.Noon.AddSeconds(1), row.SettledAt);
    }

    [SkippableTheory]
    [InlineData(DeliveryState.Delivered, MessageState.Settled)]
    [InlineData(DeliveryState.Cancelled, MessageState.Settled)]
    [InlineData(DeliveryState.Pending, MessageState.Routed)]
    [InlineData(DeliveryState.Parked, MessageState.Routed)]
    public async Task A_message_routed_with_one_delivery_is_settled_when_it_is_closed(DeliveryState delivery, MessageState expected)
    {
        var message = await RouteAsync(id => Sample.Delivery(id, state: delivery));
        Assert.Equal(expected, (await FindAsync(message.Id)).State);
    }

    [SkippableFact]
    public async Task A_message_is_settled_with_its_last_delivery()
    {
        var message = await RouteAsync(id => Sample.Delivery(id), id => Sample.Delivery(id, "pharmacy-2"));
        var deliveries = await Outbox.FindDeliveriesAsync(message.Id, None);
        await MoveAsync(deliveries[0], DeliveryState.Pending, DeliveryState.Sending);
        await MoveAsync(deliveries[0], DeliveryState.Sending, DeliveryState.Delivered);
        Assert.Equal(MessageState.Routed, (await FindAsync(message.Id)).State);

        await MoveAsync(deliveries[1], DeliveryState.Pending, DeliveryState.Cancelled);
        var row = await FindAsync(message.Id);
        Assert.Equal((MessageState.Settled, Sample.Noon.AddSeconds(2)), (row.State, row.SettledAt));
    }

    [SkippableFact]
    public async Task A_settled_message_that_is_owed_something_again_is_routed()
    {
        var message = await RouteAsync(id => Sample.Delivery(id, state: DeliveryState.Cancelled));
        var delivery = Assert.Single(await Outbox.FindDeliveriesAsync(message.Id, None));
        await MoveAsync(delivery, DeliveryState.Cancelled, DeliveryState.Pending);
        Assert.Equal(MessageState.Routed, (await FindAsync(message.Id)).State);
        Assert.Null((await FindAsync(message.Id)).SettledAt);

        await MoveAsync(delivery, DeliveryState.Pending, DeliveryState.Cancelled);
        await StoreAsync(new ChangeSet { Deliveries = [Sample.Delivery(message.Id)] });
        Assert.Equal(MessageState.Routed, (await FindAsync(message.Id)).State);
    }

    [SkippableFact]
    public async Task A_held_back_message_is_not_settled_by_its_deliveries()
    {
        var message = await ReceiveAsync();
        var delivery = Sample.Delivery(message.Id);
        await StoreAsync(new ChangeSet
        {
            MessageChanges = [new MessageChange(message.Id, MessageState.Received, MessageState.Quarantined, Sample.Noon)], Deliveries = [delivery],
        });
        await StoreAsync(new ChangeSet { DeliveryChanges = [Sample.Move(delivery.Id, DeliveryState.Pending, DeliveryState.Cancelled)] });
        Assert.Equal(MessageState.Quarantined, (await FindAsync(message.Id)).State);
    }

    [SkippableFact]
    public async Task Books_tell_where_every_message_is()
    {
        await RouteAsync();
        await RouteAsync(id => Sample.Delivery(id));
        await RouteAsync(id => Sample.Delivery(id, null, state: DeliveryState.Parked));
        await RouteAsync(id => Sample.Delivery(id, null, state: DeliveryState.Parked), id => Sample.Delivery(id, "pharmacy-2"));
        await ReceiveAsync();
        await StoreAsync(new ChangeSet
        {
            Messages =
            [
                Sample.Message("q") with { State = MessageState.Quarantined },
                Sample.Message("s") with { State = MessageState.Superseded },
                Sample.Message("c") with { State = MessageState.Cancelled, ReceivedAt = Sample.Noon.AddHours(12) },
                Sample.Message("o") with { Organisation = "FINEG|000000001", ReceivedAt = new DateTimeOffset(2026, 3, 15, 0, 30, 0, TimeSpan.FromHours(1)) },
            ],
        });
        await ReopenAsync();

        var books = await Journal.ReadBooksAsync(None);
        Assert.Equal(
            [
                new BookLine("FINEG|000000001", Sample.Record, new DateOnly(2026, 3, 14), 1, 0, 0, 0, 0, 0, 1),
                new BookLine(Sample.Organisation, Sample.Record, new DateOnly(2026, 3, 14), 7, 1, 1, 0, 1, 1, 3),
                new BookLine(Sample.Organisation, Sample.Record, new DateOnly(2026, 3, 15), 1, 0, 0, 1, 0, 0, 0),
            ],
            books);
        Assert.All(books, b => Assert.True(b.Balanced));
    }

    private Task MoveAsync(DeliveryRow delivery, DeliveryState from, DeliveryState to) =>
        StoreAsync(new ChangeSet { DeliveryChanges = [Sample.Move(delivery.Id, from, to)] });
}

public sealed class SqliteSettlingTests : SettlingComplianceTests
{
    protected override IStoreUnderTest Create() => new SqliteUnderTest();
}

public sealed class PostgresSettlingTests : SettlingComplianceTests
{
    protected override IStoreUnderTest Create() => new PostgresUnderTest();
}
