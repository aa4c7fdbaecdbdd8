using Interop.Functions.Tests.Support;
using static Interop.Functions.Tests.SafetyCases.Treatments;

namespace Interop.Functions.Tests.SafetyCases;

/// <summary>Mass, volume, count: a unit is copied or missed, never converted or guessed.</summary>
public sealed class Case03Tests
{
    private const string Ucum = "http://unitsofmeasure.org";

    [Fact]
    public async Task Units_are_kept_and_coded_where_there_is_a_code()
    {
        await using var engine = await TestEngine.StartAsync();
        var answer = await engine.PushAsync(Plan(
            1,
            Line("L-1", "500 mg matin", Dose("MORN", 500, "mg")),
            Line("L-2", "10 gouttes le soir", Dose("EVE", 10, "gouttes")),
            Line("L-3", "10 UI le soir", Dose("EVE", 10, "UI")),
            Line("L-4", "75 µg (micro)", Dose("MORN", 75, "\u00B5g")),
            Line("L-5", "75 μg (mu)", Dose("MORN", 75, "\u03BCg"))));
        Assert.Equal(200, answer.Status);
        await engine.SettleAsync();

        Assert.Equal(("500", "mg", Ucum, "mg"), await DoseAsync(engine, "L-1"));
        Assert.Equal(("10", "gouttes", null, null), await DoseAsync(engine, "L-2"));
        Assert.Equal(("10", "UI", Ucum, "[iU]"), await DoseAsync(engine, "L-3"));
        Assert.Equal(("75", "\u00B5g", Ucum, "ug"), await DoseAsync(engine, "L-4"));
        Assert.Equal(("75", "\u03BCg", Ucum, "ug"), await DoseAsync(engine, "L-5"));

        string[] expected = ["L-1 500 mg mg", "L-2 10 gouttes ", "L-3 10 UI [iU]", "L-4 75 \u00B5g ug", "L-5 75 \u03BCg ug"];
        foreach (var payload in new[] { engine.Home.Last(), engine.Pharmacy.Last() })
        {
            Assert.Equal(expected, payload.List("lines").Select(l => (Line: l, Dose: l.List("steps")[0].List("doses")[0]))
                .Select(x => $"{x.Line.Text("lineId")} {x.Dose.Text("quantity")} {x.Dose.Text("unit")} {x.Dose.Text("unitCode")}"));
        }

        Assert.All(engine.Home.Last().Slots("L-1"), s => Assert.EndsWith("MORN 500 mg", s, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_missing_unit_quarantines_the_plan_and_nothing_of_it_leaves()
    {
        await using var engine = await TestEngine.StartAsync();
        var dose = new System.Text.Json.Nodes.JsonObject { ["moment"] = "MORN", ["quantity"] = 1 };
        var answer = await engine.PushAsync(Plan(1, Line("L-1", "1 matin", Tablets("MORN", 1)), Line("L-2", "1 matin", dose)));
        Assert.Equal(422, answer.Status);
        Assert.StartsWith("$.lines[1].steps[0].doses[0]", answer.Issue("dose-unit-missing").GetProperty("location")[0].GetString(), StringComparison.Ordinal);
        await engine.SettleAsync();

        Assert.Equal("quarantined", (await engine.ViewAsync(answer)).Text("state"));
        Assert.Empty(engine.Home.Calls);
        Assert.Empty(engine.Pharmacy.Calls);
        Assert.Empty(await engine.SearchAsync("MedicationStatement", Base + ":plan-line", "PLN-000001/L-1"));
    }

    private static async Task<(string? Value, string? Unit, string? System, string? Code)> DoseAsync(TestEngine engine, string line)
    {
        var quantity = Assert.Single((await engine.StatementAsync(line)).List("dosage")).Quantity();
        return (quantity.Text("value"), quantity.Text("unit"), quantity.Text("system"), quantity.Text("code"));
    }
}
