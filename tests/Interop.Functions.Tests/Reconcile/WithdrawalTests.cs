using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Engine.Delivery;
using Interop.Functions.Bench;
using Interop.Functions.Tests.Access;
using Interop.Functions.Tests.SafetyCases;
using Interop.Functions.Tests.Support;
using static Interop.Functions.Tests.Reconcile.PlanVersionTests;
using static Interop.Functions.Tests.SafetyCases.Treatments;

namespace Interop.Functions.Tests.Reconcile;

/// <summary>
/// Consent is withdrawn while versions wait for a home that was down (MODELLING E7): what ended in them is told, what is new in them is not, neither by
/// delivery nor to who reads.
/// </summary>
public sealed class WithdrawalTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stop_that_waited_is_told_and_the_dose_beside_it_is_not(bool inARecordOfItsOwn)
    {
        await using var engine = await DownAfterFirstAsync();
        var second = Plan(2, Morning("L-1", 2), Morning("L-2", 1).Stopped("2026-11-14"), Morning("L-3", 1));
        await engine.PushAsync(second);
        await WithdrawAsync(engine, second, inARecordOfItsOwn);
        await engine.SettleAsync();

        Assert.Equal(["1", "2"], engine.Home.Taken.Select(t => t.Sequence == 1 ? "1" : JsonDocument.Parse(t.Body).RootElement.Text("plan", "version")));
        var payload = engine.Home.Last();
        Assert.Equal(("L-1 L-2", "false"), (string.Join(' ', payload.LineIds()), payload.Text("plan", "isCompleteTreatment")));
        Assert.Equal(("stopped", "2026-11-14", "arrêt médecin"), (payload.Line("L-2").Text("status"), payload.Line("L-2").Text("stop", "date"), payload.Line("L-2").Text("stop", "reason")));
        Assert.Equal("1", payload.Line("L-1").List("steps")[0].List("doses")[0].Text("quantity"));
        Assert.Equal("withdrawn", payload.Text("legal", "consentStatus"));

        using var home = await Onlooker.OfAsync(engine, "care-home-software", $"FINEG|{TrialRecords.CareHome}");
        foreach (var (line, sees) in new[] { ("L-1", false), ("L-2", true), ("L-3", false) })
        {
            var key = $"MedicationStatement/{(await engine.StatementAsync(line)).Text("id")}";
            Assert.Equal((line, sees), (line, await home.ReadAsync([key]) != ""));
        }
    }

    [Fact]
    public async Task A_line_that_a_waiting_whole_plan_left_out_is_told_as_absent()
    {
        await using var engine = await DownAfterFirstAsync();
        var second = Plan(2, Morning("L-1", 2));
        await engine.PushAsync(second);
        await WithdrawAsync(engine, second, inARecordOfItsOwn: true);
        await engine.SettleAsync();
        var payload = engine.Home.Last();
        Assert.Equal("absent since version 2, reason not stated", Assert.Single(payload.List("changes"), c => c.Text("lineId") == "L-2").Text("reason"));
        Assert.Equal(("L-1", "1 cp le matin"), (string.Join(' ', payload.LineIds()), payload.Line("L-1").Text("posologyText")));
    }

    [Fact]
    public async Task Without_an_end_in_it_what_waited_is_cancelled()
    {
        await using var engine = await DownAfterFirstAsync();
        var second = Plan(2, Morning("L-1", 2), Morning("L-2", 1));
        var waiting = await engine.PushAsync(second);
        await WithdrawAsync(engine, second, inARecordOfItsOwn: true);
        await engine.SettleAsync();
        Assert.Single(engine.Home.Taken);
        var delivery = Assert.Single((await engine.ViewAsync(waiting)).List("deliveries"), d => d.Text("endpoint") == "home");
        Assert.Equal(("cancelled", "consent-withdrawn"), (delivery.Text("state"), delivery.Text("reason")));
    }

    [Fact]
    public async Task A_stop_after_the_withdrawal_does_not_carry_a_dose_that_had_waited()
    {
        await using var engine = await DownAfterFirstAsync();
        await engine.PushAsync(Plan(2, Morning("L-1", 2), Morning("L-2", 1)));
        var third = Plan(3, Morning("L-1", 2), Morning("L-2", 1).Stopped("2026-11-14"));
        AccessMomentsTests.Withdraw(third);
        Assert.Equal(200, (await engine.PushAsync(third)).Status);
        await engine.SettleAsync();

        var payload = engine.Home.Last();
        Assert.Equal("stopped", payload.Line("L-2").Text("status"));
        Assert.Equal("1 cp le matin", payload.Line("L-1").Text("posologyText"));

        // The pharmacy had been told of the dose while consent stood.
        Assert.Equal("2 cp le matin", engine.Pharmacy.Last().Line("L-1").Text("posologyText"));
        Assert.Equal("stopped", engine.Pharmacy.Last().Line("L-2").Text("status"));
    }

    [Fact]
    public async Task Consent_given_again_brings_everything_that_was_held_back()
    {
        await using var engine = await DownAfterFirstAsync();
        var second = Plan(2, Morning("L-1", 2), Morning("L-2", 1).Stopped("2026-11-14"), Morning("L-3", 1));
        await engine.PushAsync(second);
        await WithdrawAsync(engine, second, inARecordOfItsOwn: true);
        await engine.SettleAsync();
        var again = Plan(4, Morning("L-1", 2), Morning("L-3", 1));
        again["consents"]![0]!["collectedAt"] = "2026-11-17T09:00:00+01:00";
        Assert.Equal(200, (await PushAsync(engine, again)).Status);
        var payload = engine.Home.Last();
        Assert.Equal(("L-1 L-3", "true"), (string.Join(' ', payload.LineIds()), payload.Text("plan", "isCompleteTreatment")));
        Assert.Contains(payload.List("changes"), c => c.Text("lineId") == "L-1" && c.Text("after") == "2 cp le matin");
        Assert.Contains(payload.List("changes"), c => c.Text("lineId") == "L-3" && c.Text("after") == "added");
    }

    /// <summary>Version 1 has arrived; what comes next fails once and waits.</summary>
    private static async Task<TestEngine> DownAfterFirstAsync()
    {
        var policy = new DeliveryPolicy { FirstDelay = TimeSpan.FromMilliseconds(1500), MaxDelay = TimeSpan.FromMilliseconds(1500) };
        var engine = await TestEngine.StartAsync(policy: policy);
        await PushAsync(engine, Plan(1, Morning("L-1", 1), Morning("L-2", 1)));
        engine.Home.FailNext(1);
        return engine;
    }

    private static async Task WithdrawAsync(TestEngine engine, JsonNode plan, bool inARecordOfItsOwn)
    {
        if (inARecordOfItsOwn)
        {
            Assert.Equal(200, (await engine.PushAsync(AccessMomentsTests.Withdrawal(), "medissimo/patient")).Status);
            return;
        }

        // The same plan once more, with the withdrawal in it: it ends nothing that is not ended already.
        plan["recordVersion"] = 3;
        AccessMomentsTests.Withdraw(plan);
        Assert.Equal(422, (await engine.PushAsync(plan)).Status);
    }
}
