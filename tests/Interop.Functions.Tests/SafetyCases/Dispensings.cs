using System.Text.Json.Nodes;
using Interop.Functions.Bench;
using Interop.Functions.Tests.Support;

namespace Interop.Functions.Tests.SafetyCases;

/// <summary>What a pharmacy hands over to the care home of <see cref="TrialRecords"/>.</summary>
internal static class Dispensings
{
    /// <summary>Pushes as the software at the counter.</summary>
    public static Task<HttpClient> CounterAsync(TestEngine engine) =>
        engine.Instance.ClientAsync("pharmacy-software", "FINEG|540002698", ["push", "read"], CancellationToken.None);

    /// <summary>A case of the product's own, delivered to the house with the patient's consent.</summary>
    public static JsonNode ForTheHouse(string name)
    {
        var record = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, $"mappings/pharmacy-software/dispensing/cases/{name}.in.json")))!;
        record["deliveredTo"] = new JsonObject { ["finessGeo"] = TrialRecords.CareHome, ["name"] = "EHPAD Les Tilleuls" };
        record["consents"] = new JsonArray(new JsonObject
        {
            ["purpose"] = "care-sharing", ["status"] = "given", ["form"] = "written", ["collectedAt"] = "2026-01-05T10:00:00+01:00", ["informedOfRightToObject"] = true,
            ["collectedBy"] = new JsonObject { ["rpps"] = "10100997245", ["family"] = "Lenoir", ["given"] = "Claire", ["profession"] = "21" },
        });
        return record;
    }
}
