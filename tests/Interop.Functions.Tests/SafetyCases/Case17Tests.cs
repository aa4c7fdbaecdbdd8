using System.Text.Json.Nodes;
using Interop.Functions.Tests.Support;
using static Interop.Functions.Tests.SafetyCases.Intakes;
using static Interop.Functions.Tests.SafetyCases.Treatments;

namespace Interop.Functions.Tests.SafetyCases;

/// <summary>Prescribed A, dispensed generic B, and the plan names A.</summary>
public sealed class Case17Tests
{
    [Fact]
    public async Task There_is_one_current_line_and_the_dispense_says_that_it_was_substituted()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushAsync(Plan(1, Line("L-1", "1 cp le matin", Tablets("MORN", 1))));
        var item = new JsonObject
        {
            ["lineId"] = "L-1", ["medicine"] = new JsonObject { ["label"] = "PARACETAMOL GENERIQUE 500 mg" }, ["units"] = 7,
            ["substitutedFor"] = new JsonObject { ["label"] = "PARACETAMOL 500 mg cpr", ["cip13"] = "3400933516390" }, ["reason"] = "G",
        };
        Assert.Equal(200, (await engine.PushAsync(Preparation(item), "medissimo/pillbox-preparation")).Status);
        await engine.SettleAsync();

        var statements = await engine.OfPatientAsync("MedicationStatement");
        Assert.Equal("PARACETAMOL 500 mg cpr", Assert.Single(statements, s => s.Text("status") == "active").GetProperty("medicationCodeableConcept").Text("text"));
        var dispense = Assert.Single(await engine.OfPatientAsync("MedicationDispense"));
        Assert.Equal(("true", "PARACETAMOL GENERIQUE 500 mg"), (dispense.Text("substitution", "wasSubstituted"), dispense.Text("medicationCodeableConcept", "text")));
        Assert.Contains(dispense.List("supportingInformation"), r => r.Text("reference") == "MedicationStatement/" + statements[0].Text("id"));

        var told = Assert.Single(engine.Home.Last().GetProperty("preparation").List("items"));
        Assert.Equal(("L-1", "true", "PARACETAMOL 500 mg cpr"), (told.Text("lineId"), told.Text("substituted"), told.Text("substitutedFor", "label")));
    }

    [Fact]
    public async Task A_generic_over_the_counter_is_told_to_the_house_beside_the_one_line_that_stands()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushAsync(Plan(1, Line("L-1", "1 cp le matin", Tablets("MORN", 1))));
        await engine.SettleAsync();
        var plan = engine.Home.Last();
        using var counter = await Dispensings.CounterAsync(engine);
        Assert.Equal(200, (await engine.PushAsync(Dispensings.ForTheHouse("003-generic-for-the-prescribed"), "pharmacy-software/dispensing", counter)).Status);
        await engine.SettleAsync();

        var told = engine.Home.Last();
        Assert.Equal(("dispensing", "true"), (told.Text("kind"), told.Text("dispensing", "substituted")));
        Assert.NotEqual(told.Text("dispensing", "prescribedMedicine", "label"), told.Text("dispensing", "medicine", "label"));
        Assert.False(told.Has("lines") || told.Has("slots"));
        Assert.Equal("PARACETAMOL 500 mg cpr", Assert.Single(plan.List("lines"), l => l.Text("status") == "active").Text("medicine", "label"));
        Assert.Single(await engine.OfPatientAsync("MedicationStatement"), s => s.Text("status") == "active");
        Assert.Equal(2, engine.Home.Taken.Count);
        Assert.Single(engine.Pharmacy.Taken);
    }

    [Fact]
    public async Task Without_consent_or_without_a_house_that_the_record_names_nobody_hears_of_a_dispensing()
    {
        await using var engine = await TestEngine.StartAsync();
        using var counter = await Dispensings.CounterAsync(engine);
        var silent = Dispensings.ForTheHouse("003-generic-for-the-prescribed");
        silent.AsObject().Remove("consents");
        Assert.Equal(200, (await engine.PushAsync(silent, "pharmacy-software/dispensing", counter)).Status);
        var nowhere = Dispensings.ForTheHouse("003-generic-for-the-prescribed");
        nowhere.AsObject().Remove("deliveredTo");
        nowhere["recordVersion"] = 2;
        Assert.Equal(200, (await engine.PushAsync(nowhere, "pharmacy-software/dispensing", counter)).Status);
        await engine.SettleAsync();
        Assert.Empty(engine.Home.Taken);
    }

    [Fact]
    public async Task A_dispensing_that_is_taken_back_is_taken_back_at_the_house()
    {
        await using var engine = await TestEngine.StartAsync();
        using var counter = await Dispensings.CounterAsync(engine);
        var record = Dispensings.ForTheHouse("003-generic-for-the-prescribed");
        await engine.PushAsync(record, "pharmacy-software/dispensing", counter);
        await engine.SettleAsync();
        var first = engine.Home.Taken[^1].Key;
        record["recordVersion"] = 2;
        record["action"] = "cancel";
        record["cancelReason"] = "wrong-patient";
        Assert.Equal(200, (await engine.PushAsync(record, "pharmacy-software/dispensing", counter)).Status);
        await engine.SettleAsync();
        var told = engine.Home.Last();
        Assert.Equal(("retraction", first, "wrong-patient"), (told.Text("kind"), told.Text("retraction", "of"), told.Text("retraction", "reason")));
    }

    [Fact]
    public async Task What_is_missing_in_the_organiser_is_told_to_the_house()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushAsync(Plan(1, Line("L-1", "1 cp le matin", Tablets("MORN", 1))));
        var item = new JsonObject { ["lineId"] = "L-1", ["medicine"] = new JsonObject { ["label"] = "PARACETAMOL 500 mg cpr" }, ["units"] = 5, ["missingUnits"] = 2, ["missingReason"] = "out-of-stock" };
        await engine.PushAsync(Preparation(item), "medissimo/pillbox-preparation");
        await engine.SettleAsync();
        var missing = Assert.Single(engine.Home.Last().GetProperty("preparation").List("missing"));
        Assert.Equal(("L-1", "2", "out-of-stock"), (missing.Text("lineId"), missing.Text("units"), missing.Text("reason")));
    }
}
