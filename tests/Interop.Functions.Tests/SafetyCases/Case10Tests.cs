using System.Text.Json.Nodes;
using Interop.Functions.Tests.Support;
using static Interop.Functions.Tests.SafetyCases.Treatments;

namespace Interop.Functions.Tests.SafetyCases;

/// <summary>A line suspended during a hospital stay, then resumed.</summary>
public sealed class Case10Tests
{
    [Fact]
    public async Task It_is_on_hold_with_its_reason_and_comes_back_as_the_same_line()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushAsync(Plan(1, Morning("L-1"), Morning("L-2")));
        await engine.SettleAsync();
        await engine.PushAsync(Plan(2, Morning("L-1"), Changed("suspended")));
        await engine.SettleAsync();

        var held = await engine.StatementAsync("L-2");
        Assert.Equal(("on-hold", "hospitalisation", "2026-11-01"), (held.Text("status"), held.List("statusReason")[0].Text("text"), held.Text("effectivePeriod", "start")));
        foreach (var payload in new[] { engine.Home.Last(), engine.Pharmacy.Last() })
        {
            Assert.Equal(("on-hold", "suspended", "hospitalisation"), (payload.Line("L-2").Text("status"), payload.Line("L-2").Text("change"), payload.Line("L-2").Text("suspension", "reason")));
            Assert.Null(payload.Line("L-2").Text("stop"));
        }

        Assert.Equal(["L-2"], engine.Home.Last().List("suspendedLines").Select(l => l.GetString()));
        Assert.Empty(engine.Home.Last().Slots("L-2"));
        Assert.Empty(engine.Home.Last().List("stoppedSinceLast"));

        await engine.PushAsync(Plan(3, Morning("L-1"), Changed("resumed")));
        await engine.SettleAsync();
        var resumed = await engine.StatementAsync("L-2");
        Assert.Equal((held.Text("id"), "active", "2026-11-01"), (resumed.Text("id"), resumed.Text("status"), resumed.Text("effectivePeriod", "start")));
        Assert.Empty(engine.Home.Last().List("suspendedLines"));
        Assert.NotEmpty(engine.Home.Last().Slots("L-2"));
        Assert.Contains(engine.Home.Last().List("changes"), c => c.Text("lineId") == "L-2" && c.Text("before") == "on-hold" && c.Text("after") == "active");
    }

    private static JsonObject Morning(string id) => Line(id, "1 cp le matin", Tablets("MORN", 1));

    private static JsonObject Changed(string change)
    {
        var line = Morning("L-2");
        line["change"] = change;
        line["suspension"] = new JsonObject { ["from"] = "2026-11-10", ["to"] = change == "resumed" ? "2026-11-15" : null, ["reason"] = "hospitalisation" };
        return line;
    }
}
