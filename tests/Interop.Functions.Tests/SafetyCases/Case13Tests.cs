using System.Text.Json.Nodes;
using Interop.Functions.Tests.Support;
using static Interop.Functions.Tests.SafetyCases.Treatments;

namespace Interop.Functions.Tests.SafetyCases;

/// <summary>Moments that are none of the five: 16 h, tea time, getting up.</summary>
public sealed class Case13Tests
{
    [Fact]
    public async Task A_clock_time_stays_a_clock_time_and_no_moment_is_replaced_by_a_near_one()
    {
        await using var engine = await TestEngine.StartAsync();
        var plan = Plan(1, Line("L-1", "1 cp à 16 h", AtFour()), Line("L-2", "1 cp au goûter", Tablets("GOUTER", 1)), Line("L-3", "1 cp au lever", Tablets("PGU", 1)), Line("L-4", "1 cp avec la collation", Tablets("AS", 1)));
        plan["plan"]!["moments"]!.AsArray().Add(new JsonObject { ["code"] = "GOUTER", ["label"] = "Goûter", ["time"] = "16:30" });
        Assert.Equal(200, (await engine.PushAsync(plan)).Status);
        await engine.SettleAsync();

        foreach (var (line, time, extra) in new[] { ("L-1", "16:00:00", null), ("L-2", "16:30:00", null), ("L-3", (string?)null, "PGU"), ("L-4", null, "AS") })
        {
            var repeat = Assert.Single((await engine.StatementAsync(line)).List("dosage")).Repeat();
            Assert.False(repeat.Has("when"));
            Assert.Equal(time, repeat.List("timeOfDay").Select(t => t.GetString()).SingleOrDefault());
            Assert.Equal(extra, repeat.List("extension").Select(e => e.Text("valueCode")).SingleOrDefault());
        }

        var told = engine.Home.Last().List("lines").Select(l => Assert.Single(Assert.Single(l.List("steps")).List("doses"))).Select(d => $"{d.Text("moment")} {d.Text("time")}");
        Assert.Equal([" 16:00", " 16:30", "PGU ", "AS "], told);
        Assert.DoesNotContain(engine.Pharmacy.Last().List("lines"), l => l.GetRawText().Contains("NOON", StringComparison.Ordinal) || l.GetRawText().Contains("\"EVE\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("16 h")]
    [InlineData("goûter")]
    [InlineData("lever")]
    public async Task A_moment_that_nobody_declared_is_refused(string moment)
    {
        await using var engine = await TestEngine.StartAsync();
        var answer = await engine.PushAsync(Plan(1, Line("L-1", $"1 cp : {moment}", Tablets(moment, 1))));
        await engine.SettleAsync();
        Assert.Empty(engine.Home.Calls.Concat(engine.Pharmacy.Calls));
        Assert.Equal((422, "$.lines[0].steps[0].doses[0].moment"), (answer.Status, answer.Issue("moment-unknown").GetProperty("location")[0].GetString()));
    }

    private static JsonObject AtFour() => new() { ["time"] = "16:00", ["quantity"] = 1, ["unit"] = "comprimé", ["unitCode"] = "15054000" };
}
