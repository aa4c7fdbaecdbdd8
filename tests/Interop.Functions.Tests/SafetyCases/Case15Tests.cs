using System.Text.Json.Nodes;
using Interop.Functions.Tests.Support;
using static Interop.Functions.Tests.SafetyCases.Treatments;

namespace Interop.Functions.Tests.SafetyCases;

/// <summary>Data that contradict each other: the engine gives no advice.</summary>
public sealed class Case15Tests
{
    [Fact]
    public async Task An_allergy_and_a_line_against_it_and_a_high_dose_are_delivered_unchanged()
    {
        await using var engine = await TestEngine.StartAsync();
        var amoxicillin = Line("L-1", "1 g matin et soir", Dose("MORN", 1, "g"), Dose("EVE", 1, "g"));
        amoxicillin["medicine"] = new JsonObject { ["label"] = "AMOXICILLINE 1 g cpr", ["atc"] = "J01CA04" };
        var plan = Plan(1, amoxicillin, Line("L-2", "40 cp le matin", Tablets("MORN", 40)));
        plan["allergies"] = new JsonObject { ["status"] = "known", ["items"] = new JsonArray(new JsonObject { ["text"] = "pénicilline", ["atc"] = "J01C" }) };
        var answer = await engine.PushAsync(plan);
        Assert.Equal(200, answer.Status);
        Assert.Empty((await engine.ViewAsync(answer)).List("issues"));
        await engine.SettleAsync();

        Assert.Equal("unconfirmed", (await engine.AllergiesAsync())[0].GetProperty("verificationStatus").List("coding")[0].Text("code"));
        foreach (var payload in new[] { engine.Home.Last(), engine.Pharmacy.Last() })
        {
            Assert.Equal(["L-1", "L-2"], payload.LineIds());
            Assert.Equal("pénicilline", payload.GetProperty("allergies").List("items")[0].Text("text"));
            Assert.Equal(("active", "AMOXICILLINE 1 g cpr"), (payload.Line("L-1").Text("status"), payload.Line("L-1").Text("medicine", "label")));
            Assert.Equal("40", payload.Line("L-2").List("steps")[0].List("doses")[0].Text("quantity"));
            Assert.Equal("true", payload.Text("toBeChecked"));
        }
    }
}
