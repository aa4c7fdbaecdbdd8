using System.Text.Json.Nodes;
using Interop.Engine.Ports;
using Interop.Functions.Bench;
using Interop.Functions.Tests.Support;
using static Interop.Functions.Tests.SafetyCases.Treatments;

namespace Interop.Functions.Tests.SafetyCases;

/// <summary>Tapering: 20 mg 7 d, 15 mg 7 d, 10 mg 7 d.</summary>
public sealed class Case05Tests
{
    [Fact]
    public async Task Three_steps_follow_each_other_and_every_receiver_gets_all_of_them()
    {
        await using var engine = await TestEngine.StartAsync();
        var plan = Plan(1, Tapering(("2026-11-16", "2026-11-22"), ("2026-11-23", "2026-11-29"), ("2026-11-30", "2026-12-06")));
        plan["plan"]!["periodEnd"] = "2026-12-06";
        Assert.Equal(200, (await engine.PushAsync(plan)).Status);
        await engine.SettleAsync();

        var dosages = (await engine.StatementAsync("L-1")).List("dosage");
        Assert.Equal(["1 20 2026-11-16 2026-11-22", "2 15 2026-11-23 2026-11-29", "3 10 2026-11-30 2026-12-06"], dosages.Select(d =>
            $"{d.Text("sequence")} {d.Quantity().Text("value")} {d.Repeat().Text("boundsPeriod", "start")} {d.Repeat().Text("boundsPeriod", "end")}"));
        foreach (var payload in new[] { engine.Home.Last(), engine.Pharmacy.Last() })
        {
            Assert.Equal(["1 20", "2 15", "3 10"], payload.Line("L-1").List("steps").Select(s => $"{s.Text("seq")} {Assert.Single(s.List("doses")).Text("quantity")}"));
            Assert.Equal("20 mg 7 j, 15 mg 7 j, 10 mg 7 j", payload.Line("L-1").Text("posologyText"));
        }

        var slots = engine.Home.Last().Slots("L-1");
        Assert.Equal((21, "2026-11-22 MORN 20 mg", "2026-11-23 MORN 15 mg", "2026-12-06 MORN 10 mg"), (slots.Count, slots[6], slots[7], slots[20]));
    }

    [Fact]
    public async Task A_receiver_that_cannot_hold_steps_gets_the_text_and_never_the_first_step_alone()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.Instance.AddAsync(
        [
            new Endpoint("home", "care-home-software", $"FINEG|{TrialRecords.CareHome}", "http", engine.Home.Address, ["without-steps"]),
            new Endpoint("pharmacy", "pharmacy-software", $"FINEG|{TrialRecords.Pharmacy}", "http", engine.Pharmacy.Address, ["without-steps"]),
        ], CancellationToken.None);
        var plain = Line("L-2", "1 cp le matin", Tablets("MORN", 1));
        await engine.PushAsync(Plan(1, Tapering(("2026-11-16", "2026-11-22"), ("2026-11-23", "2026-11-29"), ("2026-11-30", "2026-12-06")), plain));
        await engine.SettleAsync();
        foreach (var payload in new[] { engine.Home.Last(), engine.Pharmacy.Last() })
        {
            var line = payload.Line("L-1");
            Assert.Equal(("20 mg 7 j, 15 mg 7 j, 10 mg 7 j", "false"), (line.Text("posologyText"), line.Text("structuredComplete")));
            Assert.Empty(line.List("steps"));
            Assert.Equal(("true", 1), (payload.Line("L-2").Text("structuredComplete"), payload.Line("L-2").List("steps").Count));
        }

        Assert.Empty(engine.Home.Last().Slots("L-1"));
        Assert.NotEmpty(engine.Home.Last().Slots("L-2"));
    }

    [Fact]
    public async Task An_overlap_is_an_error_and_a_gap_is_said()
    {
        await using var engine = await TestEngine.StartAsync();
        var overlap = await engine.PushAsync(Plan(1, Tapering(("2026-11-16", "2026-11-23"), ("2026-11-23", "2026-11-29"))));
        Assert.Equal((422, "$.lines[0].steps[1].from"), (overlap.Status, overlap.Issue("tapering-overlap").GetProperty("location")[0].GetString()));
        await engine.SettleAsync();
        Assert.Empty(engine.Home.Calls);

        var gap = await engine.PushAsync(Plan(1, Tapering(("2026-11-16", "2026-11-20"), ("2026-11-23", "2026-11-29"))));
        Assert.Equal(200, gap.Status);
        Assert.Contains((await engine.ViewAsync(gap)).List("issues"), i => Answer.Code(i) == "tapering-gap");
        await engine.SettleAsync();
        Assert.DoesNotContain(engine.Home.Last().Slots("L-1"), s => s.StartsWith("2026-11-21", StringComparison.Ordinal));
    }

    private static JsonObject Tapering(params (string From, string To)[] steps)
    {
        var line = Line("L-1", "20 mg 7 j, 15 mg 7 j, 10 mg 7 j");
        line["regimen"] = "tapering";
        line["steps"] = new JsonArray([.. steps.Select((s, i) => new JsonObject
        {
            ["seq"] = i + 1, ["from"] = s.From, ["to"] = s.To, ["doses"] = new JsonArray(Dose("MORN", 20 - (5 * i), "mg")),
        })]);
        return line;
    }
}
