using Interop.Functions.Tests.Support;
using static Interop.Functions.Tests.SafetyCases.Intakes;
using static Interop.Functions.Tests.SafetyCases.Treatments;

namespace Interop.Functions.Tests.SafetyCases;

/// <summary>What was really taken.</summary>
public sealed class Case25Tests
{
    [Fact]
    public async Task A_refusal_is_not_done_with_its_reason_and_without_dose_and_the_pharmacy_hears_of_it()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushAsync(Morning());
        await engine.SettleAsync();
        Assert.Equal(200, (await engine.PushIntakeAsync(Intake("INT-1", "refused").Set("reason", "refusal").Set("reasonText", "ne veut pas"))).Status);
        await engine.SettleAsync();

        var intake = await engine.AdministrationAsync("INT-1");
        Assert.Equal(("not-done", "refusal"), (intake.Text("status"), intake.List("statusReason")[0].List("coding")[0].Text("code")));
        Assert.False(intake.Has("dosage"));
        Assert.Contains(intake.List("supportingInformation"), r => r.Text("reference")?.StartsWith("MedicationStatement/", StringComparison.Ordinal) == true);
        var alert = engine.Pharmacy.Last();
        Assert.Equal(("intake-alert", "L-1", "refused", "ne veut pas"), (alert.Text("kind"), alert.Text("intake", "lineId"), alert.Text("intake", "outcome"), alert.Text("intake", "reasonText")));
        Assert.Null(alert.Text("intake", "given"));
        Assert.Null(alert.Text("intake", "takenAt"));
    }

    [Fact]
    public async Task Half_a_dose_is_half_a_dose()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushIntakeAsync(Intake("INT-1", "partial", 0.5));
        var intake = await engine.AdministrationAsync("INT-1");
        Assert.Equal(("completed", "0.5", "partial"), (intake.Text("status"), intake.Text("dosage", "dose", "value"), intake.Own("intake-outcome")));
        var unsaid = await engine.PushIntakeAsync(Intake("INT-2", "given"));
        Assert.Equal(422, unsaid.Status);
        unsaid.Issue("intake-given-missing");
    }

    [Fact]
    public async Task What_nobody_recorded_is_no_intake_and_not_taken()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushIntakeAsync(Intake("INT-1", "not-recorded"));
        Assert.Empty(await engine.SearchAsync("MedicationAdministration", Base + ":intake", "INT-1"));
        Assert.Equal("not-recorded", (await engine.FindAsync("Observation", Base + ":intake", "INT-1")).GetProperty("valueCodeableConcept").List("coding")[0].Text("code"));
    }

    [Fact]
    public async Task Two_statements_about_one_slot_are_kept_attributed_and_marked()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushIntakeAsync(Intake("INT-1", "given", 1));
        var second = await engine.PushIntakeAsync(Intake("INT-2", "given", 1).ByCareAssistant());
        Assert.Contains((await engine.ViewAsync(second)).List("issues"), i => Answer.Code(i) == "intake-conflict");

        var (nurse, carer) = (await engine.AdministrationAsync("INT-1"), await engine.AdministrationAsync("INT-2"));
        Assert.Contains("MedicationAdministration/" + carer.Text("id"), nurse.Own("intake-conflict"), StringComparison.Ordinal);
        Assert.Contains("MedicationAdministration/" + nurse.Text("id"), carer.Own("intake-conflict"), StringComparison.Ordinal);
        Assert.NotEqual(nurse.List("performer")[0].Text("actor", "reference"), carer.List("performer")[0].Text("actor", "reference"));

        await engine.PushIntakeAsync(Intake("INT-3", "refused").ByCareAssistant().Set("correctionOf", "INT-2"));
        Assert.Equal("entered-in-error", (await engine.AdministrationAsync("INT-2")).Text("status"));
        Assert.Null((await engine.AdministrationAsync("INT-1")).Own("intake-conflict"));
    }

    [Fact]
    public async Task A_push_that_is_repeated_is_one_event()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushIntakeAsync(Intake("INT-1", "given", 1));
        Assert.True((await engine.PushIntakeAsync(Intake("INT-1", "given", 1))).Duplicate);
        Assert.Null((await engine.AdministrationAsync("INT-1")).Own("intake-conflict"));
        Assert.Equal("1", (await engine.AdministrationAsync("INT-1")).Text("meta", "versionId"));
    }

    [Fact]
    public async Task A_late_record_for_a_stopped_line_is_kept_and_flagged_and_the_line_stays_stopped()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushAsync(Plan(1, Line("L-1", "1 cp le matin", Tablets("MORN", 1)).Stopped("2026-11-14")));
        await engine.SettleAsync();
        var late = await engine.PushIntakeAsync(Intake("INT-1", "given", 1));
        Assert.Equal(200, late.Status);
        Assert.Contains((await engine.ViewAsync(late)).List("issues"), i => Answer.Code(i) == "intake-line-not-current");
        Assert.Equal("stopped", (await engine.AdministrationAsync("INT-1")).Own("line-not-current"));
        Assert.Equal(("stopped", "1"), ((await engine.StatementAsync("L-1")).Text("status"), (await engine.StatementAsync("L-1")).Text("meta", "versionId")));
    }

    private static System.Text.Json.Nodes.JsonNode Morning() => Plan(1, Line("L-1", "1 cp le matin", Tablets("MORN", 1)));
}
