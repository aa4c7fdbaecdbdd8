using Interop.Engine.Ports;
using Interop.Store.Tests.Support;

namespace Interop.Store.Tests;

/// <summary><see cref="ISearch"/>: what operators find.</summary>
public abstract class SearchComplianceTests : StoreComplianceTests
{
    [SkippableFact]
    public async Task Messages_come_newest_first_and_page_by_page()
    {
        var ids = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add((await ReceiveAsync($"r{i}")).Id);
        }

        var first = await Search.FindMessagesAsync(new MessageFilter(), 2, None);
        var second = await Search.FindMessagesAsync(new MessageFilter { Before = first[^1].Sequence }, 10, None);
        Assert.Equal(Enumerable.Reverse(ids), first.Concat(second).Select(m => m.Id));
    }

    [SkippableFact]
    public async Task A_message_is_found_by_sender_kind_record_key_and_state()
    {
        var message = await ReceiveAsync("r1");
        var other = Sample.Message("r2") with { Organisation = "SIRET|12345678200002", Kind = "omnidoc", Record = "omnidoc/report", State = MessageState.Quarantined };
        await StoreAsync(new ChangeSet { Messages = [other] });

        Assert.Equal(message.Id, await OneAsync(new MessageFilter { Organisation = Sample.Organisation }));
        Assert.Equal(other.Id, await OneAsync(new MessageFilter { Kind = "omnidoc" }));
        Assert.Equal(other.Id, await OneAsync(new MessageFilter { Record = "omnidoc/report" }));
        Assert.Equal(message.Id, await OneAsync(new MessageFilter { RecordId = Sample.Hash("r1") }));
        Assert.Equal(other.Id, await OneAsync(new MessageFilter { State = MessageState.Quarantined }));
        Assert.Equal(message.Id, await OneAsync(new MessageFilter { State = MessageState.Received, Record = Sample.Record }));
        Assert.Empty(await Search.FindMessagesAsync(new MessageFilter { State = MessageState.Quarantined, Record = Sample.Record }, 10, None));
    }

    [SkippableFact]
    public async Task Every_state_is_found_alone_and_with_each_other_condition()
    {
        var (from, to) = (Sample.Noon.AddDays(-1), Sample.Noon.AddDays(1));
        foreach (var state in Enum.GetValues<MessageState>())
        {
            var message = Sample.Message($"{state}") with { State = state, Report = Report("naive-time"), Codes = ["naive-time"] };
            await StoreAsync(new ChangeSet { Messages = [message] });
            var stored = (await FindAsync(message.Id)).State;
            var filters = new[]
            {
                new MessageFilter(), new() { Organisation = Sample.Organisation }, new() { Kind = "medissimo" }, new() { Record = Sample.Record }, new() { Code = "naive-time" },
                new() { RecordId = Sample.Hash($"{state}") }, new() { Kind = "medissimo", Record = Sample.Record, Organisation = Sample.Organisation, Code = "naive-time" },
            };
            foreach (var filter in filters.SelectMany(f => new[] { f, f with { From = from, To = to }, f with { Before = 1000 } }))
            {
                Assert.Contains(message.Id, (await Search.FindMessagesAsync(filter with { State = stored }, 10, None)).Select(m => m.Id));
                Assert.Empty(await Search.FindMessagesAsync(filter with { State = stored, To = from }, 10, None));
            }

            Assert.Empty(await Search.FindMessagesAsync(new MessageFilter { State = stored, Kind = "omnidoc", Record = Sample.Record }, 10, None));
            Assert.Empty(await Search.FindMessagesAsync(new MessageFilter { State = stored, Organisation = "FINEG|2", Code = "naive-time" }, 10, None));
            Assert.Empty(await Search.FindMessagesAsync(new MessageFilter { Endpoint = "home", Code = "naive-time" }, 10, None));
        }
    }

    [SkippableFact]
    public async Task A_message_is_found_by_the_codes_of_its_present_report()
    {
        var message = await ReceiveAsync();
        await StoreAsync(new ChangeSet
        {
            MessageChanges = [new MessageChange(message.Id, MessageState.Received, MessageState.Quarantined, Sample.Noon, Report("dose-unreadable")) { Codes = ["dose-unreadable"] }],
        });
        Assert.Equal(message.Id, await OneAsync(new MessageFilter { Code = "dose-unreadable" }));

        await StoreAsync(new ChangeSet { MessageChanges = [new MessageChange(message.Id, MessageState.Quarantined, MessageState.Received, Sample.Noon)] });
        await StoreAsync(new ChangeSet
        {
            MessageChanges = [new MessageChange(message.Id, MessageState.Received, MessageState.Routed, Sample.Noon, Report("naive-time")) { Codes = ["naive-time"] }],
        });
        Assert.Equal(message.Id, await OneAsync(new MessageFilter { Code = "naive-time" }));
        Assert.Empty(await Search.FindMessagesAsync(new MessageFilter { Code = "dose-unreadable" }, 10, None));
    }

    [SkippableFact]
    public async Task A_message_is_found_once_by_endpoint_however_many_deliveries_it_has_there()
    {
        await RouteAsync(id => Sample.Delivery(id, "other"));
        var message = await RouteAsync(id => Sample.Delivery(id), id => Sample.Delivery(id), id => Sample.Delivery(id, "third"));
        Assert.Equal(message.Id, await OneAsync(new MessageFilter { Endpoint = "pharmacy-1" }));
        Assert.Equal(message.Id, await OneAsync(new MessageFilter { Endpoint = "third", State = MessageState.Routed }));
        Assert.Equal(2, (await Search.FindMessagesAsync(new MessageFilter { State = MessageState.Routed }, 10, None)).Count);
    }

    [SkippableFact]
    public async Task A_message_is_found_by_the_patient_that_it_wrote_of()
    {
        var patient = Guid.NewGuid();
        var message = await ReceiveAsync("r1");
        await ReceiveAsync("r2");
        await StoreAsync(new ChangeSet
        {
            MessageChanges = [Sample.Routed(message.Id)], ProducedBy = message.Id,
            Resources = [Sample.Resource(new ResourceKey("Patient", patient), patient: patient), Sample.Resource(Sample.Key("List"), patient: patient)],
        });
        Assert.Equal(message.Id, await OneAsync(new MessageFilter { Patient = patient }));
    }

    [SkippableFact]
    public async Task A_message_is_found_by_the_time_of_its_arrival()
    {
        var ids = new List<Guid>();
        for (var hour = 0; hour < 5; hour++)
        {
            var message = Sample.Message($"r{hour}") with { ReceivedAt = Sample.Noon.AddHours(hour) };
            await StoreAsync(new ChangeSet { Messages = [message] });
            ids.Add(message.Id);
        }

        var found = await Search.FindMessagesAsync(new MessageFilter { From = Sample.Noon.AddHours(1), To = Sample.Noon.AddHours(3) }, 10, None);
        Assert.Equal([ids[2], ids[1]], found.Select(m => m.Id));
        Assert.Empty(await Search.FindMessagesAsync(new MessageFilter { From = Sample.Noon.AddHours(9) }, 10, None));
        Assert.Empty(await Search.FindMessagesAsync(new MessageFilter { To = Sample.Noon }, 10, None));
    }

    [SkippableFact]
    public async Task Deliveries_are_found_by_state_endpoint_message_reason_and_time_oldest_first()
    {
        await RouteAsync(id => Sample.Delivery(id, "a", state: DeliveryState.Parked) with { Reason = "deadline-passed" });
        await RouteAsync(id => Sample.Delivery(id, "b", state: DeliveryState.Parked) with { Reason = "refused-by-receiver", CreatedAt = Sample.Noon.AddHours(1) });
        await RouteAsync(id => Sample.Delivery(id, "b"));

        Assert.Equal(["a", "b"], (await FindAsync(Parked)).Select(d => d.EndpointId));
        Assert.Equal(["b"], (await FindAsync(Parked with { Endpoint = "b" })).Select(d => d.EndpointId));
        Assert.Equal(["a"], (await FindAsync(Parked with { Reason = "deadline-passed" })).Select(d => d.EndpointId));
        Assert.Equal(["b"], (await FindAsync(Parked with { From = Sample.Noon.AddHours(1) })).Select(d => d.EndpointId));
        Assert.Equal(["a"], (await FindAsync(Parked with { To = Sample.Noon.AddHours(1) })).Select(d => d.EndpointId));
        Assert.Empty(await FindAsync(Parked with { Message = "care-home-software/plan" }));
        Assert.Equal(2, (await FindAsync(Parked with { Message = "pharmacy-software/plan" })).Count);
    }

    [SkippableFact]
    public async Task A_delivery_is_read_by_id_and_its_payload_once_it_is_frozen()
    {
        var message = await RouteAsync(id => Sample.Delivery(id));
        var delivery = Assert.Single(await Outbox.FindDeliveriesAsync(message.Id, None));
        Assert.Equal(delivery.Id, (await Search.FindDeliveryAsync(delivery.Id, None))!.Id);
        Assert.Null(await Search.FindDeliveryAsync(Guid.NewGuid(), None));
        Assert.Null(await Search.ReadPayloadAsync(delivery.Id, None));

        await StoreAsync(new ChangeSet
        {
            DeliveryChanges = [Sample.Move(delivery.Id, DeliveryState.Pending, DeliveryState.Sending) with { Payload = Sample.Bytes("frozen"), AttemptStarted = 1 }],
        });
        Assert.Equal(Sample.Bytes("frozen"), (await Search.ReadPayloadAsync(delivery.Id, None))!.Value.ToArray());
    }

    private static DeliveryFilter Parked => new() { State = DeliveryState.Parked };

    private static string Report(string code) => $$"""{"issues":[{"code":"{{code}}","severity":"Warning","arguments":[]}]}""";

    private async Task<Guid> OneAsync(MessageFilter filter) => Assert.Single(await Search.FindMessagesAsync(filter, 10, None)).Id;

    private Task<IReadOnlyList<DeliveryRow>> FindAsync(DeliveryFilter filter) => Search.FindDeliveriesAsync(filter, 10, None);
}

public sealed class SqliteSearchTests : SearchComplianceTests
{
    protected override IStoreUnderTest Create() => SqliteUnderTest.Create();
}

public sealed class PostgresSearchTests : SearchComplianceTests
{
    protected override IStoreUnderTest Create() => new PostgresUnderTest();
}
