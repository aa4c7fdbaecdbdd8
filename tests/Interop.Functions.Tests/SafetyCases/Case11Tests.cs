using Interop.Functions.Tests.Support;
using static Interop.Functions.Tests.SafetyCases.Treatments;

namespace Interop.Functions.Tests.SafetyCases;

/// <summary>The end date is included: 2026-03-15.</summary>
public sealed class Case11Tests
{
    [Fact]
    public async Task The_evening_dose_of_the_last_day_is_in_the_slots_and_none_of_the_day_after()
    {
        await using var engine = await TestEngine.StartAsync();
        var line = Line("L-1", "1 cp matin et soir", Tablets("MORN", 1), Tablets("EVE", 1));
        line["start"] = "2026-03-01";
        line["end"] = "2026-03-15";
        var plan = Plan(1, line);
        plan["issuedAt"] = "2026-03-13T08:12:00+01:00";
        plan["plan"]!["periodStart"] = "2026-03-13";
        plan["plan"]!["periodEnd"] = "2026-03-19";
        await engine.PushAsync(plan);
        await engine.SettleAsync();

        Assert.Equal("2026-03-15", (await engine.StatementAsync("L-1")).Text("effectivePeriod", "end"));
        Assert.All(new[] { engine.Home.Last(), engine.Pharmacy.Last() }, p => Assert.Equal("2026-03-15", p.Line("L-1").Text("end")));
        var slots = engine.Home.Last().Slots("L-1");
        Assert.Equal((6, "2026-03-15 EVE 1 comprimé"), (slots.Count, slots[^1]));
    }
}
