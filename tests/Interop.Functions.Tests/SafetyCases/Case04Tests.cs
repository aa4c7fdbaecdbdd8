using System.Text.Json.Nodes;
using Interop.Functions.Tests.Support;
using static Interop.Functions.Tests.SafetyCases.Treatments;

namespace Interop.Functions.Tests.SafetyCases;

/// <summary>As needed: <c>1 cp si douleur, 6 h mini, max 4/24 h</c>.</summary>
public sealed class Case04Tests
{
    [Fact]
    public async Task The_reason_the_dose_and_the_maximum_travel_and_there_is_no_moment_and_no_slot()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushAsync(Plan(1, Line("L-1", "1 matin", Tablets("MORN", 1)), AsNeeded(4)));
        await engine.SettleAsync();

        var dosage = Assert.Single((await engine.StatementAsync("L-4")).List("dosage"));
        Assert.Equal("douleur", dosage.Text("asNeededCodeableConcept", "text"));
        Assert.Equal(("1", "comprimé"), (dosage.Quantity().Text("value"), dosage.Quantity().Text("unit")));
        var most = dosage.GetProperty("maxDosePerPeriod");
        Assert.Equal(("4", "comprimé", "24", "h"), (most.Text("numerator", "value"), most.Text("numerator", "unit"), most.Text("denominator", "value"), most.Text("denominator", "code")));
        Assert.False(dosage.Has("timing"));

        foreach (var payload in new[] { engine.Home.Last(), engine.Pharmacy.Last() })
        {
            var line = payload.Line("L-4");
            Assert.Equal(("douleur", "1", "6", "4"), (line.Text("asNeeded", "reason"), line.Text("asNeeded", "perIntake"), line.Text("asNeeded", "minHours"), line.Text("asNeeded", "max24h")));
            Assert.Empty(line.List("steps"));
        }

        Assert.Empty(engine.Home.Last().Slots("L-4"));
        Assert.NotEmpty(engine.Home.Last().Slots("L-1"));
        Assert.Equal(["L-4"], engine.Home.Last().List("asNeededLines").Select(l => l.GetString()));

        // Adherence is what the sender states of it (RECORDS 4.3); a plan makes none, and so nothing of this line is counted.
        Assert.Empty(await engine.OfPatientAsync("Observation"));
    }

    [Fact]
    public async Task Without_a_stated_maximum_none_is_invented_and_a_warning_says_so()
    {
        await using var engine = await TestEngine.StartAsync();
        var answer = await engine.PushAsync(Plan(1, AsNeeded(null)));
        Assert.Equal(200, answer.Status);
        await engine.SettleAsync();

        var warning = Assert.Single((await engine.ViewAsync(answer)).List("issues"), i => Answer.Code(i) == "as-needed-without-maximum");
        Assert.Equal("warning", warning.Text("severity"));
        var dosage = Assert.Single((await engine.StatementAsync("L-4")).List("dosage"));
        Assert.False(dosage.Has("maxDosePerPeriod"));
        Assert.False(dosage.Has("maxDosePerAdministration"));
        foreach (var payload in new[] { engine.Home.Last(), engine.Pharmacy.Last() })
        {
            Assert.Null(payload.Line("L-4").Text("asNeeded", "max24h"));
            Assert.Null(payload.Line("L-4").Text("asNeeded", "maxPerIntake"));
        }
    }

    private static JsonObject AsNeeded(int? max24h)
    {
        var line = Line("L-4", max24h is null ? "1 cp si douleur" : "1 cp si douleur, 6 h mini, max 4/24 h");
        line["regimen"] = "as-needed";
        line["inPillbox"] = false;
        line["steps"] = new JsonArray(new JsonObject { ["seq"] = 1 });
        line["asNeeded"] = new JsonObject { ["reason"] = "douleur", ["perIntake"] = 1, ["unit"] = "comprimé", ["unitCode"] = "15054000" };
        if (max24h is { } most)
        {
            line["asNeeded"]!["minHours"] = 6;
            line["asNeeded"]!["max24h"] = most;
        }

        return line;
    }
}
