using System.Net.Http.Json;
using System.Text.Json;
using Interop.Functions.Tests.Support;
using static Interop.Functions.Tests.SafetyCases.Treatments;

namespace Interop.Functions.Tests.SafetyCases;

/// <summary>A line that the physician stopped on 14/11.</summary>
public sealed class Case08Tests
{
    [Fact]
    public async Task Both_destinations_get_the_line_as_stopped_and_the_earlier_version_stays_readable()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushAsync(Plan(1, Morning("L-1"), Morning("L-2")));
        await engine.SettleAsync();
        await engine.PushAsync(Plan(2, Morning("L-1"), Morning("L-2").Stopped("2026-11-14")));
        await engine.SettleAsync();

        var statement = await engine.StatementAsync("L-2");
        Assert.Equal(("stopped", "2026-11-14", "arrêt médecin"), (statement.Text("status"), statement.Text("effectivePeriod", "end"), statement.List("statusReason")[0].Text("text")));
        foreach (var payload in new[] { engine.Home.Last(), engine.Pharmacy.Last() })
        {
            var line = payload.Line("L-2");
            Assert.Equal(("stopped", "stopped"), (line.Text("status"), line.Text("change")));
            Assert.Equal(("2026-11-14", "arrêt médecin"), (line.Text("stop", "date"), line.Text("stop", "reason")));
            Assert.Equal("10000023084", line.Text("stop", "by", "rpps"));
            Assert.Contains(payload.List("changes"), c => c.Text("lineId") == "L-2" && c.Text("field") == "status" && c.Text("after") == "stopped");
        }

        Assert.Equal(["L-2"], engine.Home.Last().List("stoppedSinceLast").Select(l => l.GetString()));
        Assert.Empty(engine.Home.Last().Slots("L-2"));
        Assert.Equal(7, engine.Home.Last().Slots("L-1").Count);

        var earlier = await engine.Sender.GetFromJsonAsync<JsonElement>($"/fhir/MedicationStatement/{statement.Text("id")}/_history/1");
        Assert.Equal("active", earlier.Text("status"));
    }

    [Fact]
    public async Task Slots_after_the_date_vanish_and_those_up_to_it_stay()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushAsync(Plan(1, Morning("L-1"), Morning("L-2")));
        await engine.SettleAsync();
        Assert.Equal(7, engine.Home.Last().Slots("L-2").Count);
        await engine.PushAsync(Plan(2, Morning("L-1"), Morning("L-2").Stopped("2026-11-18")));
        await engine.SettleAsync();
        Assert.Equal(["2026-11-16", "2026-11-17", "2026-11-18"], engine.Home.Last().Slots("L-2").Select(s => s[..10]));
    }

    [Fact]
    public async Task A_stopped_line_stays_stopped_in_the_next_plan_and_is_not_told_twice_as_news()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushAsync(Plan(1, Morning("L-1"), Morning("L-2")));
        await engine.PushAsync(Plan(2, Morning("L-1"), Morning("L-2").Stopped("2026-11-14")));
        await engine.SettleAsync();
        await engine.PushAsync(Plan(3, Morning("L-1")).Partial());
        await engine.SettleAsync();
        Assert.Equal("stopped", engine.Home.Last().Line("L-2").Text("status"));
        Assert.Empty(engine.Home.Last().List("stoppedSinceLast"));
    }

    private static System.Text.Json.Nodes.JsonObject Morning(string id) => Line(id, "1 cp le matin", Tablets("MORN", 1));
}
