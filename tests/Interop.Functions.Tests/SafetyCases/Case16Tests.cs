using System.Text.Json.Nodes;
using Interop.Functions.Tests.Support;
using static Interop.Functions.Tests.SafetyCases.Treatments;

namespace Interop.Functions.Tests.SafetyCases;

/// <summary>Two lines of one substance stay two lines.</summary>
public sealed class Case16Tests
{
    [Fact]
    public async Task Two_strengths_and_two_moments_of_one_product_are_four_lines()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushAsync(Plan(1, Of("L-1", "LEVOTHYROX 75 µg cpr", null, "MORN"), Of("L-2", "LEVOTHYROX 25 µg cpr", null, "MORN"), Of("L-3", "PARACETAMOL 500 mg cpr", "3400933516390", "MORN"), Of("L-4", "PARACETAMOL 500 mg cpr", "3400933516390", "EVE")));
        await engine.SettleAsync();

        string[] lines = ["L-1", "L-2", "L-3", "L-4"];
        var ids = new HashSet<string?>();
        foreach (var line in lines)
        {
            ids.Add((await engine.StatementAsync(line)).Text("id"));
        }

        Assert.Equal(4, ids.Count);
        foreach (var payload in new[] { engine.Home.Last(), engine.Pharmacy.Last() })
        {
            Assert.Equal(lines, payload.LineIds());
            Assert.Equal("4", payload.Text("plan", "linesTotal"));
        }

        Assert.All(lines, l => Assert.Equal(7, engine.Home.Last().Slots(l).Count));
    }

    private static JsonObject Of(string id, string label, string? cip13, string moment)
    {
        var line = Line(id, "1 cp", Tablets(moment, 1));
        line["medicine"] = cip13 is null ? new JsonObject { ["label"] = label, ["atc"] = "H03AA01" } : new JsonObject { ["label"] = label, ["cip13"] = cip13 };
        return line;
    }
}
