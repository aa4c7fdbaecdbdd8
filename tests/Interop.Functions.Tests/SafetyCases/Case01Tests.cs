using Interop.Functions.Tests.Support;
using static Interop.Functions.Tests.SafetyCases.Treatments;

namespace Interop.Functions.Tests.SafetyCases;

/// <summary>Dose differs by moment: <c>1-0-½-0</c> tablets.</summary>
public sealed class Case01Tests
{
    [Fact]
    public async Task Each_moment_keeps_its_own_dose_in_one_step_and_a_zero_is_no_dose()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushAsync(Plan(1, Line("L-1", "1-0-½-0", Tablets("MORN", 1), Tablets("NOON", 0), Tablets("EVE", "½"), Tablets("NIGHT", 0))));
        await engine.SettleAsync();

        var dosages = (await engine.StatementAsync("L-1")).List("dosage");
        Assert.Equal(["MORN 1", "EVE 0.5"], dosages.Select(d => $"{Assert.Single(d.Repeat().List("when")).GetString()} {d.Quantity().Text("value")}"));
        Assert.Equal(["1", "1"], dosages.Select(d => d.Text("sequence")));
        Assert.All(dosages, d => Assert.Equal(("1", "1", "d"), (d.Repeat().Text("frequency"), d.Repeat().Text("period"), d.Repeat().Text("periodUnit"))));
        Assert.All(dosages, d => Assert.Equal("1-0-½-0", d.Text("text")));

        foreach (var payload in new[] { engine.Home.Last(), engine.Pharmacy.Last() })
        {
            var step = Assert.Single(payload.Line("L-1").List("steps"));
            Assert.Equal(["MORN 1 comprimé", "EVE 0.5 comprimé"], step.List("doses").Select(d => $"{d.Text("moment")} {d.Text("quantity")} {d.Text("unit")}"));
            Assert.Equal("1-0-½-0", payload.Line("L-1").Text("posologyText"));
            Assert.Equal("true", payload.Line("L-1").Text("structuredComplete"));
        }

        string[] days = ["2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20", "2026-11-21", "2026-11-22"];
        Assert.Equal(days.SelectMany(d => new[] { $"{d} MORN 1 comprimé", $"{d} EVE 0.5 comprimé" }), engine.Home.Last().Slots("L-1"));
    }
}
