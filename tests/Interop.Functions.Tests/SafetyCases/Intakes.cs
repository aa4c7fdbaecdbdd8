using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Functions.Bench;
using Interop.Functions.Tests.Support;

namespace Interop.Functions.Tests.SafetyCases;

/// <summary>Intakes and preparations of resident 1, as the sender words them.</summary>
internal static class Intakes
{
    public static JsonNode Intake(string id, string outcome, JsonNode? given = null, string line = "L-1", string date = "2026-11-16", string moment = "MORN") => With(new JsonObject
    {
        ["id"] = id, ["planId"] = "PLN-000001", ["lineId"] = line, ["plannedDate"] = date, ["moment"] = moment, ["plannedTime"] = "08:00",
        ["recordedAt"] = $"{date}T08:10:00+01:00", ["medicine"] = new JsonObject { ["label"] = "PARACETAMOL 500 mg cpr", ["cip13"] = "3400933516390" },
        ["plannedQuantity"] = 1, ["givenQuantity"] = given, ["unit"] = "comprimé", ["unitCode"] = "15054000", ["outcome"] = outcome,
        ["recordedBy"] = Nurse(), ["role"] = "nurse", ["source"] = "nurse-app",
    });

    public static JsonNode Preparation(JsonObject item, string status = "delivered") => Envelope("PREP-1", new JsonObject
    {
        ["preparation"] = new JsonObject
        {
            ["id"] = "PREP-1", ["planId"] = "PLN-000001", ["planVersion"] = 1, ["pillboxQrId"] = "Q8F2-11", ["count"] = 1, ["weekStart"] = "2026-11-16", ["weekEnd"] = "2026-11-22",
            ["status"] = status, ["preparedBy"] = Pharmacist(), ["preparedAt"] = "2026-11-14T15:00:00+01:00", ["preparedUnder"] = "10100997245",
            ["deliveredTo"] = new JsonObject { ["finessGeo"] = TrialRecords.CareHome, ["name"] = "EHPAD Les Tilleuls" }, ["deliveredAt"] = "2026-11-15T10:00:00+01:00",
        },
        ["items"] = new JsonArray(item),
    });

    /// <summary>The same intake told by somebody else of the house.</summary>
    public static JsonNode ByCareAssistant(this JsonNode record)
    {
        record["intake"]!["recordedBy"] = new JsonObject
        {
            ["localActorId"] = "as-3", ["underResponsibilityOf"] = "10103300249", ["family"] = "ROY", ["given"] = "Nadia", ["profession"] = "aide-soignant",
        };
        record["intake"]!["role"] = "care-assistant";
        record["intake"]!["source"] = "establishment";
        return record;
    }

    public static JsonNode Set(this JsonNode record, string field, JsonNode? value)
    {
        record["intake"]![field] = value;
        return record;
    }

    public static Task<Answer> PushIntakeAsync(this TestEngine engine, JsonNode record) => engine.PushAsync(record, "medissimo/intake");

    /// <summary>The MedicationAdministration of an intake, as <c>GET /fhir</c> shows it.</summary>
    public static Task<JsonElement> AdministrationAsync(this TestEngine engine, string id) => engine.FindAsync("MedicationAdministration", Treatments.Base + ":intake", id);

    /// <summary>The value of one of our extensions, whatever its type; null when it is not there.</summary>
    public static string? Own(this JsonElement resource, string name)
    {
        var found = resource.List("extension").FirstOrDefault(e => e.Text("url") == "https://interop.example/fhir/StructureDefinition/" + name);
        return found.ValueKind == JsonValueKind.Undefined ? null : found.EnumerateObject().First(p => p.Name.StartsWith("value", StringComparison.Ordinal)).Value.ToString();
    }

    private static JsonObject With(JsonObject intake)
    {
        if (intake["givenQuantity"] is null)
        {
            intake.Remove("givenQuantity");
        }

        return Envelope(intake["id"]!.GetValue<string>(), new JsonObject { ["intake"] = intake });
    }

    private static JsonObject Envelope(string id, JsonObject parts)
    {
        var plan = TestEngine.Plan();
        var record = new JsonObject
        {
            ["recordId"] = id, ["recordVersion"] = 1, ["action"] = "create", ["issuedAt"] = "2026-11-16T08:12:00+01:00", ["environment"] = "test",
            ["triggeredBy"] = plan["triggeredBy"]!.DeepClone(), ["sender"] = plan["sender"]!.DeepClone(), ["patient"] = plan["patient"]!.DeepClone(),
        };
        foreach (var (name, value) in parts)
        {
            record[name] = value!.DeepClone();
        }

        return record;
    }

    private static JsonObject Nurse() => new() { ["rpps"] = "10103300249", ["family"] = "COLIN", ["given"] = "Maud", ["profession"] = "60" };

    private static JsonObject Pharmacist() => new() { ["rpps"] = "10100997245", ["family"] = "LENOIR", ["given"] = "Claire", ["profession"] = "21" };
}
