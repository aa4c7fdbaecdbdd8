using System.Text.Json.Nodes;
using Interop.Functions.Tests.Support;

namespace Interop.Functions.Tests.SafetyCases;

/// <summary>Plans in the sender's words, as short as the table of safety cases puts them.</summary>
internal static class Treatments
{
    public const string Base = "urn:interop:medissimo:750803447";

    /// <summary>A plan of resident 1 with these lines.</summary>
    public static JsonNode Plan(int version, params JsonObject[] lines)
    {
        var plan = TestEngine.Plan(version: version);
        plan["lines"] = new JsonArray([.. lines]);
        return plan;
    }

    /// <summary>The same plan as an update of some lines only.</summary>
    public static JsonNode Partial(this JsonNode plan)
    {
        plan["plan"]!["isCompleteTreatment"] = false;
        return plan;
    }

    public static JsonObject Line(string id, string text, params JsonObject[] doses) => new()
    {
        ["lineId"] = id,
        ["position"] = int.Parse(id[2..], System.Globalization.CultureInfo.InvariantCulture),
        ["change"] = "unchanged",
        ["medicine"] = new JsonObject { ["label"] = "PARACETAMOL 500 mg cpr", ["cip13"] = "3400933516390" },
        ["prescriptionId"] = "ORD-000001",
        ["posologyText"] = text,
        ["regimen"] = "fixed",
        ["inPillbox"] = true,
        ["start"] = "2026-11-01",
        ["steps"] = new JsonArray(new JsonObject { ["seq"] = 1, ["doses"] = new JsonArray([.. doses]) }),
    };

    public static JsonObject Tablets(string moment, JsonNode quantity) => new()
    {
        ["moment"] = moment, ["quantity"] = quantity, ["unit"] = "comprimé", ["unitCode"] = "15054000",
    };

    public static JsonObject Dose(string moment, JsonNode quantity, string unit) => new() { ["moment"] = moment, ["quantity"] = quantity, ["unit"] = unit };

    public static JsonObject Stopped(this JsonObject line, string date)
    {
        line["change"] = "stopped";
        line["stop"] = new JsonObject
        {
            ["date"] = date, ["reason"] = "arrêt médecin",
            ["by"] = new JsonObject { ["rpps"] = "10000023084", ["family"] = "ADAM", ["given"] = "Hoda", ["profession"] = "10" },
        };
        return line;
    }

    /// <summary>The MedicationStatement of a line, as <c>GET /fhir</c> shows it.</summary>
    public static Task<System.Text.Json.JsonElement> StatementAsync(this TestEngine engine, string line) =>
        engine.FindAsync("MedicationStatement", Base + ":plan-line", "PLN-000001/" + line);
}
