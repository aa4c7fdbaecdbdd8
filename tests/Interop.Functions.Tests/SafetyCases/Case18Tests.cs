using System.Text.Json.Nodes;
using Interop.Functions.Tests.Support;
using static Interop.Functions.Tests.SafetyCases.Treatments;

namespace Interop.Functions.Tests.SafetyCases;

/// <summary>Lines outside the organiser, and lines that vary with a result.</summary>
public sealed class Case18Tests
{
    [Fact]
    public async Task All_are_delivered_and_a_variable_line_has_its_text_and_no_number()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushAsync(Plan(1, Line("L-1", "1 cp le soir", Tablets("EVE", 1)), Outside("L-2", "10 gouttes le soir", "liquid", Dose("EVE", 10, "gouttes")), Outside("L-3", "1 gélule matin et soir", "narcotic", Dose("MORN", 1, "gélule"))));
        await engine.SettleAsync();
        Assert.NotEmpty(engine.Home.Last().Slots("L-1"));

        await engine.PushAsync(Plan(2, Variable("L-1", "selon INR"), Outside("L-2", "10 gouttes le soir", "liquid", Dose("EVE", 10, "gouttes")), Outside("L-3", "1 gélule matin et soir", "narcotic", Dose("MORN", 1, "gélule")), Variable("L-4", "insuline selon protocole")));
        await engine.SettleAsync();
        foreach (var line in new[] { "L-1", "L-4" })
        {
            var dosage = Assert.Single((await engine.StatementAsync(line)).List("dosage"));
            Assert.False(dosage.Has("doseAndRate"));
            Assert.False(dosage.Has("timing"));
        }

        foreach (var payload in new[] { engine.Home.Last(), engine.Pharmacy.Last() })
        {
            Assert.Equal(["L-1", "L-2", "L-3", "L-4"], payload.LineIds());
            Assert.Equal(("selon INR", "false"), (payload.Line("L-1").Text("posologyText"), payload.Line("L-1").Text("structuredComplete")));
            Assert.Empty(payload.Line("L-1").List("steps"));
            Assert.Equal(("false", "liquid"), (payload.Line("L-2").Text("inPillbox"), payload.Line("L-2").Text("outsideReason")));
            Assert.Equal("narcotic", payload.Line("L-3").Text("outsideReason"));
        }

        Assert.Equal(["L-1", "L-4"], engine.Home.Last().List("variableLines").Select(l => l.GetString()));
        Assert.Empty(engine.Home.Last().Slots("L-1"));
        Assert.Equal(7, engine.Home.Last().Slots("L-2").Count);
    }

    private static JsonObject Outside(string id, string text, string reason, JsonObject dose)
    {
        var line = Line(id, text, dose);
        line["inPillbox"] = false;
        line["outsideReason"] = reason;
        return line;
    }

    private static JsonObject Variable(string id, string text)
    {
        var line = Outside(id, text, "injection", []);
        line["regimen"] = "variable";
        line["steps"] = new JsonArray(new JsonObject { ["seq"] = 1 });
        return line;
    }
}
