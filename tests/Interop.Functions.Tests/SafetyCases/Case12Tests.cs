using Interop.Functions.Tests.Support;
using static Interop.Functions.Tests.SafetyCases.Intakes;
using static Interop.Functions.Tests.SafetyCases.Treatments;

namespace Interop.Functions.Tests.SafetyCases;

/// <summary>Time zones, the night when the clocks change, and a dose after midnight.</summary>
public sealed class Case12Tests
{
    [Fact]
    public async Task Half_past_two_twice_in_one_night_stays_two_instants()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushIntakeAsync(Intake("INT-1", "given", 1, date: "2026-10-25", moment: "NIGHT").Set("actualAt", "2026-10-25T02:30:00+02:00"));
        await engine.PushIntakeAsync(Intake("INT-2", "given", 1, line: "L-2", date: "2026-10-25", moment: "NIGHT").Set("actualAt", "2026-10-25T02:30:00+01:00"));
        Assert.Equal("2026-10-25T02:30:00+02:00", (await engine.AdministrationAsync("INT-1")).Text("effectivePeriod", "start"));
        Assert.Equal("2026-10-25T02:30:00+01:00", (await engine.AdministrationAsync("INT-2")).Text("effectivePeriod", "start"));
    }

    [Fact]
    public async Task An_offset_is_kept_as_it_was_written()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushIntakeAsync(Intake("INT-1", "given", 1).Set("actualAt", "2026-11-16T08:05:00+04:00").Set("timeZone", "Indian/Reunion"));
        Assert.Equal("2026-11-16T08:05:00+04:00", (await engine.AdministrationAsync("INT-1")).Text("effectivePeriod", "start"));
    }

    [Fact]
    public async Task A_time_without_offset_takes_the_declared_zone_and_is_flagged()
    {
        await using var engine = await TestEngine.StartAsync();
        var plan = Plan(1, Line("L-1", "1 cp le matin", Tablets("MORN", 1)));
        plan["validatedAt"] = "2026-11-16T08:00";
        plan["plan"]!["timeZone"] = "Indian/Reunion";
        var answer = await engine.PushAsync(plan);
        Assert.Equal(200, answer.Status);
        Assert.Contains((await engine.ViewAsync(answer)).List("issues"), i => Answer.Code(i) == "datetime-naive");
        Assert.Equal("2026-11-16T08:00:00+04:00", (await engine.StatementAsync("L-1")).Text("dateAsserted"));
    }

    [Fact]
    public async Task A_bedtime_dose_taken_after_midnight_stays_in_the_slot_of_its_day()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushIntakeAsync(Intake("INT-1", "given", 1, moment: "HS").Set("plannedTime", "21:30").Set("actualAt", "2026-11-17T00:20:00+01:00"));
        var intake = await engine.AdministrationAsync("INT-1");
        Assert.Equal("2026-11-17T00:20:00+01:00", intake.Text("effectivePeriod", "start"));
        var slot = intake.List("extension").Single(e => e.Text("url")!.EndsWith("/slot", StringComparison.Ordinal));
        Assert.Equal(("2026-11-16", "HS"), (Part(slot, "date", "valueDate"), Part(slot, "moment", "valueCode")));
    }

    [Fact]
    public async Task The_pharmacy_hears_of_two_refusals_at_half_past_two_as_two_instants()
    {
        await using var engine = await PlannedAsync();
        await engine.PushIntakeAsync(Intake("INT-1", "refused", date: "2026-10-25", moment: "NIGHT").Set("recordedAt", "2026-10-25T02:30:00+02:00").Set("reason", "refusal"));
        await engine.PushIntakeAsync(Intake("INT-2", "refused", line: "L-2", date: "2026-10-25", moment: "NIGHT").Set("recordedAt", "2026-10-25T02:30:00+01:00").Set("reason", "refusal"));
        await engine.SettleAsync();
        Assert.Equal(["2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"], Alerts(engine).Select(a => a.Text("intake", "recordedAt")));
    }

    [Theory]
    [InlineData("2026-11-16T08:05:00+04:00", "2026-11-16T08:05:00+04:00", false)]
    [InlineData("2026-11-16T08:00", "2026-11-16T08:00:00+04:00", true)]
    public async Task The_pharmacy_gets_the_offset_that_was_written_or_that_of_the_declared_zone(string written, string told, bool flagged)
    {
        await using var engine = await PlannedAsync();
        var answer = await engine.PushIntakeAsync(Intake("INT-1", "refused").Set("recordedAt", written).Set("timeZone", "Indian/Reunion").Set("reason", "refusal"));
        await engine.SettleAsync();
        Assert.Equal(told, Assert.Single(Alerts(engine)).Text("intake", "recordedAt"));
        Assert.Equal(flagged, (await engine.ViewAsync(answer)).List("issues").Any(i => Answer.Code(i) == "datetime-naive"));
    }

    [Fact]
    public async Task The_pharmacy_hears_of_a_bedtime_dose_refused_after_midnight_under_the_day_that_was_planned()
    {
        await using var engine = await PlannedAsync();
        await engine.PushIntakeAsync(Intake("INT-1", "refused", moment: "HS").Set("plannedTime", "21:30").Set("recordedAt", "2026-11-17T00:20:00+01:00").Set("reason", "refusal"));
        await engine.SettleAsync();
        var alert = Assert.Single(Alerts(engine));
        Assert.Equal(("2026-11-16", "HS", "2026-11-17T00:20:00+01:00"), (alert.Text("intake", "slot", "date"), alert.Text("intake", "slot", "moment"), alert.Text("intake", "recordedAt")));
    }

    private static async Task<TestEngine> PlannedAsync()
    {
        var engine = await TestEngine.StartAsync();
        await engine.PushAsync(Plan(1, Line("L-1", "1 cp le matin", Tablets("MORN", 1)), Line("L-2", "1 cp la nuit", Tablets("NIGHT", 1))));
        await engine.SettleAsync();
        return engine;
    }

    private static IReadOnlyList<System.Text.Json.JsonElement> Alerts(TestEngine engine) =>
        [.. engine.Pharmacy.Taken.Select(t => System.Text.Json.JsonDocument.Parse(t.Body).RootElement).Where(p => p.Text("kind") == "intake-alert")];

    private static string? Part(System.Text.Json.JsonElement slot, string name, string value) => slot.List("extension").Single(e => e.Text("url") == name).Text(value);
}
