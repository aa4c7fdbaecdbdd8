using System.Text.Json.Nodes;
using Interop.Functions.Tests.Support;
using static Interop.Functions.Tests.SafetyCases.Treatments;

namespace Interop.Functions.Tests.SafetyCases;

/// <summary>One day in two from 16/11, a patch every 72 h, 21 days on and 7 off.</summary>
public sealed class Case07Tests
{
    [Fact]
    public async Task The_anchor_is_kept_and_the_alternation_goes_on_over_the_boundary_of_two_plans()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushAsync(Lines(1, "2026-11-16", "2026-11-22"));
        await engine.SettleAsync();
        Assert.Equal(["16", "18", "20", "22"], Days(engine, "L-1"));
        Assert.Equal(["16", "19", "22"], Days(engine, "L-2"));
        Assert.Equal(["16", "17", "18", "19", "20", "21", "22"], Days(engine, "L-3"));

        await engine.PushAsync(Lines(2, "2026-11-23", "2026-11-29"));
        await engine.SettleAsync();
        Assert.Equal(["24", "26", "28"], Days(engine, "L-1"));
        Assert.Equal(["25", "28"], Days(engine, "L-2"));
        Assert.Empty(Days(engine, "L-3"));
    }

    [Fact]
    public async Task The_interval_stays_as_it_was_written()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushAsync(Lines(1, "2026-11-16", "2026-11-22"));
        await engine.SettleAsync();
        var patch = Assert.Single((await engine.StatementAsync("L-2")).List("dosage")).GetProperty("timing");
        Assert.Equal(("72", "h"), (patch.GetProperty("repeat").Text("period"), patch.GetProperty("repeat").Text("periodUnit")));
        Assert.Equal("2026-11-16", patch.Own("timing-anchor"));
        foreach (var payload in new[] { engine.Home.Last(), engine.Pharmacy.Last() })
        {
            Assert.Equal(("72", "2026-11-16"), (Step(payload, "L-2").Text("everyNHours"), Step(payload, "L-2").Text("anchorDate")));
            Assert.Equal(("2", "2026-11-16"), (Step(payload, "L-1").Text("everyNDays"), Step(payload, "L-1").Text("anchorDate")));
            Assert.Equal(("21", "7"), (Step(payload, "L-3").Text("onDays"), Step(payload, "L-3").Text("offDays")));
        }
    }

    [Fact]
    public async Task Without_its_anchor_an_interval_is_refused()
    {
        await using var engine = await TestEngine.StartAsync();
        var plan = Lines(1, "2026-11-16", "2026-11-22");
        plan["lines"]![1]!["steps"]![0]!.AsObject().Remove("anchorDate");
        var answer = await engine.PushAsync(plan);
        Assert.Equal((422, "$.lines[1].steps[0].anchorDate"), (answer.Status, answer.Issue("interval-without-anchor").GetProperty("location")[0].GetString()));
    }

    private static JsonNode Lines(int version, string first, string last)
    {
        var plan = Plan(
            version,
            Every("L-1", "1 jour sur 2", ("everyNDays", 2), ("anchorDate", "2026-11-16")),
            Every("L-2", "1 patch toutes les 72 h", ("everyNHours", 72), ("anchorDate", "2026-11-16")),
            Every("L-3", "21 jours sur 28", ("onDays", 21), ("offDays", 7), ("anchorDate", "2026-11-02")));
        plan["plan"]!["periodStart"] = first;
        plan["plan"]!["periodEnd"] = last;
        return plan;
    }

    private static JsonObject Every(string id, string text, params (string Name, JsonNode Value)[] facts)
    {
        var line = Line(id, text, Tablets("MORN", 1));
        foreach (var (name, value) in facts)
        {
            line["steps"]![0]![name] = value;
        }

        return line;
    }

    private static System.Text.Json.JsonElement Step(System.Text.Json.JsonElement payload, string line) => Assert.Single(payload.Line(line).List("steps"));

    private static IReadOnlyList<string> Days(TestEngine engine, string line) => [.. engine.Home.Last().Slots(line).Select(s => s[8..10])];
}
