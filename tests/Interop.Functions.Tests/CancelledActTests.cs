using System.Text.Json.Nodes;
using Interop.Functions.Tests.SafetyCases;

namespace Interop.Functions.Tests;

/// <summary>Acts of a report that is cancelled, found by a synthetic population.</summary>
public sealed class CancelledActTests
{
    [Fact]
    public async Task An_act_is_called_back_when_the_biller_was_known_before_in_another_role()
    {
        await using var reports = await Reports.StartAsync();
        var earlier = Plain("TE-2026-000001", "1.2.250.1.9999.1.1");
        var house = new JsonObject { ["finessGeo"] = "300017985", ["name"] = "Hôpital du Midi", ["sector"] = "SA01" };
        earlier["experts"]![0]!["exerciseMode"] = "salaried";
        earlier["experts"]![0]!["organisation"] = house;
        earlier["experts"]![0]!["billingOrganisation"] = house.DeepClone();
        earlier["billing"]!["expert"]!["biller"] = "establishment";
        Assert.Equal(200, (await reports.PushAsync(earlier)).Status);
        Assert.Equal(200, (await reports.PushAsync(Plain(Reports.Request, Reports.ReportId))).Status);
        await reports.PushAsync(Reports.Cancel("wrong-patient"));

        var acts = (await reports.PullAsync()).GetProperty("items").EnumerateArray().GroupBy(i => i.GetProperty("itemId").GetString()!).ToDictionary(g => g.Key, g => g.Last().GetProperty("state").GetString());
        Assert.Equal(("cancelled", "cancelled"), (acts[Reports.Request + "/expert"], acts[Reports.Request + "/requester"]));
    }

    /// <summary>A report whose signer is known by name and number only: the person is as before, the role is new, and it is the role that the act names.</summary>
    private static JsonNode Plain(string request, string report)
    {
        var record = Reports.First();
        var signer = record["experts"]!.AsArray().Select(e => e!.AsObject()).First(e => e["signedAt"] is not null);
        var expert = new JsonObject { ["exerciseMode"] = "liberal" };
        foreach (var name in (string[])["rpps", "family", "given", "profession", "specialty", "part", "signedAt"])
        {
            expert[name] = signer[name]?.DeepClone();
        }

        record["recordId"] = request;
        record["request"]!["id"] = request;
        record["report"]!["id"] = report;
        record["report"]!["pdf"]!["fileId"] = request + "-v1";
        record["experts"] = new JsonArray(expert);
        record["triggeredBy"] = new JsonObject { ["rpps"] = (string)expert["rpps"]!, ["family"] = (string)expert["family"]!, ["given"] = (string)expert["given"]!, ["profession"] = "10" };
        return record;
    }
}
