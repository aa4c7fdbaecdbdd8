using System.Text.Json.Nodes;
using Interop.Functions.Tests.Support;
using static Interop.Functions.Tests.SafetyCases.Treatments;

namespace Interop.Functions.Tests.SafetyCases;

/// <summary>Allergies: no field, nobody asked, none known, known, and words in a comment.</summary>
public sealed class Case14Tests
{
    [Theory]
    [InlineData(null, "unknown", 0)]
    [InlineData("not-collected", "not-collected", 0)]
    [InlineData("none-known", "none-known", 1)]
    [InlineData("known", "known", 1)]
    public async Task Each_of_them_says_something_else(string? stated, string told, int resources)
    {
        await using var engine = await TestEngine.StartAsync();
        var plan = Plan(1, Line("L-1", "1 cp le matin", Tablets("MORN", 1)));
        plan["allergies"] = stated is null ? null : new JsonObject { ["status"] = stated };
        if (stated == "known")
        {
            plan["allergies"]!["items"] = new JsonArray(new JsonObject { ["text"] = "pénicilline", ["atc"] = "J01C", ["reaction"] = "urticaire" });
        }
        else if (stated is null)
        {
            plan.AsObject().Remove("allergies");
        }

        Assert.Equal(200, (await engine.PushAsync(plan)).Status);
        await engine.SettleAsync();
        foreach (var payload in new[] { engine.Home.Last(), engine.Pharmacy.Last() })
        {
            Assert.Equal(told, payload.Text("allergies", "status"));
            Assert.Equal(stated == "known" ? ["pénicilline"] : [], payload.GetProperty("allergies").List("items").Select(i => i.Text("text")));
        }

        Assert.Equal(resources, (await engine.AllergiesAsync()).Count);
        if (stated == "none-known")
        {
            Assert.Equal("716186003", (await engine.AllergiesAsync())[0].GetProperty("code").List("coding")[0].Text("code"));
        }
    }

    [Fact]
    public async Task Words_make_no_allergy()
    {
        await using var engine = await TestEngine.StartAsync();
        var plan = Plan(1, Line("L-1", "1 cp le matin", Tablets("MORN", 1)));
        plan["plan"]!["comment"] = "pas d'allergie à la pénicilline";
        await engine.PushAsync(plan);
        await engine.SettleAsync();
        Assert.Empty(await engine.AllergiesAsync());
        Assert.Equal("pas d'allergie à la pénicilline", engine.Home.Last().Text("plan", "comment"));
    }
}
