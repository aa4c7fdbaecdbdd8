using Interop.Engine.Ports;
using Interop.Store.Sqlite;
using Interop.Store.Tests.Support;

namespace Interop.Store.Tests;

/// <summary>Rows and plans of queries: what keeps the store fast, without a clock.</summary>
public sealed class SqliteCostTests : SqliteTests
{
    [Fact]
    public async Task A_pillbox_plan_writes_at_most_sixty_rows_and_two_for_keys()
    {
        await using var store = await OpenAsync();
        var before = store.RowsWritten;
        var message = Sample.Message() with { Body = new byte[5900] };
        await StoreAsync(store, new ChangeSet { Messages = [message], Audit = [Sample.Audit("receive")] });

        var patient = Guid.NewGuid();
        var deliveries = new[] { Sample.Delivery(message.Id), Sample.Delivery(message.Id, "care-home-1") };
        await StoreAsync(store, new ChangeSet
        {
            MessageChanges = [Sample.Routed(message.Id)],
            ProducedBy = message.Id,
            Resources = [.. Enumerable.Range(0, 28).Select(i => Sample.Resource(Sample.Key("MedicationStatement"), 0, $"{{\"n\":{i}}}", patient))],
            Deliveries = deliveries,
            Audit = [Sample.Audit("route")],
        });
        foreach (var delivery in deliveries)
        {
            await StoreAsync(store, new ChangeSet
            {
                DeliveryChanges = [Sample.Move(delivery.Id, DeliveryState.Pending, DeliveryState.Sending) with { Payload = new byte[3000], AttemptStarted = 1 }],
            });
            await StoreAsync(store, new ChangeSet
            {
                DeliveryChanges = [Sample.Move(delivery.Id, DeliveryState.Sending, DeliveryState.Delivered) with { AttemptEnded = new AttemptEnd("delivered", 200, "R") }],
                Audit = [Sample.Audit("deliver")],
            });
        }

        Assert.Equal(MessageState.Settled, (await store.FindMessageAsync(message.Id, None))!.State);

        // The two: the key of a patient who was not known before, and the record's own key, wrapped by it.
        Assert.InRange(store.RowsWritten - before, 40, 62);
    }

    [Theory]
    [InlineData("select lane, head from inbound_lane where organisation = 'a' order by head", "inbound_lane_organisation")]
    [InlineData("select organisation from inbound_lane where organisation > 'a' order by organisation limit 1", "inbound_lane_organisation")]
    [InlineData("select sequence from message where lane = x'00' and state = 0 order by sequence limit 1", "message_waiting")]
    [InlineData(OutboundLaneReads.NextEndpointSql, "outbound_lane_due")]
    [InlineData(OutboundLaneReads.DueAtSql, "outbound_lane_due")]
    [InlineData(OutboundLaneReads.DueBeforeSql, "outbound_lane_next")]
    [InlineData("select sequence from delivery where lane = x'00' and state in (0, 1, 2) order by sequence limit 1", "delivery_open")]
    [InlineData("select distinct resource_id from resource_version where patient = x'00' and type = 'a' and resource_id > x'' order by resource_id limit 3", "resource_patient")]
    [InlineData("select id from message where organisation = 'a' and record = 'b' and record_id = x'00' and holds_key = 1 order by record_version desc", "message_key")]
    [InlineData("select id from delivery where state = 3 and focus_id = x'00' and endpoint_id = 'a' order by delivered_at desc, number desc limit 1", "delivery_delivered")]
    public async Task Queries_that_run_all_the_time_follow_an_index_in_order(string query, string index)
    {
        await using var store = await OpenAsync();
        using var database = SqliteDatabase.Open(DatabasePath, TimeSpan.FromSeconds(1));
        using var row = database.Prepare("explain query plan " + query);
        var plan = new List<string>();
        while (row.Step())
        {
            plan.Add(row.Text(3));
        }

        Assert.Contains(plan, p => p.Contains(index, StringComparison.Ordinal));
        Assert.DoesNotContain(plan, p => p.Contains("TEMP B-TREE", StringComparison.Ordinal));
    }
}
