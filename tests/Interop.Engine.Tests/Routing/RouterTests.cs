using Interop.Engine.Delivery;
using Interop.Engine.Ports;
using Interop.Engine.Tests.Support;

namespace Interop.Engine.Tests.Routing;

public sealed class RouterTests
{
    private const string Replacing = TrialMappings.Routes + "\n  to-earlier-receivers: true\n";

    private const string ToFeed = """
        - name: line-to-feed
          record: source/plan
          focus: MedicationStatement
          recipient: subject.resolve().managingOrganization.identifier
          message: home/plan
          feed: acts
        """;

    [Fact]
    public async Task The_recipient_is_the_one_that_the_record_names()
    {
        var engine = new TrialEngine();
        await engine.PushAsync(TrialMappings.Plan(home: TrialEngine.OtherHome, lines: "L-1"));
        var delivery = Assert.Single(engine.Store.Deliveries);
        Assert.Equal(("FINEG|" + TrialEngine.OtherHome, "e-" + TrialEngine.OtherHome, "plan-to-home"), (delivery.Recipient, delivery.EndpointId, delivery.Route));
    }

    [Fact]
    public async Task A_recipient_without_endpoint_parks_the_delivery_and_keeps_the_message_open()
    {
        var engine = new TrialEngine(homes: TrialEngine.OtherHome);
        var message = await engine.PushAsync(TrialMappings.Plan(lines: "L-1"));
        var delivery = Assert.Single(engine.Store.Deliveries);
        Assert.Equal((DeliveryState.Parked, "no-endpoint", null), (delivery.State, delivery.Reason, delivery.EndpointId));
        Assert.Equal(MessageState.Routed, message.State);
    }

    [Fact]
    public async Task Without_a_recipient_in_the_record_nobody_is_guessed()
    {
        var engine = new TrialEngine();
        var message = await engine.PushAsync(TrialMappings.Plan(home: null, lines: "L-1"));
        Assert.Empty(engine.Store.Deliveries);
        Assert.Equal(MessageState.Settled, message.State);
    }

    [Theory]
    [InlineData(Replacing, new[] { TrialEngine.OtherHome, TrialEngine.Home })]
    [InlineData(TrialMappings.Routes, new[] { TrialEngine.OtherHome })]
    public async Task Earlier_receivers_get_the_replacement_where_the_route_says_so(string routes, string[] receivers)
    {
        var engine = new TrialEngine(routes);
        await engine.PushAsync(TrialMappings.Plan(version: 1, lines: "L-1"));
        await engine.DeliverAsync(new ScriptedTransport());
        await engine.PushAsync(TrialMappings.Plan(version: 2, home: TrialEngine.OtherHome, lines: "L-1"));
        Assert.Equal(receivers.Select(r => "FINEG|" + r), engine.Store.Deliveries.Skip(1).Select(d => d.Recipient));
    }

    [Fact]
    public async Task Who_is_no_longer_named_does_not_get_an_older_version_that_had_not_left()
    {
        var engine = new TrialEngine(Replacing);
        await engine.PushAsync(TrialMappings.Plan(version: 1, lines: "L-1"));
        await engine.PushAsync(TrialMappings.Plan(version: 2, home: TrialEngine.OtherHome, lines: "L-1"));
        var transport = new ScriptedTransport();
        await engine.DeliverAsync(transport);
        Assert.Equal(("e-" + TrialEngine.OtherHome, 2), (Assert.Single(transport.Calls).Endpoint, transport.Calls[0].Delivery.Focus.Version));
        Assert.Equal((DeliveryState.Cancelled, "superseded-by-newer-version"), (engine.Store.Deliveries[0].State, engine.Store.Deliveries[0].Reason));
    }

    [Theory]
    [InlineData(SendResult.Transient, 1)]
    [InlineData(SendResult.Permanent, 0)]
    public async Task What_was_parked_after_an_attempt_of_unknown_end_is_retracted_and_what_was_refused_is_not(SendResult result, int retractions)
    {
        var engine = new TrialEngine();
        await engine.PushAsync(TrialMappings.Plan(version: 1, lines: "L-1"));
        engine.Clock.Now = engine.Store.Deliveries[0].Deadline;
        await engine.DeliverAsync(new ScriptedTransport(result));
        Assert.Equal(DeliveryState.Parked, engine.Store.Deliveries[0].State);
        await engine.PushAsync(TrialMappings.Plan(version: 2, action: "cancel"));
        Assert.Equal((DeliveryState.Cancelled, 1 + retractions), (engine.Store.Deliveries[0].State, engine.Store.Deliveries.Count));
    }

    [Fact]
    public async Task A_retraction_goes_to_those_who_were_served_and_what_has_not_left_is_cancelled()
    {
        var engine = new TrialEngine();
        await engine.PushAsync(TrialMappings.Plan(version: 1, lines: "L-1"));
        await engine.DeliverAsync(new ScriptedTransport());
        await engine.PushAsync(TrialMappings.Plan(version: 2, home: TrialEngine.OtherHome, lines: "L-1"));
        await engine.PushAsync(TrialMappings.Plan(version: 3, action: "cancel"));

        var transport = new ScriptedTransport();
        await engine.DeliverAsync(transport);
        var retraction = Assert.Single(transport.Calls);
        Assert.Equal("e-" + TrialEngine.Home, retraction.Endpoint);
        Assert.Contains("entered-in-error", retraction.Payload, StringComparison.Ordinal);
        Assert.Equal((DeliveryState.Cancelled, "record-cancelled"), (engine.Store.Deliveries[1].State, engine.Store.Deliveries[1].Reason));
    }

    [Fact]
    public async Task What_is_about_to_be_retried_is_retracted_too_since_it_may_have_arrived()
    {
        var engine = new TrialEngine();
        await engine.PushAsync(TrialMappings.Plan(version: 1, lines: "L-1"));
        await engine.DeliverAsync(new ScriptedTransport(SendResult.Transient));
        await engine.PushAsync(TrialMappings.Plan(version: 2, action: "cancel"));
        Assert.Equal(2, engine.Store.Deliveries.Count);
    }

    [Fact]
    public async Task A_resident_who_moved_before_the_first_attempt_is_served_where_he_is()
    {
        var engine = new TrialEngine();
        await engine.PushAsync(TrialMappings.Plan(lines: "L-1"));
        await engine.PushAsync(TrialMappings.Plan(recordId: "R-2", home: TrialEngine.OtherHome, lines: "L-2"));
        var transport = new ScriptedTransport();
        await engine.DeliverAsync(transport);
        Assert.Equal((DeliveryState.Cancelled, "recipient-changed"), (engine.Store.Deliveries[0].State, engine.Store.Deliveries[0].Reason));
        Assert.Equal(2, transport.Calls.Count);
        Assert.All(transport.Calls, c => Assert.Equal("e-" + TrialEngine.OtherHome, c.Endpoint));
        Assert.All(engine.Store.Messages, m => Assert.Equal(MessageState.Settled, m.State));
    }

    [Fact]
    public async Task A_plan_that_says_the_same_again_is_sent_to_nobody()
    {
        var engine = new TrialEngine(TrialMappings.Routes.Replace("focus: List", "focus: MedicationStatement", StringComparison.Ordinal));
        await engine.PushAsync(TrialMappings.Plan(version: 1, lines: "L-1"));
        await engine.PushAsync(TrialMappings.Plan(version: 2, lines: "L-1"));
        Assert.Single(engine.Store.Deliveries);
    }

    [Fact]
    public async Task A_feed_gets_an_entry_when_the_focus_or_what_it_refers_to_changed_and_only_then()
    {
        var engine = new TrialEngine(ToFeed);
        await engine.PushAsync(TrialMappings.Plan(version: 1, lines: "L-1"));
        Assert.Single(engine.Store.FeedItems);
        await engine.PushAsync(TrialMappings.Plan(version: 2, lines: "L-1"));
        Assert.Single(engine.Store.FeedItems);
        await engine.PushAsync(TrialMappings.Plan(version: 3, family: "DURANT", lines: "L-1"));
        Assert.Equal(2, engine.Store.FeedItems.Count);
        Assert.Single(engine.Store.FeedItems.Select(i => (i.Feed, i.EndpointId, i.ItemId)).Distinct());
        await engine.PushAsync(TrialMappings.Plan(version: 4, action: "cancel"));
        Assert.Equal("entered-in-error", engine.Store.FeedItems[^1].State);
        Assert.Empty(engine.Store.Deliveries);
    }

    [Fact]
    public async Task An_act_that_cannot_be_written_waits_parked_and_is_not_lost()
    {
        var engine = new TrialEngine(ToFeed);
        engine.Store.Endpoints.Clear();
        engine.Store.Endpoints.Add(new Endpoint("unlucky", "home", "FINEG|" + TrialEngine.Home, "feed", null, []));
        var message = await engine.PushAsync(TrialMappings.Plan(lines: "L-1"));
        Assert.Empty(engine.Store.FeedItems);
        Assert.Equal((DeliveryState.Parked, "render-failed"), (Assert.Single(engine.Store.Deliveries).State, engine.Store.Deliveries[0].Reason));
        Assert.Equal(MessageState.Routed, message.State);
        Assert.Contains("render-failed", message.Report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_subscription_serves_a_recipient_that_has_no_endpoint_of_its_own()
    {
        var engine = new TrialEngine(homes: TrialEngine.OtherHome);
        engine.Store.Endpoints.Add(new Endpoint("group", "home", "SIRET|1", "http", "http://receiver", ["FINEG|" + TrialEngine.Home]));
        await engine.PushAsync(TrialMappings.Plan(lines: "L-1"));
        Assert.Equal("group", engine.Store.Deliveries[0].EndpointId);
    }
}
