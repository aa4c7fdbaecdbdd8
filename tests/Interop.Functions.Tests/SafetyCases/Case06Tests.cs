using System.Text.Json.Nodes;
using Interop.Functions.Tests.Support;
using static Interop.Functions.Tests.SafetyCases.Treatments;

namespace Interop.Functions.Tests.SafetyCases;

/// <summary>A weekly drug: methotrexate 10 mg on Monday.</summary>
public sealed class Case06Tests
{
    [Fact]
    public async Task It_is_taken_on_its_day_only()
    {
        await using var engine = await TestEngine.StartAsync();
        var line = Line("L-1", "10 mg le lundi", Dose("MORN", 10, "mg"));
        line["steps"]![0]!["days"] = new JsonArray("mon");
        await engine.PushAsync(Plan(1, line));
        await engine.SettleAsync();

        var repeat = Assert.Single((await engine.StatementAsync("L-1")).List("dosage")).Repeat();
        Assert.Equal(("mon", "1", "1", "wk"), (Assert.Single(repeat.List("dayOfWeek")).GetString(), repeat.Text("frequency"), repeat.Text("period"), repeat.Text("periodUnit")));
        Assert.Equal(["2026-11-16 MORN 10 mg"], engine.Home.Last().Slots("L-1"));
        Assert.All(new[] { engine.Home.Last(), engine.Pharmacy.Last() }, p => Assert.Equal("mon", Assert.Single(Assert.Single(p.Line("L-1").List("steps")).List("days")).GetString()));
    }

    [Theory]
    [InlineData("10 mg le lundi")]
    [InlineData("10 mg une fois par semaine")]
    [InlineData("10 mg / semaine")]
    public async Task Without_its_day_in_the_structure_it_is_refused_and_nothing_leaves(string text)
    {
        await using var engine = await TestEngine.StartAsync();
        var answer = await engine.PushAsync(Plan(1, Line("L-1", text, Dose("MORN", 10, "mg"))));
        Assert.Equal(422, answer.Status);
        Assert.Equal("$.lines[0].posologyText", answer.Issue("weekly-without-days").GetProperty("location")[0].GetString());
        await engine.SettleAsync();
        Assert.Empty(engine.Home.Calls);
        Assert.Empty(engine.Pharmacy.Calls);
    }
}
