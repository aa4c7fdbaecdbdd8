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
