using System.Text.Json.Nodes;
using Interop.Functions.Bench;
using Interop.Functions.Tests.Support;
using static Interop.Functions.Tests.SafetyCases.Treatments;

namespace Interop.Functions.Tests.SafetyCases;

/// <summary>Two boxes of 30 are dispensed, one tablet is taken three times a day.</summary>
public sealed class Case19Tests
{
    [Fact]
    public async Task Boxes_are_packages_units_are_units_and_the_dose_stays_one()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushAsync(Plan(1, Line("L-1", "1 cp 3 fois par jour", Tablets("MORN", 1), Tablets("NOON", 1), Tablets("EVE", 1))));
        using var counter = await engine.Instance.ClientAsync("pharmacy-software", "FINEG|540002698", ["push", "read"], CancellationToken.None);
        var answer = await engine.PushAsync(Dispensing(), "pharmacy-software/dispensing", counter);
        Assert.Equal(200, answer.Status);
        await engine.SettleAsync();

        var dispense = await engine.FindAsync("MedicationDispense", "urn:interop:pharmacy-software:540002698:dispensing", "DSP-1/1", counter);
        Assert.Equal(("2", "30009000"), (dispense.Text("quantity", "value"), dispense.Text("quantity", "code")));
        Assert.Contains("60", dispense.Own("units"), StringComparison.Ordinal);
        Assert.False(dispense.List("dosageInstruction")[0].Has("doseAndRate"));
        Assert.All((await engine.StatementAsync("L-1")).List("dosage"), d => Assert.Equal("1", d.Quantity().Text("value")));
        foreach (var payload in new[] { engine.Home.Last(), engine.Pharmacy.Last() })
        {
            Assert.Equal(["1", "1", "1"], Assert.Single(payload.Line("L-1").List("steps")).List("doses").Select(d => d.Text("quantity")));
        }
    }

    private static JsonNode Dispensing() => JsonNode.Parse(File.ReadAllText(Path.Combine(
        AppContext.BaseDirectory, "mappings/pharmacy-software/dispensing/cases/119-safety-19-boxes-units-and-doses.in.json")))!;
}
