using System.Text.Json.Nodes;
using Interop.Engine.Delivery;
using Interop.Functions.Tests.Access;
using Interop.Functions.Tests.SafetyCases;
using Interop.Functions.Tests.Support;
using static Interop.Functions.Tests.Reconcile.PlanVersionTests;
using static Interop.Functions.Tests.SafetyCases.Treatments;

namespace Interop.Functions.Tests.Reconcile;

/// <summary>A resident who moves from one care home to another, and back; and a local id that is used for somebody else.</summary>
public sealed class ResidentMovesTests
{
    [Fact]
    public async Task The_new_home_gets_the_whole_plan_and_the_old_one_nothing_more()
    {
        await using var engine = await TestEngine.StartAsync();
        await PushAsync(engine, Plan(1, Morning("L-1", 1), Morning("L-2", 1)));
        await PushAsync(engine, AccessMomentsTests.Moved(Plan(2, Morning("L-1", 1), Morning("L-2", 1).Stopped("2026-11-14"))));

        Assert.Equal(["1"], Versions(engine.Home));
        var first = engine.Second.Last();
        Assert.Equal(("plan", "2", "stopped"), (first.Text("kind"), first.Text("plan", "version"), first.Line("L-2").Text("status")));
        Assert.False(first.Has("changesSince"));
        Assert.Equal(["1", "2"], Versions(engine.Pharmacy));
    }

    [Fact]
    public async Task Back_in_the_first_home_its_next_plan_tells_what_changed_meanwhile()
    {
        await using var engine = await TestEngine.StartAsync();
        await PushAsync(engine, Plan(1, Morning("L-1", 1), Morning("L-2", 1), Morning("L-3", 1)));
        await PushAsync(engine, AccessMomentsTests.Moved(Plan(2, Morning("L-1", 2), Morning("L-2", 1).Stopped("2026-11-14"))));
        await PushAsync(engine, AccessMomentsTests.Moved(Plan(3, Morning("L-1", 2))));
        await PushAsync(engine, Plan(4, Morning("L-1", 2)));

        Assert.Equal(["1", "4"], Versions(engine.Home));
        var payload = engine.Home.Last();
        Assert.Equal("1", payload.Text("changesSince"));
        Assert.Equal(("stopped", "arrêt médecin"), (payload.Line("L-2").Text("status"), payload.Line("L-2").Text("stop", "reason")));
        Assert.Equal("absent since version 2, reason not stated", Assert.Single(payload.List("changes"), c => c.Text("lineId") == "L-3").Text("reason"));
        Assert.Contains(payload.List("changes"), c => c.Text("lineId") == "L-1" && c.Text("field") == "posologyText" && c.Text("after") == "2 cp le matin");
    }

    [Fact]
    public async Task What_waits_for_the_old_home_goes_to_the_new_one_instead()
    {
        var policy = new DeliveryPolicy { FirstDelay = TimeSpan.FromMilliseconds(800), MaxDelay = TimeSpan.FromMilliseconds(800) };
        await using var engine = await TestEngine.StartAsync(homeFails: 1, policy: policy);
        await engine.PushAsync(Plan(1, Morning("L-1", 1)));
        await engine.PushAsync(Plan(2, Morning("L-1", 2)));
        await engine.PushAsync(AccessMomentsTests.Moved(Plan(3, Morning("L-1", 3))));
        await engine.SettleAsync();
        Assert.DoesNotContain("2", Versions(engine.Home));
        Assert.Equal(["3"], Versions(engine.Second));
    }

    [Fact]
    public async Task Both_homes_hear_of_it_when_the_plan_was_of_the_wrong_person()
    {
        await using var engine = await TestEngine.StartAsync();
        await PushAsync(engine, Plan(1, Morning("L-1", 1)));
        await PushAsync(engine, AccessMomentsTests.Moved(Plan(2, Morning("L-1", 1))));
        var cancel = AccessMomentsTests.Moved(Plan(3)).AsObject();
        cancel["action"] = "cancel";
        cancel["cancelReason"] = "wrong-patient";
        await PushAsync(engine, cancel);
        foreach (var receiver in new[] { engine.Home, engine.Second, engine.Pharmacy })
        {
            Assert.Equal(("retraction", "wrong-patient"), (receiver.Last().Text("kind"), receiver.Last().Text("retraction", "reason")));
            Assert.Equal(receiver.Taken[^2].Key, receiver.Last().Text("retraction", "of"));
        }
    }

    [Fact]
    public async Task After_a_withdrawal_the_home_that_was_left_hears_of_no_stop_and_the_one_that_follows_the_treatment_does()
    {
        await using var engine = await TestEngine.StartAsync();
        await PushAsync(engine, Plan(1, Morning("L-1", 1), Morning("L-2", 1)));
        await PushAsync(engine, AccessMomentsTests.Moved(Plan(2, Morning("L-1", 1), Morning("L-2", 1))));
        var last = AccessMomentsTests.Moved(Plan(3, Morning("L-1", 1), Morning("L-2", 1).Stopped("2026-11-14")));
        last["consents"]![0]!["status"] = "withdrawn";
        last["consents"]![0]!["withdrawnAt"] = "2026-11-15T08:00:00+01:00";
        Assert.Equal(200, (await PushAsync(engine, last)).Status);

        Assert.Equal(["1"], Versions(engine.Home));
        Assert.Equal(["2", "3"], Versions(engine.Second));
        Assert.Equal("stopped", engine.Second.Last().Line("L-2").Text("status"));
        Assert.Equal("stopped", engine.Pharmacy.Last().Line("L-2").Text("status"));
    }

    [Fact]
    public async Task A_local_id_used_for_somebody_else_reaches_nobody_and_the_first_person_is_served_on()
    {
        await using var engine = await TestEngine.StartAsync();
        await PushAsync(engine, Plan(1, Morning("L-1", 1)));
        var reused = Plan(2, Morning("L-1", 9));
        reused["patient"]!["familyName"] = "AUTRE";
        reused["patient"]!["firstName"] = "PERSONNE";
        reused["patient"]!["birthDate"] = "1951-07-07";
        var held = await PushAsync(engine, reused);
        Assert.Equal(422, held.Status);
        held.Issue("identity-local-id-reused");

        Assert.Equal(200, (await PushAsync(engine, Plan(3, Morning("L-1", 2)))).Status);
        foreach (var receiver in new[] { engine.Home, engine.Pharmacy })
        {
            Assert.Equal(["1", "3"], Versions(receiver));
            Assert.DoesNotContain("AUTRE", string.Concat(receiver.Taken.Select(t => t.Body)), StringComparison.Ordinal);
        }

        Assert.Equal("2", (await engine.StatementAsync("L-1")).List("dosage")[0].Quantity().Text("value"));
    }
}
