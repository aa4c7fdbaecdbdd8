using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Engine.Delivery;
using Interop.Engine.Ports;
using Interop.Functions.Tests.Support;

namespace Interop.Functions.Tests;

/// <summary>What is owed arrives once, in order, at the right place, or stops with a reason.</summary>
public sealed class DeliveryTests
{
    [Fact]
    public async Task A_destination_that_fails_twice_is_then_served_with_the_same_key_and_bytes()
    {
        await using var engine = await TestEngine.StartAsync(homeFails: 2);
        var pushed = await engine.PushAsync(TestEngine.Plan());
        await engine.SettleAsync();
        Assert.Equal([503, 503, 200], engine.Home.Calls.Select(c => c.Status));
        Assert.Single(engine.Home.Calls.Select(c => (c.Key, c.Body)).Distinct());
        var delivery = Delivery(await engine.ViewAsync(pushed), "care-home-software/plan");
        Assert.Equal(["transient", "transient", "delivered"], delivery.GetProperty("attempts").EnumerateArray().Select(a => a.GetProperty("outcome").GetString()));
        Assert.Equal("R-1", delivery.GetProperty("attempts")[2].GetProperty("receipt").GetString());
    }

    [Fact]
    public async Task A_dead_endpoint_does_not_slow_the_others()
    {
        var policy = new DeliveryPolicy { FirstDelay = TimeSpan.FromMinutes(10), AttemptTimeout = TimeSpan.FromSeconds(20) };
        await using var engine = await TestEngine.StartAsync(homeFails: int.MaxValue, policy: policy);
        for (var resident = 0; resident < 40; resident++)
        {
            await engine.PushAsync(TestEngine.Plan(resident));
        }

        var limit = DateTime.UtcNow.AddSeconds(20);
        while (engine.Pharmacy.Taken.Count < 40 && DateTime.UtcNow < limit)
        {
            await Task.Delay(50);
        }

        Assert.Equal(40, engine.Pharmacy.Taken.Count);
        Assert.Empty(engine.Home.Taken);
    }

    [Fact]
    public async Task Without_an_endpoint_for_the_recipient_the_delivery_is_parked_with_the_reason()
    {
        await using var engine = await TestEngine.StartAsync(withHome: false);
        var pushed = await engine.PushAsync(TestEngine.Plan());
        await engine.SettleAsync();
        var view = await engine.ViewAsync(pushed);
        var delivery = Delivery(view, "care-home-software/plan");
        Assert.Equal(("parked", "no-endpoint"), (delivery.GetProperty("state").GetString(), delivery.GetProperty("reason").GetString()));
        Assert.Equal("routed", view.GetProperty("state").GetString());
        var book = Assert.Single(await engine.Instance.Store.ReadBooksAsync(CancellationToken.None));
        Assert.Equal((1, 1, true), (book.Received, book.Parked, book.Balanced));
    }

    [Fact]
    public async Task A_delivery_is_parked_once_its_deadline_has_passed()
    {
        var policy = new DeliveryPolicy { FirstDelay = TimeSpan.FromMilliseconds(50), MaxDelay = TimeSpan.FromMilliseconds(100), Deadline = TimeSpan.FromMilliseconds(400) };
        await using var engine = await TestEngine.StartAsync(homeFails: int.MaxValue, policy: policy);
        var pushed = await engine.PushAsync(TestEngine.Plan());
        await engine.SettleAsync();
        var delivery = Delivery(await engine.ViewAsync(pushed), "care-home-software/plan");
        Assert.Equal(("parked", "deadline-passed"), (delivery.GetProperty("state").GetString(), delivery.GetProperty("reason").GetString()));
        Assert.True(delivery.GetProperty("attempts").GetArrayLength() > 1);
    }

    [Fact]
    public async Task The_versions_of_a_plan_arrive_in_order()
    {
        await using var engine = await TestEngine.StartAsync();
        for (var version = 1; version <= 5; version++)
        {
            await engine.PushAsync(TestEngine.Plan(version: version));
            await engine.SettleAsync();
        }

        Assert.Equal([1, 2, 3, 4, 5], engine.Home.Taken.Select(c => c.Sequence));
        Assert.Equal([1, 2, 3, 4, 5], engine.Home.Taken.Select(c => JsonDocument.Parse(c.Body).RootElement.GetProperty("plan").GetProperty("version").GetInt32()));
    }

    [Fact]
    public async Task An_older_version_that_has_not_left_is_not_sent_any_more()
    {
        var policy = new DeliveryPolicy { FirstDelay = TimeSpan.FromMilliseconds(500), MaxDelay = TimeSpan.FromMilliseconds(500) };
        await using var engine = await TestEngine.StartAsync(homeFails: 1, policy: policy);
        await engine.PushAsync(TestEngine.Plan(version: 1));
        var second = await engine.PushAsync(TestEngine.Plan(version: 2));
        await engine.PushAsync(TestEngine.Plan(version: 3));
        await engine.SettleAsync();
        var delivery = Delivery(await engine.ViewAsync(second), "care-home-software/plan");
        Assert.Equal(("cancelled", "superseded-by-newer-version"), (delivery.GetProperty("state").GetString(), delivery.GetProperty("reason").GetString()));
        Assert.Equal([1, 3], engine.Home.Taken.Select(c => c.Sequence));
    }

    [Fact]
    public async Task A_resident_who_moved_before_the_first_attempt_is_served_at_the_new_home_only()
    {
        // The first home is slow to answer for another version, so that version 2 waits behind it while the resident moves.
        var policy = new DeliveryPolicy { FirstDelay = TimeSpan.FromMilliseconds(600), MaxDelay = TimeSpan.FromMilliseconds(600) };
        await using var engine = await TestEngine.StartAsync(homeFails: 1, policy: policy);
        await engine.PushAsync(TestEngine.Plan(version: 1));
        var second = await engine.PushAsync(TestEngine.Plan(version: 2));
        var moved = TestEngine.Plan(version: 3);
        Move(moved);
        await engine.PushAsync(moved);
        await engine.SettleAsync();
        var delivery = Delivery(await engine.ViewAsync(second), "care-home-software/plan");
        Assert.Equal(("cancelled", "recipient-changed"), (delivery.GetProperty("state").GetString(), delivery.GetProperty("reason").GetString()));
        Assert.Equal([3], engine.Second.Taken.Select(c => JsonDocument.Parse(c.Body).RootElement.GetProperty("plan").GetProperty("version").GetInt32()));
    }

    [Fact]
    public async Task Withdrawn_consent_stops_what_has_not_left()
    {
        // The home fails: version 1 is being tried again, version 2 waits behind it.
        var policy = new DeliveryPolicy { FirstDelay = TimeSpan.FromMilliseconds(600), MaxDelay = TimeSpan.FromMilliseconds(600) };
        await using var engine = await TestEngine.StartAsync(homeFails: 1, policy: policy);
        var first = await engine.PushAsync(TestEngine.Plan(version: 1));
        var second = await engine.PushAsync(TestEngine.Plan(version: 2));
        var withdrawn = TestEngine.Plan(version: 3);
        withdrawn["consents"]![0]!["status"] = "withdrawn";
        withdrawn["consents"]![0]!["withdrawnAt"] = "2026-11-16T08:00:00+01:00";
        var third = await engine.PushAsync(withdrawn);
        Assert.Equal(422, third.Status);
        third.Issue("consent-not-given");
        await engine.SettleAsync();
        foreach (var pushed in new[] { first, second })
        {
            var delivery = Delivery(await engine.ViewAsync(pushed), "care-home-software/plan");
            Assert.Equal(("cancelled", "consent-withdrawn"), (delivery.GetProperty("state").GetString(), delivery.GetProperty("reason").GetString()));
        }

        Assert.Empty(engine.Home.Taken);
    }

    [Fact]
    public async Task A_cancelled_record_is_retracted_where_it_was_delivered()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushAsync(TestEngine.Plan());
        await engine.SettleAsync();
        var cancel = TestEngine.Plan(version: 2);
        cancel["action"] = "cancel";
        cancel["cancelReason"] = "wrong-patient";
        Assert.Equal(200, (await engine.PushAsync(cancel)).Status);
        await engine.SettleAsync();
        var last = JsonDocument.Parse(engine.Home.Taken[^1].Body).RootElement;
        Assert.Equal("retraction", last.GetProperty("kind").GetString());
        Assert.Equal(engine.Home.Taken[0].Key, last.GetProperty("replacesDeliveryId").GetString());
    }

    private static void Move(JsonNode plan)
    {
        plan["careHome"]!["finessGeo"] = TestEngine.OtherHome;
        plan["careHome"]!["name"] = "EHPAD Les Ormes";
        plan["patient"]!["residence"]!["organisation"]!["finessGeo"] = TestEngine.OtherHome;
        plan["patient"]!["residence"]!["organisation"]!["name"] = "EHPAD Les Ormes";
    }

    private static JsonElement Delivery(JsonElement view, string message) =>
        Assert.Single(view.GetProperty("deliveries").EnumerateArray(), d => d.GetProperty("message").GetString() == message);
}
